#!/bin/sh
# Makes a Python with PyJWT and jwcrypto for the interoperability tests:
#
#   tests/interop/setup.sh FOLDER
#   JWT_CLAIMS_PYTHON=FOLDER/bin/python cargo test -p jwt-claims-tests
set -eu
folder=${1:?"usage: $0 FOLDER"}
if ! "$folder/bin/python" -m pip --version >/dev/null 2>&1; then
    # also repairs what an interrupted run has left
    python3 -m venv "$folder"
fi
"$folder/bin/python" -m pip install --quiet --disable-pip-version-check --retries 10 \
    'PyJWT==2.10.1' 'cryptography==46.0.3' 'jwcrypto==1.5.6'
