use jwt_claims::Claims;

fn is_human(access: &Access) -> Option<bool> {
    Some(access.tenant.is_empty())
}

#[derive(Claims)]
struct Access {
    #[claim(when(is_human, non_empty))]
    tenant: String,
    #[claim(when(is_robot, non_empty))]
    name: String,
}

fn main() {}
