use jwt_claims::Claims;

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Access {
    #[claim(any_of = [admin()], none_of = [&"guest"])]
    roles: Vec<String>,
    #[claim(equals = 1 + 2)]
    level: u8,
    #[claim(equals = -"a")]
    plan: String,
}

fn main() {}
