# For smoke tests of services: `. examples/start.sh NAME` starts an example on a free port,
# ends it with the script, and sets `url` and `token` to what it printed.
cargo build --quiet --example "$1"
out=$(mktemp)
"${CARGO_TARGET_DIR:-target}/debug/examples/$1" 0 >"$out" &
service=$!
trap 'kill "$service" 2>/dev/null || true; rm -f "$out"' EXIT
for _ in $(seq 600); do
    if grep -q '^listening' "$out" || ! kill -0 "$service" 2>/dev/null; then break; fi
    sleep 0.1
done
grep -q '^listening' "$out" || { echo "$1 does not listen:" >&2; cat "$out" >&2; exit 1; }
url=$(sed -n 's/^listening on //p' "$out")
token=$(sed -n 's/^TOKEN=//p' "$out")
