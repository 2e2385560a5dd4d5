#!/bin/sh
# Makes a Python with PyJWT and jwcrypto for the interoperability tests:
#
#   tests/interop/setup.sh FOLDER
#   JWT_CLAIMS_PYTHON=FOLDER/bin/python cargo test -p jwt-claims-tests
set -eu
folder=${1:?"usage: $0 FOLDER"}
[ -x "$folder/bin/python" ] || python3 -m venv "$folder"
"$folder/bin/python" -m pip install --quiet --disable-pip-version-check \
    'PyJWT==2.10.1' 'cryptography==46.0.3' 'jwcrypto==1.5.6'
