//! A protected route on axum. `cargo run --example axum-minimal` prints a token; then:
//!
//! ```sh
//! curl -i localhost:3000/orders                                     # 401
//! curl -i localhost:3000/orders -H "Authorization: Bearer $TOKEN"   # 200
//! ```

use axum::{Router, routing::get};
use jwt_claims::{Algorithm, Claims, Issuer, SigningKey, Verified, Verifier, http::Guard};

#[derive(Claims)]
#[claims(issuer = "https://auth.example.com", audience = "orders", ttl = "15m")]
struct Access {
    sub: String,
    #[claim(any_of = ["editor", "admin"])]
    roles: Vec<String>,
}

async fn orders(access: Verified<Access>) -> String {
    format!("orders of {}\n", access.sub)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let key = SigningKey::generate(Algorithm::ES256)?;
    let guard = Guard::new(Verifier::new(key.verifying_key())).with_realm("orders");
    let app = Router::new().route("/orders", get(orders)).with_state(guard);

    let access = Access { sub: "alice".into(), roles: vec!["editor".into()] };
    println!("TOKEN={}", Issuer::new(key).issue(&access)?.as_str());
    let port = std::env::args().nth(1).map_or(Ok(3000), |port| port.parse())?;
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
    println!("listening on http://{}", listener.local_addr()?);
    axum::serve(listener, app).await?;
    Ok(())
}
