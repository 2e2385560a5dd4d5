use jwt_claims::ClaimValue;
use std::borrow::Cow;

#[derive(ClaimValue)]
enum Role<'a> {
    Editor,
    #[claim_value(unknown)]
    Other(Cow<'a, str>),
}

fn main() {}
