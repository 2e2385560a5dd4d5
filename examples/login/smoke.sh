#!/usr/bin/env bash
# Starts the example on a free port, runs the lines that it prints, and holds
# each answer against the status printed above it. Arguments go to the
# example: `smoke.sh --hs256`. Needs curl 7.82 or later, for `--json`.
set -euo pipefail
cd "$(dirname "$0")/../.."

cargo build --quiet --example login
login=${CARGO_TARGET_DIR:-target}/debug/examples/login
work=$(mktemp -d)
export TMPDIR=$work no_proxy=127.0.0.1

"$login" --port 0 "$@" >"$work/tour" 2>"$work/log" &
service=$!
trap 'kill "$service" 2>/dev/null || true; rm -rf "$work"' EXIT

# Everything that is printed comes in one write.
for _ in $(seq 600); do
    if grep -q '^listening on http://' "$work/tour" || ! kill -0 "$service" 2>/dev/null; then break; fi
    sleep 0.1
done
grep -q '^listening on http://' "$work/tour" || { echo "login does not listen:" >&2; cat "$work/log" >&2; exit 1; }

checked=0 failed=0 expected='' title=''
while IFS= read -r line; do
    case $line in
    '# '[1-5][0-9][0-9]:*) title=${line#'# '} expected=${title%%:*} ;;
    'curl -i '*)
        answer=$(eval "$line" 2>/dev/null) || answer="nothing"
        status=$(printf '%s\n' "$answer" | sed -n '1s/^HTTP[^ ]* \([0-9]*\).*/\1/p')
        checked=$((checked + 1))
        if [ "$status" = "$expected" ]; then
            echo "ok    $title"
        else
            echo "FAIL  $title"$'\n'"$line"$'\n'"$answer" >&2
            failed=$((failed + 1))
        fi
        ;;
    [A-Z]*=*) eval "$line" ;;
    esac
done <"$work/tour"

[ "$checked" -ge 8 ] || { echo "only $checked lines were checked; has the printed text changed?" >&2; exit 1; }
[ "$failed" -eq 0 ]
