use jwt_claims::Claims;

#[derive(Claims)]
#[claims(ttl = "15m", required(sub), unchecked(nbf))]
struct Forbidden {
    #[claim(forbidden)]
    sub: Option<String>,
    #[claim(forbidden)]
    nbf: Option<i64>,
}

#[derive(Claims)]
#[claims(issuer = "https://auth.example.com", required(sub))]
struct IfPresent {
    #[claim(starts_with = "https://", if_present)]
    iss: Option<String>,
    #[claim(non_empty, if_present)]
    sub: Option<String>,
    #[claim(check = is_round, if_present)]
    exp: Option<i64>,
}

fn is_round(_: &i64) -> bool {
    true
}

#[derive(Claims)]
#[claims(ttl = "15m", optional(sub, nbf, jti))]
struct Optional {
    #[claim(non_empty)]
    sub: Option<String>,
    #[serde(with = "own")]
    nbf: Option<i64>,
    #[claim(forbidden, if_present)]
    tenant: Option<String>,
}

type Id = String;

#[derive(Claims)]
#[claims(ttl = "15m", optional(sub, jti))]
struct AlwaysThere {
    sub: String,
    jti: Id,
}

fn main() {}
