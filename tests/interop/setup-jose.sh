#!/bin/sh
# Makes a folder with npm's jose and oauth4webapi for the interoperability tests; needs Node 20 or later:
#
#   tests/interop/setup-jose.sh FOLDER
#   JWT_CLAIMS_JOSE=FOLDER cargo test -p jwt-claims-tests
set -eu
folder=${1:?"usage: $0 FOLDER"}
mkdir -p "$folder"
cp "$(dirname "$0")/jose_peer.mjs" "$(dirname "$0")/dpop_peer.mjs" "$folder/"
npm install --silent --no-audit --no-fund --prefer-offline --fetch-retries 5 --prefix "$folder" \
    jose@6.2.18 oauth4webapi@3.8.8
