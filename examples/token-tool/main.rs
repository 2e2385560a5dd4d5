//! A command line for a claims type: it issues tokens for development, and shows why a
//! token is refused.
//!
//! ```sh
//! cargo run --example token-tool -- keys generate --out dev.pem
//! cargo run --example token-tool -- mint --key dev.pem --claim sub=alice --claim roles='["admin"]' > token
//! cargo run --example token-tool -- explain --key dev.pem < token
//! cargo run --example token-tool -- policy
//! ```

use jwt_claims::Claims;

#[derive(Claims)]
#[claims(issuer = "https://auth.example.com", audience = "orders", ttl = "15m")]
struct Access {
    #[claim(non_empty)]
    sub: String,
    #[claim(any_of = ["admin", "editor"])]
    roles: Vec<String>,
}

fn main() {
    jwt_claims::cli::<Access>()
}
