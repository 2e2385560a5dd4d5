use jwt_claims::Claims;

#[derive(Claims)]
struct Access {
    #[claim(when(is_human, when(is_admin, non_empty)))]
    a: String,
    #[claim(when(is_human, non_empty, non_empty))]
    b: String,
    #[claim(when(|access| true, non_empty))]
    c: String,
}

fn main() {}
