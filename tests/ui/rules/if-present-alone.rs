use jwt_claims::Claims;

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Access {
    #[claim(if_present)]
    tenant: Option<String>,
}

fn main() {}
