#!/usr/bin/env bash
# Follows the README: a crate outside of the workspace, beside a checkout, with the
# README's dependencies and its first program. Then the same under another name.
set -euo pipefail
cd "$(dirname "$0")/../.."
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$PWD/target}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The first block of that language in the README.
block() {
    awk -v fence="\`\`\`$1" '$0 == fence { inside = 1; next } inside && /^```/ { exit } inside' README.md
}

# A crate in $work/NAME; the manifest is read from the standard input.
crate() {
    mkdir -p "$work/$1/src"
    cp Cargo.lock "$work/$1/Cargo.lock"
    printf '[package]\nname = "%s"\nedition = "2024"\n\n' "$1" >"$work/$1/Cargo.toml"
    cat >>"$work/$1/Cargo.toml"
    # as in the workspace, so that both share what they compile
    printf '\n[profile.dev.package."*"]\nopt-level = 1\n' >>"$work/$1/Cargo.toml"
}

ln -s "$PWD" "$work/jwt-claims"

block toml | crate follows-the-readme
block rust >"$work/follows-the-readme/src/main.rs"

block toml | sed 's/^jwt-claims = { /&package = "jwt-claims", /; s/^jwt-claims /typed-tokens /' | crate renames-the-package
{
    echo 'extern crate typed_tokens as jwt_claims;'
    block rust
} >"$work/renames-the-package/src/main.rs"
grep -q '^typed-tokens = { package = "jwt-claims", path' "$work/renames-the-package/Cargo.toml"

for name in follows-the-readme renames-the-package; do
    grep -q 'fn main' "$work/$name/src/main.rs"
    cargo run --quiet --manifest-path "$work/$name/Cargo.toml"
    echo "ok    $name"
done
