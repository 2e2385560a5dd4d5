use jwt_claims::{Claims, NestedClaims};

struct Cx;

#[derive(NestedClaims)]
#[claims(context = Cx, forbidden(act))]
struct Realm {
    #[claim(forbidden)]
    admin: Option<bool>,
}

#[derive(Claims)]
struct Access {
    #[claim(path = "realm.admin", forbidden)]
    admin: Option<bool>,
}

fn main() {}
