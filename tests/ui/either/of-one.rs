use jwt_claims::Claims;

#[derive(Claims)]
#[claims(either(scp))]
struct Access {
    #[claim(non_empty)]
    scp: Option<String>,
}

#[derive(Claims)]
#[claims(either = "scp")]
struct Other {
    #[claim(non_empty)]
    scp: Option<String>,
}

fn main() {}
