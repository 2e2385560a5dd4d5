use jwt_claims::Claims;

#[derive(Claims)]
#[claims(typ = ["at+jwt", "JWT"], ttl = "5m")]
struct Access {}

#[derive(Claims)]
#[claims(typ = ["AT+JWT", "id+jwt", absent])]
struct Wider(Access);

#[derive(Claims)]
#[claims(ttl = "5m")]
struct Undeclared {}

#[derive(Claims)]
#[claims(typ = ["at+jwt", "JWT", absent])]
struct Own(Undeclared);

fn main() {}
