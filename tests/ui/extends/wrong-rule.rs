use jwt_claims::Claims;

#[derive(Claims)]
struct Access {
    level: u8,
}

#[derive(Claims)]
#[claims(rules(level(any_of = ["admin"])))]
struct Admin(Access);

#[derive(Claims)]
#[claims(rules(level))]
struct Bare(Access);

#[derive(Claims)]
#[claims(rules(level(range(min = 1))))]
struct Nothing {
    level: u8,
}

fn main() {}
