use jwt_claims::Claims;
use jwt_claims::NestedClaims;

#[derive(NestedClaims)]
#[claims(issuer = "https://auth.example.com", ttl = "5m", required(sub), typ = "JWT")]
struct RealmAccess {
    roles: Vec<String>,
}

#[derive(Claims)]
struct Access {
    #[claim(nested)]
    realm_access: RealmAccess,
}

fn main() {}
