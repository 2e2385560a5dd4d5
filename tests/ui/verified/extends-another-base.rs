use jwt_claims::{Claims, Extends};

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Weak {
    sub: String,
}

#[derive(Claims)]
struct Extended(Weak);

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Admin {
    #[claim(equals = true)]
    admin: bool,
}

impl Extends for Extended {
    type Base = Admin;

    fn into_base(self) -> Admin {
        Admin { admin: true }
    }
}

fn main() {}
