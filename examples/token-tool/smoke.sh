#!/usr/bin/env bash
# Runs the commands of the example's first lines, and checks their exit codes.
set -euo pipefail
cd "$(dirname "$0")/../.."

cargo build --quiet --example token-tool
tool=${CARGO_TARGET_DIR:-$PWD/target}/debug/examples/token-tool
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

expect() {
    local code=0
    "${@:2}" >out 2>err || code=$?
    [ "$code" = "$1" ] || { echo "expected exit code $1, got $code: ${*:2}" >&2; cat out err >&2; exit 1; }
    echo "ok    $1 ${*:3}"
}
expect 0 "$tool" keys generate --out dev.pem
expect 2 "$tool" keys generate --out dev.pem
expect 0 "$tool" mint --key dev.pem --claim sub=alice --claim 'roles=["admin"]'
cp out token
expect 1 "$tool" mint --key dev.pem --claim sub=alice --claim 'roles=["guest"]'
expect 0 "$tool" inspect --token token
expect 0 "$tool" explain --key dev.pem --token token
expect 1 "$tool" explain --key dev.pem --token token --at 4000000000
expect 0 "$tool" keys jwks dev.pem
cp out jwks.json
expect 0 "$tool" verify --key jwks.json --token token
TOKEN=$(cat token) expect 0 "$tool" verify --key dev.pem --token-env TOKEN
SECRET='a secret of at least thirty-two bytes' expect 1 "$tool" verify --secret-env SECRET --token token
expect 2 "$tool" verify --token token
expect 3 "$tool" verify --jwks http://127.0.0.1:9/jwks --token token
expect 0 "$tool" policy
