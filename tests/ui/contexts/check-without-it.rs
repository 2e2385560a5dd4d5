use jwt_claims::Claims;

struct RequestCx {
    tenant: String,
}

fn is_ours(_: &str) -> bool {
    true
}

#[derive(Claims)]
#[claims(context = RequestCx)]
struct Access {
    #[claim(check_with = is_ours)]
    tenant: String,
}

fn main() {}
