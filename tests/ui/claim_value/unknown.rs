use jwt_claims::ClaimValue;

#[derive(ClaimValue)]
enum Unit {
    Editor,
    #[claim_value(unknown)]
    Other,
}

#[derive(ClaimValue)]
enum Two {
    Editor,
    #[claim_value(unknown)]
    Other(String),
    #[claim_value(unknown, rename = "more")]
    More(String),
}

#[derive(ClaimValue)]
enum Alone {
    #[claim_value(unknown)]
    Other(String),
}

fn main() {}
