use jwt_claims::Claims;

#[derive(Claims)]
struct Access {
    #[claim(path = "roles")]
    roles: Vec<String>,
    #[claim(path = ["https://example.com/roles"])]
    namespaced: Vec<String>,
}

fn main() {}
