use jwt_claims::Claims;

const VERSION: u32 = 1;

#[derive(Claims)]
#[claims(typ = ["JWT", VERSION, UNKNOWN], ttl = "5m")]
struct Access {}

fn main() {}
