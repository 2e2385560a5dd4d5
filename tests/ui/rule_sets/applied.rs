use jwt_claims::Claims;

mod sets {
    jwt_claims::rules! {
        pub(crate) Staff {
            roles(any_of = ["staff", "admin"]),
            level(range(min = 3), one_of = [3, 4]),
            tenant(equals = cx.tenant),
        }
    }
}

#[derive(Claims)]
#[claims(rules = sets::Staff)]
struct NoSuchFields {
    role: Vec<String>,
    #[serde(skip)]
    level: u8,
}

#[derive(Claims)]
#[claims(rules = [sets::Staff])]
struct NoContext {
    roles: Vec<String>,
    level: u8,
    tenant: String,
}

struct Here {
    tenant: u8,
}

#[derive(Claims)]
#[claims(rules = sets::Staff, context = Here)]
struct WrongTypes {
    roles: u8,
    level: String,
    tenant: String,
}

#[derive(Claims)]
struct Base {
    roles: u8,
    level: u8,
}

#[derive(Claims)]
#[claims(rules = sets::Staff)]
struct Extension(Base);

fn main() {}
