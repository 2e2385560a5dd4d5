use jwt_claims::Claims;

#[derive(Claims)]
struct Access {
    #[claim(when(is_human))]
    a: String,
    #[claim(when())]
    b: String,
    #[claim(when = is_human, non_empty)]
    c: String,
    #[claim(when(is_human, if_present))]
    d: String,
}

fn main() {}
