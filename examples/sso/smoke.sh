#!/usr/bin/env bash
# The single sign-on with a client that nobody here wrote, and in a browser.
# Needs Node 20 or later, and Chromium at /usr/bin/chromium or at $CHROMIUM. Screenshots are
# in $SCREENSHOTS, or in a folder that remains if a scenario fails. An argument selects scenarios of the browser by their names.
set -euo pipefail
cd "$(dirname "$0")/../.."

cargo build --quiet --example sso
programs=${CARGO_TARGET_DIR:-target}/debug/examples

checks=${CARGO_TARGET_DIR:-target}/sso-checks
sh examples/sso/checks/setup.sh "$checks"
node "$checks/protocol.mjs" "$programs/sso"

screenshots=${SCREENSHOTS:-$(mktemp -d)}
node "$checks/browser.mjs" "$programs/sso" "$screenshots" "$@"
[ -n "${SCREENSHOTS:-}" ] || rm -rf "$screenshots"
