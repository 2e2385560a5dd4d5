#!/usr/bin/env bash
# Tests the services and recipes for other frameworks than axum: every situation of
# docs/responses.md, over sockets.
set -euo pipefail
cd "$(dirname "$0")"
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$PWD/../../target}

cargo fmt --all --check
cargo clippy --quiet --workspace --all-targets --locked -- -D warnings
cargo test --quiet --workspace --locked
