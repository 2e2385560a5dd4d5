use jwt_claims::Claims;

#[derive(Claims)]
#[claims(roles = ["editor"], scope = "orders:read")]
struct Access {
    #[claim(eq = "pro")]
    plan: String,
    #[claim(min_len = 1, max_len = 8)]
    tenant: String,
}

#[derive(Claims)]
#[claims(exp, iat, secret = "s", expiry = "15m", leeway_seconds = 5, deny_unknown_fields, algorithms = ["HS256"])]
struct OfAClaim {
    #[claim(required)]
    tenant: String,
    #[claim(optional)]
    org: Option<String>,
    #[claim(length(min = 1), not_empty)]
    name: String,
    #[claim(alias = "z", skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    #[claim(has = "admin")]
    roles: Vec<String>,
    #[claim(in = ["a", "b"])]
    plan: String,
    #[claim(matches = "[a-z]+", prefix = "a", custom(function = "f"))]
    id: String,
    #[claim(timestamp)]
    seen: u64,
    #[claim(issuer = "https://auth.example.com")]
    iss: String,
}

fn main() {}
