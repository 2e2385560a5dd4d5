use jwt_claims::{Claims, Scopes};

type Granted = Option<Scopes>;

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Access {
    #[claim(any_of = ["orders:read orders:write", "admin"])]
    scope: Scopes,
    #[claim(none_of = ["", "billing\"", "größe"], if_present)]
    granted: Granted,
    #[claim(any_of = ["order manager"])]
    roles: Vec<String>,
}

fn main() {}
