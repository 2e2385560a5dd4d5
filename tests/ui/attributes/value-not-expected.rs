use jwt_claims::Claims;

#[derive(Claims)]
#[claims(verify_only = true)]
struct Access {
    #[claim(non_empty = true)]
    tenant: String,
    #[claim(non_empty, if_present = "yes")]
    team: Option<String>,
}

fn main() {}
