use jwt_claims::Claims;
use std::collections::BTreeMap;

#[derive(Claims)]
#[claims(forbidden("debug"), ttl = "5m")]
struct Strict {
    sub: String,
}

#[derive(Claims)]
struct Reads {
    #[claim(base)]
    base: Strict,
    debug: Option<bool>,
}

#[derive(Claims)]
struct ReadsInside {
    #[claim(base)]
    base: Strict,
    #[claim(path = "debug.level")]
    level: Option<u8>,
}

#[derive(Claims)]
struct Writes {
    #[claim(base)]
    base: Strict,
    #[serde(flatten)]
    rest: BTreeMap<String, String>,
}

fn main() {}
