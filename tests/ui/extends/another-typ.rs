use jwt_claims::Claims;

#[derive(Claims)]
#[claims(typ = "at+jwt", issuer = "https://a.example", audience = "orders", ttl = "5m")]
struct Access {
    roles: Vec<String>,
}

#[derive(Claims)]
#[claims(typ = "id+jwt")]
struct AnotherTyp(Access);

#[derive(Claims)]
#[claims(issuer = ["https://a.example", "https://b.example"])]
struct AnotherIssuer(Access);

#[derive(Claims)]
#[claims(audience = "bills")]
struct AnotherAudience(Access);

#[derive(Claims)]
#[claims(ttl = "6m")]
struct LongerTtl(Access);

fn main() {}
