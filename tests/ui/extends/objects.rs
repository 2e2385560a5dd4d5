use jwt_claims::{Claims, NestedClaims};

#[derive(NestedClaims)]
struct Contact {
    #[claim(email)]
    mail: String,
}

#[derive(Claims)]
struct Base {
    #[claim(data)]
    contact: Contact,
    #[claim(path = "realm_access.roles")]
    roles: Vec<String>,
}

#[derive(Claims)]
#[claims(rules(contact(nested), roles(path = "realm_access.groups", non_empty)))]
struct Places(Base);

#[derive(Claims)]
#[claims(either(roles, contact))]
struct Alternatives(Base);

#[derive(Claims)]
struct IntoItsObject {
    #[claim(base)]
    base: Base,
    #[claim(path = "realm_access.level")]
    level: u8,
    #[claim(path = "contact.phone")]
    phone: String,
}

#[derive(Claims)]
struct Placed {
    #[claim(base, path = "a.b")]
    base: Base,
}

#[derive(NestedClaims)]
struct Inside {
    #[claim(base)]
    base: Base,
}

#[derive(NestedClaims)]
struct Newtype(Contact);

fn main() {}
