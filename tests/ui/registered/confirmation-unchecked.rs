//! `Confirmation` promises that a guard has checked the proof, which `unchecked(cnf)` does without.

use jwt_claims::Claims;
use jwt_claims::dpop::Confirmation;

#[derive(Claims)]
#[claims(unchecked(cnf))]
struct Field {
    cnf: Confirmation,
}

#[derive(Claims)]
#[claims(unchecked(cnf))]
struct Maybe {
    #[claim(name = "cnf")]
    key: Option<Confirmation>,
}

type Key = Box<Confirmation>;

#[derive(Claims)]
#[claims(unchecked(cnf), verify_only)]
struct Alias {
    #[claim(data)]
    #[serde(alias = "cnf")]
    key: Key,
}

#[derive(Claims)]
#[claims(unchecked(cnf))]
struct Base {}

#[derive(Claims)]
struct Extended {
    #[claim(base)]
    base: Base,
    cnf: Confirmation,
}

// their proof is checked by the user, by a guard, or their token is refused
#[derive(Claims)]
#[claims(unchecked(cnf))]
struct Own {
    #[claim(path = "cnf.jkt")]
    key: String,
}

#[derive(Claims)]
struct Guarded {
    cnf: Confirmation,
}

#[derive(Claims)]
struct ExtendedGuarded {
    #[claim(base)]
    base: Guarded,
    sub: String,
}

#[derive(Claims)]
#[claims(unchecked(cnf))]
struct Elsewhere {
    confirmation: Confirmation,
}

fn main() {}
