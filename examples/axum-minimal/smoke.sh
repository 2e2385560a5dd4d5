#!/usr/bin/env bash
# Starts the example on a free port, and sends the requests of its first lines.
set -euo pipefail
cd "$(dirname "$0")/../.."

cargo build --quiet --example axum-minimal
out=$(mktemp)
"${CARGO_TARGET_DIR:-target}/debug/examples/axum-minimal" 0 >"$out" &
service=$!
trap 'kill "$service" 2>/dev/null || true; rm -f "$out"' EXIT
for _ in $(seq 100); do
    grep -q '^listening' "$out" && break
    sleep 0.1
done
url=$(sed -n 's/^listening on //p' "$out")
token=$(sed -n 's/^TOKEN=//p' "$out")

expect() {
    local status
    status=$(curl --noproxy '*' -s -o /dev/null -w '%{http_code}' "${@:2}")
    [ "$status" = "$1" ] || { echo "expected $1, got $status: ${*:2}" >&2; exit 1; }
    echo "ok    $1"
}
expect 401 "$url/orders"
expect 401 "$url/orders" -H "Authorization: Bearer garbage"
expect 200 "$url/orders" -H "Authorization: Bearer $token"
expect 404 "$url/other" -H "Authorization: Bearer $token"
