//! `cnf` makes a token useless without a proof, which is not checked here.

use jwt_claims::Claims;

#[derive(Claims)]
struct Field {
    cnf: String,
}

#[derive(Claims)]
#[claims(verify_only)]
struct Renamed {
    #[claim(name = "cnf")]
    confirmation: Option<String>,
}

#[derive(Claims)]
struct Alias {
    #[serde(alias = "cnf")]
    confirmation: Option<String>,
}

#[derive(Claims)]
struct Inside {
    #[claim(path = "cnf.jkt")]
    thumbprint: String,
}

#[derive(Claims)]
struct Sometimes {
    #[claim(when(Self::holds, forbidden))]
    cnf: Option<String>,
}

impl Sometimes {
    fn holds(&self) -> bool {
        true
    }
}

#[derive(Claims)]
struct Base {}

#[derive(Claims)]
struct Extended {
    #[claim(base)]
    base: Base,
    cnf: String,
}

#[derive(Claims)]
#[claims(unchecked(cnf))]
struct Loosened(Base);

#[derive(Claims)]
#[claims(unchecked(cnf), forbidden(cnf))]
struct Both {}

#[derive(Claims)]
#[claims(unchecked(cnf, aud, cnf))]
struct Twice {}

#[derive(Claims)]
#[claims(required(cnf))]
struct Required {}

fn main() {}
