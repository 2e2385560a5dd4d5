#!/usr/bin/env bash
# Starts the example on a free port, and plays a client that discovers how to get in.
set -euo pipefail
cd "$(dirname "$0")/../.."

. examples/start.sh mcp-resource

call() {
    curl --noproxy '*' -si "$url/mcp" -H 'Content-Type: application/json' "${@:2}" -d "$1"
}
expect() {
    grep -qF "$1" <<<"$2" || { printf 'expected %s in:\n%s\n' "$1" "$2" >&2; exit 1; }
    echo "ok    $1"
}
list='{"jsonrpc":"2.0","id":1,"method":"tools/list"}'
delete='{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"delete_note"}}'

refused=$(call "$list")
expect "401 Unauthorized" "$refused"
metadata=$(sed -n 's/.*resource_metadata="\([^"]*\)".*/\1/p' <<<"$refused")
document=$(curl --noproxy '*' -s "$metadata")
expect "\"resource\":\"$url/mcp\"" "$document"
expect '"authorization_servers":["https://auth.example.com"]' "$document"
expect '"name":"delete_note"' "$(call "$list" -H "Authorization: Bearer $token")"
forbidden=$(call "$delete" -H "Authorization: Bearer $token")
expect "403 Forbidden" "$forbidden"
expect 'scope="notes:write"' "$forbidden"
