# For smoke tests of services: `. examples/start.sh NAME` starts an example on a free port,
# ends it with the script, and sets `url` and `token` to what it printed.
cargo build --quiet --example "$1"
out=$(mktemp)
"${CARGO_TARGET_DIR:-target}/debug/examples/$1" 0 >"$out" &
service=$!
trap 'kill "$service" 2>/dev/null || true; rm -f "$out"' EXIT
for _ in $(seq 100); do
    grep -q '^listening' "$out" && break
    sleep 0.1
done
url=$(sed -n 's/^listening on //p' "$out")
token=$(sed -n 's/^TOKEN=//p' "$out")
