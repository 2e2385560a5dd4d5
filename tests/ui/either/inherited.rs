use jwt_claims::Claims;

#[derive(Claims)]
#[claims(ttl = "5m")]
struct Base {
    scp: Option<String>,
    roles: Option<Vec<String>>,
}

#[derive(Claims)]
#[claims(either(scp, roles), rules(scp(non_empty)))]
struct OneWithoutRules(Base);

#[derive(Claims)]
#[claims(either(scp, roles), rules(scp(non_empty, if_present), roles(none_of = ["guest"])))]
struct AlwaysMet(Base);

#[derive(Claims)]
#[claims(either(scp, scope), rules(scp(non_empty), scope(non_empty)))]
struct Misspelt(Base);

fn main() {}
