#!/usr/bin/env bash
# Runs the application with each provider of jsonwebtoken, and checks that no
# feature of jwt-claims enables one but those named for it.
set -euo pipefail
cd "$(dirname "$0")"
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$PWD/../../target}
cp ../../Cargo.lock Cargo.lock

# The providers that a set of features enables in jsonwebtoken.
providers() {
    cargo tree --manifest-path ../../jwt-claims/Cargo.toml -e normal --prefix none -f '{p} [{f}]' "$@" |
        sed -n 's/^jsonwebtoken v.*\[\(.*\)\].*/\1/p' | tr ',' '\n' | sed -nE '/^(aws_lc_rs|rust_crypto)$/p' | sort -u | tr '\n' ' '
}

features=$(sed -n '/^\[features\]/,/^\[/s/^\([a-z0-9_]*\) = .*/\1/p' ../../jwt-claims/Cargo.toml)
[ -n "$features" ]
for feature in $features; do
    found=$(providers --no-default-features --features "$feature")
    case $feature in
        jsonwebtoken_*) expected="${feature#jsonwebtoken_} " ;;
        *) expected="" ;;
    esac
    if [ "$found" != "$expected" ]; then
        echo "feature $feature enables the providers '$found' of jsonwebtoken, expected '$expected'" >&2
        exit 1
    fi
done

for provider in aws_lc_rs rust_crypto; do
    cargo run --quiet --features "$provider"
done
