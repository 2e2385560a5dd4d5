use jwt_claims::{Claims, Verified};

#[derive(Claims, Clone)]
#[claims(ttl = "15m")]
struct Access {
    sub: String,
}

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Admin {
    sub: String,
}

fn of_nothing() -> Verified<Access> {
    Verified::default()
}

fn of_claims(access: Access) -> Verified<Access> {
    access.into()
}

fn of_json(json: &str) -> Verified<Access> {
    serde_json::from_str(json).unwrap()
}

fn of_a_function(access: Verified<Access>) -> Verified<Admin> {
    access.map(|access| Admin { sub: access.sub })
}

fn of_a_constructor(access: Access) -> Verified<Access> {
    Verified::new(access)
}

fn of_another_type(access: &Verified<Access>) -> Verified<Admin> {
    access.clone()
}

fn of_what_extends_nothing(access: Verified<Access>) -> Verified<Admin> {
    access.into_base()
}

fn main() {}
