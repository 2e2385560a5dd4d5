use jwt_claims::Claims;

#[derive(Claims)]
#[claims(required(sub))]
struct Base {
    sub: String,
    act: Option<String>,
    #[claim(path = "realm_access.roles")]
    roles: Vec<String>,
}

#[derive(Claims)]
#[claims(rules(act(forbidden)))]
struct ByARule(Base);

#[derive(Claims)]
#[claims(forbidden(exp, sub), verify_only)]
struct Demanded(Base);

#[derive(Claims)]
#[claims(forbidden(act, realm_access), verify_only)]
struct Read(Base);

#[derive(Claims)]
#[claims(forbidden(cnf))]
struct Issued(Base);

fn main() {}
