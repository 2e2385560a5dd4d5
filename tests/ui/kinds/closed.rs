use jwt_claims::Claims;

#[derive(Claims)]
#[claims(ttl = "5m")]
#[serde(deny_unknown_fields)]
struct Access {
    sub: String,
}

#[derive(Claims)]
#[claims(ttl = "5m")]
struct Refresh {
    sub: String,
}

#[derive(Claims)]
#[claims(kinds_by = "token_use")]
enum Kind {
    #[claims(kind = "access")]
    Access(Access),
    #[claims(kind = "refresh")]
    Refresh(Refresh),
}

fn main() {}
