use jwt_claims::{Claims, rules};

const LEVEL: u8 = 3;

fn is_known(_: &str) -> bool {
    true
}

mod inner {
    jwt_claims::rules! {
        pub(crate) Paths { level(range(min = LEVEL)), sub(check = super::is_known, when(is_known, email)) }
    }
}

rules! {
    OfFields { act(forbidden), user(nested, name = "x"), roles(any_off = ["staff"]) }
}

rules! {
    Contradiction { roles(any_of = ["a", "a"]), roles(len(min = 3, max = 1)), tenant }
    Twice { roles(any_of = ["a"]), roles(any_of = ["b"], len(min = 3, max = 1)) }
    Nothing {}
}

rules! {
    Parentheses(roles(non_empty))
}

rules! {
    #[derive(Debug)]
    struct Staff { roles: Vec<String> }
}

#[derive(Claims)]
#[claims(rules = [Twice, Nothing, inner::Paths])]
struct Access {
    sub: String,
}

fn main() {}
