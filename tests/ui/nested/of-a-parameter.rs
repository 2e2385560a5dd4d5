use jwt_claims::Claims;
use jwt_claims::NestedClaims;

#[derive(NestedClaims)]
enum Roles {
    Admin,
}

#[derive(Claims)]
struct Access<T> {
    #[claim(nested)]
    realm_access: T,
    #[claim(nested)]
    roles: Roles,
}

fn main() {}
