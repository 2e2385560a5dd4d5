#!/usr/bin/env bash
# Instructions per operation, ours beside the limit and jsonwebtoken, as callgrind
# counts them: bash benches/instructions.sh [PATTERN, such as verify/hs256]
set -euo pipefail
cd "$(dirname "$0")/.."
command -v valgrind >/dev/null || { echo "valgrind is not installed" >&2; exit 1; }
cargo build --quiet --profile bench -p jwt-claims-benches --bin rounds
rounds=${CARGO_TARGET_DIR:-target}/release/rounds
count=50

# Only what runs inside of `counted` is counted: keys are made anew each time.
instructions() {
    valgrind --tool=callgrind --callgrind-out-file=/dev/null \
        --collect-atstart=no --toggle-collect='rounds::counted*' "$rounds" "$1" "$count" 2>&1 |
        sed -n 's/.*Collected : \([0-9]*\).*/\1/p'
}

printf '| %s | instructions |\n| --- | ---: |\n' "operation"
"$rounds" | grep -F -- "${1:-}" | while read -r entry; do
    printf '| %s | %d |\n' "$entry" $(($(instructions "$entry") / count))
done
