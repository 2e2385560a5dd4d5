#!/usr/bin/env bash
# What `#[derive(Claims)]` costs at compile time: a type of 20 fields against
# the same struct with serde's two derives, TYPES copies of each in one crate,
# each used once (read from JSON and written). Prints the best of ROUNDS runs
# of rustc, in CPU seconds, and their ratio.
#
#   bash benches/compile-time.sh            # cargo build
#   MODE=check bash benches/compile-time.sh # cargo check, as an editor does
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
TYPES=${TYPES:-40} ROUNDS=${ROUNDS:-5} MODE=${MODE:-build}

crate=$(mktemp -d)
[ -n "${KEEP:-}" ] && echo "$crate" >&2 || trap 'rm -rf "$crate"' EXIT
mkdir -p "$crate/src"
cat >"$crate/Cargo.toml" <<TOML
[package]
name = "compile-time"
version = "0.0.0"
edition = "2024"
[features]
claims = []
[dependencies]
jwt-claims = { path = "$root/jwt-claims" }
serde = { version = "1", features = ["derive"] }
serde_json = "1"
[workspace]
TOML
cp Cargo.lock "$crate/"

fields() {
    printf 'pub sub: String, pub iss: String, pub aud: Vec<String>, pub exp: i64, pub iat: i64, pub jti: String,'
    for field in tenant client session email name locale zone region; do printf 'pub %s: String,' "$field"; done
    printf 'pub roles: Vec<String>, pub groups: Vec<String>, pub level: u8, pub verified: bool,'
    printf 'pub phone: Option<String>, pub actor: Option<String>,'
}
{
    for n in $(seq "$TYPES"); do
        printf '#[cfg(feature = "claims")]\n#[derive(jwt_claims::Claims)] #[claims(issuer = "https://a.example", audience = "orders")]\n'
        printf 'pub struct Claims%s { %s }\n' "$n" "$(fields)"
        printf '#[cfg(feature = "claims")]\npub fn use%s(verifier: &jwt_claims::Verifier, issuer: &jwt_claims::Issuer, text: &str) -> Option<String> {\n' "$n"
        printf '    let token = verifier.token(text);\n    let claims = token.verify::<Claims%s>().ok()?;\n    Some(issuer.issue(&*claims).ok()?.into_string())\n}\n' "$n"
        printf '#[cfg(not(feature = "claims"))]\n#[derive(serde::Serialize, serde::Deserialize)]\n'
        printf 'pub struct Claims%s { %s }\n' "$n" "$(fields)"
        printf '#[cfg(not(feature = "claims"))]\npub fn use%s(text: &str) -> Option<String> {\n' "$n"
        printf '    let claims: Claims%s = serde_json::from_str(text).ok()?;\n    serde_json::to_string(&claims).ok()\n}\n' "$n"
    done
} >"$crate/src/lib.rs"

# The best of ROUNDS: user + system time of compiling the one crate anew.
best() {
    local features=$1 least=
    for _ in $(seq "$ROUNDS"); do
        touch "$crate/src/lib.rs"
        local spent
        spent=$({ TIMEFORMAT='%U %S'; time cargo "$MODE" --quiet --manifest-path "$crate/Cargo.toml" $features >&2; } 2>&1 | awk 'END { print $1 + $2 }')
        least=$(awk -v a="$spent" -v b="${least:-$spent}" 'BEGIN { print (a < b) ? a : b }')
    done
    echo "$least"
}

export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$root/target/compile-time} CARGO_INCREMENTAL=0
cargo "$MODE" --quiet --manifest-path "$crate/Cargo.toml"
cargo "$MODE" --quiet --manifest-path "$crate/Cargo.toml" --features claims
serde=$(best "") claims=$(best "--features claims")
echo "$TYPES types of 20 fields, cargo $MODE: serde's two derives $serde s, #[derive(Claims)] $claims s"
awk -v s="$serde" -v c="$claims" 'BEGIN { printf "ratio %.2f\n", c / s }'
