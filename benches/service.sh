#!/usr/bin/env bash
# Requests per second of a protected route on loopback, beside the open route and an
# extractor by hand. The services take turns; each line is the median of the rounds.
# Needs wrk (Debian: apt-get install wrk). SECONDS_EACH=2 ROUNDS=5 bash benches/service.sh
set -euo pipefail
cd "$(dirname "$0")/.."

cargo build --quiet --profile bench -p jwt-claims-benches --bin service
program=${CARGO_TARGET_DIR:-target}/release/service
work=$(mktemp -d)
trap 'kill "$service" 2>/dev/null || true; rm -rf "$work"' EXIT

for threads in 1 2; do
    "$program" "$threads" >"$work/out" &
    service=$!
    for _ in $(seq 50); do grep -q '^url' "$work/out" && break; sleep 0.1; done
    url=$(sed -n 's/^url //p' "$work/out")
    for _ in $(seq "${ROUNDS:-5}"); do
        for path in open {hs256,es256}/{guard,cache,by-hand}; do
            token=$(sed -n "s/^${path%%/*} //p" "$work/out")
            wrk -t1 -c16 -d"${SECONDS_EACH:-2}s" -H "Authorization: Bearer ${token:-none}" "$url/$path" >"$work/wrk"
            grep -q 'Non-2xx' "$work/wrk" && { echo "$path is refused" >&2; exit 1; }
            echo "$path $(sed -n 's/^Requests\/sec: *//p' "$work/wrk")" >>"$work/$threads"
        done
    done
    kill "$service"
    echo "$threads thread(s)"
    sort -k1,1 -k2,2n "$work/$threads" | awk '
        { values[$1, ++count[$1]] = $2 }
        END {
            for (path in count) median[path] = values[path, int((count[path] + 1) / 2)]
            for (path in median) printf "  %-14s %8.0f per second, %.2f of the open route\n", path, median[path], median[path] / median["open"]
        }' | sort
done
