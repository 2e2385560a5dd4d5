#!/usr/bin/env bash
# Starts the example on a free port, and sends the requests of its first lines.
set -euo pipefail
cd "$(dirname "$0")/../.."

. examples/start.sh axum-minimal

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
