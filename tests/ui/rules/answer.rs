//! `answer` is 401 or 403, on a field that has rules, for all of them.

use jwt_claims::Claims;

#[derive(Claims)]
struct Status {
    #[claim(any_of = ["a"], answer = 404)]
    other: Vec<String>,
    #[claim(any_of = ["a"], answer = "403")]
    text: Vec<String>,
    #[claim(any_of = ["a"], answer = 403u16)]
    suffix: Vec<String>,
    #[claim(any_of = ["a"], answer = cx.answer)]
    context: Vec<String>,
    #[claim(any_of = ["a"], answer)]
    nothing: Vec<String>,
    #[claim(any_of = ["a"], answer(403))]
    parentheses: Vec<String>,
}

#[derive(Claims)]
struct Twice {
    #[claim(any_of = ["a"], answer = 403, answer = 401)]
    twice: Vec<String>,
}

#[derive(Claims)]
struct WithoutRule {
    #[claim(answer = 403)]
    lonely: Vec<String>,
    #[claim(when(WithoutRule::is_human, any_of = ["a"], answer = 403))]
    inside: Vec<String>,
}

#[derive(Claims)]
#[claims(answer = 403)]
struct OnTheStruct {
    roles: Vec<String>,
}

#[derive(Claims)]
#[claims(rules(roles(answer = 403)), verify_only)]
struct OnAnInheritedClaim(Base);

#[derive(Claims)]
struct Base {
    roles: Vec<String>,
}

fn main() {}
