use axum::{Router, routing::get};
use jwt_claims::{Claims, Verified, Verifier, VerifyingKey, http::Guard};

#[derive(Claims)]
#[claims(issuer = "https://auth.example.com", audience = "orders")]
struct Access {
    sub: String,
    #[claim(any_of = ["editor"])]
    roles: Vec<String>,
}

async fn orders(access: Verified<Access>) -> String {
    format!("orders of {}", access.sub)
}

pub(super) fn app(key: VerifyingKey) -> Router {
    let guard = Guard::new(Verifier::new(key)).with_realm("orders");
    Router::new().route("/orders", get(orders)).with_state(guard)
}
