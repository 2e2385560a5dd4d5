use jwt_claims::Claims;

const LEAST: usize = 1;

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Access {
    #[claim(non_empty, len(min = 1, max = 8))]
    tenant: String,
    #[claim(non_empty, len = 2)]
    country: String,
    #[claim(non_empty, len(min = 0, max = 8))]
    plan: String,
    #[claim(non_empty, len = 0)]
    teams: Vec<String>,
    #[claim(non_empty, when(Access::is_long, len(min = 3)))]
    name: String,
    #[claim(non_empty, len(max = 8))]
    region: String,
    #[claim(non_empty, len(min = LEAST))]
    group: String,
}

fn main() {}
