#!/bin/sh
# Makes a folder with the checks and what they need from npm; needs Node 20 or later:
#
#   examples/sso/checks/setup.sh FOLDER
set -eu
folder=${1:?"usage: $0 FOLDER"}
mkdir -p "$folder"
cp -R "$(dirname "$0")"/*.mjs "$(dirname "$0")/scenarios" "$folder/"
npm install --silent --no-audit --no-fund --prefer-offline --fetch-retries 5 --prefix "$folder" \
    axe-core@4.14.1 oauth4webapi@3.8.8 playwright-core@1.65.1
