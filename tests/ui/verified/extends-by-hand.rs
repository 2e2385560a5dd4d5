use jwt_claims::{Claims, Extends, Verified};

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Weak {
    sub: String,
}

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Admin {
    sub: String,
    #[claim(equals = true)]
    admin: bool,
}

impl Extends for Weak {
    type Base = Admin;

    fn into_base(self) -> Admin {
        Admin { sub: self.sub, admin: true }
    }
}

fn forge(weak: Verified<Weak>) -> Verified<Admin> {
    weak.into_base()
}

fn main() {}
