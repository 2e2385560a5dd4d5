use jwt_claims::Claims;

#[derive(Claims)]
#[claims(typ = ["at+jwt", absent], ttl = "5m")]
struct Access {}

#[derive(Claims)]
#[claims(typ = ["id+jwt", absent], ttl = "5m")]
struct Id {}

#[derive(Claims)]
#[claims(kinds_by = "typ")]
enum Door {
    Access(Access),
    Id(Id),
}

fn main() {}
