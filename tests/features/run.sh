#!/usr/bin/env bash
# Runs an application with the fewest features, checks that what was left out is
# not compiled, and that the compile error of what needs it names the feature.
set -euo pipefail
cd "$(dirname "$0")"
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$PWD/../../target}
cp ../../Cargo.lock Cargo.lock

cargo run --quiet

tree=$(cargo tree --manifest-path ../../jwt-claims/Cargo.toml -e normal --prefix none --no-default-features --features derive,hmac_sha2)
if grep -E '^(chrono|jsonwebtoken|aws-lc-rs|regex-lite|rsa) ' <<<"$tree"; then
    echo "compiled although no feature asks for it" >&2
    exit 1
fi

for feature in chrono jwe pattern testing; do
    if errors=$(cargo check --quiet --example "$feature" 2>&1); then
        echo "examples/$feature.rs compiles without feature $feature" >&2
        exit 1
    fi
    if ! grep -F -e "features = [\"$feature\"]" -e "gated behind the \`$feature\` feature" <<<"$errors"; then
        printf 'the error does not name feature %s:\n%s\n' "$feature" "$errors" >&2
        exit 1
    fi
done
