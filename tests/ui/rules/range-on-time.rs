use jwt_claims::Claims;

#[derive(Claims)]
struct Access {
    #[claim(range(min = 1))]
    exp: chrono::DateTime<chrono::Utc>,
}

fn main() {}
