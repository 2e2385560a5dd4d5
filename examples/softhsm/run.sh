#!/usr/bin/env bash
# Signs tokens with keys in SoftHSM, over PKCS#11. Needs softhsm2 (apt-get install softhsm2).
set -euo pipefail
cd "$(dirname "$0")"
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$PWD/../../target}

cargo fmt --check
cargo clippy --quiet --all-targets --locked -- -D warnings

module=
for candidate in /usr/lib/softhsm /usr/lib64/softhsm /usr/local/lib/softhsm /usr/lib/x86_64-linux-gnu/softhsm /opt/homebrew/lib/softhsm; do
    [ -e "$candidate/libsofthsm2.so" ] && module=$candidate/libsofthsm2.so && break
done
if [ -n "$module" ] && command -v softhsm2-util >/dev/null; then
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
    mkdir "$folder/tokens"
    printf 'directories.tokendir = %s/tokens\nobjectstore.backend = file\nlog.level = ERROR\n' "$folder" >"$folder/softhsm2.conf"
    export SOFTHSM2_CONF=$folder/softhsm2.conf SOFTHSM_MODULE=$module
    softhsm2-util --init-token --free --label jwt-claims --pin 1234 --so-pin 5678
fi
cargo test --quiet --locked -- --nocapture
