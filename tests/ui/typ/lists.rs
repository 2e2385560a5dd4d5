use jwt_claims::Claims;

#[derive(Claims)]
#[claims(typ = [], ttl = "5m")]
struct Empty {}

#[derive(Claims)]
#[claims(typ = absent, ttl = "5m")]
struct Alone {}

#[derive(Claims)]
#[claims(typ = [absent], ttl = "5m")]
struct AloneInAList {}

#[derive(Claims)]
#[claims(typ = ["at+jwt", "application/AT+JWT", absent, absent, "at+jwt"], ttl = "5m")]
struct Twice {}

#[derive(Claims)]
#[claims(typ = ["JWT", "absent", None, ""], ttl = "5m")]
struct Misspelt {}

#[derive(Claims)]
#[claims(typ = ["JWT", 1], ttl = "5m")]
struct Number {}

#[derive(Claims)]
#[claims(typ = cx.typ, ttl = "5m")]
struct OfTheContext {}

fn main() {}
