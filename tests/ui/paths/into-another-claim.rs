use jwt_claims::Claims;

#[derive(Claims)]
struct Access {
    sub: String,
    #[claim(path = "sub.name")]
    name: String,
    #[claim(path = "act.sub")]
    actor: String,
    act: String,
    #[claim(path = "a.b.c")]
    deep: String,
    #[claim(path = "a.b")]
    shallow: String,
}

fn main() {}
