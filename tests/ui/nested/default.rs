use jwt_claims::Claims;
use jwt_claims::NestedClaims;

#[derive(NestedClaims)]
struct RealmAccess {
    #[claim(any_of = ["admin"])]
    #[serde(default)]
    roles: Vec<String>,
}

#[derive(Claims)]
struct Access {
    #[claim(nested = true)]
    realm_access: RealmAccess,
}

fn main() {}
