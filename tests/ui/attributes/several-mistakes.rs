use jwt_claims::Claims;

#[derive(Claims)]
#[claims(isuer = "https://auth.example.com", ttl = "15 minutes")]
#[serde(rename_all = "camelcase")]
struct Access {
    sub: String,
    #[claim(any_of = [])]
    roles: Vec<String>,
    #[claim(non_emty, len(min = 3, max = 1))]
    tenant: String,
    #[serde(renam = "org")]
    organisation: String,
}

fn main() {}
