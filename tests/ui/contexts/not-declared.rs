use jwt_claims::Claims;

fn is_ours(_: &str, _: &str) -> bool {
    true
}

#[derive(Claims)]
struct Access {
    #[claim(equals = cx.tenant, check_with = is_ours, when(cx.strict, non_empty))]
    tenant: String,
}

fn main() {}
