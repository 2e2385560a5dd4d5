//! Bases, kinds, paths and nested claims, with their rules.

use jwt_claims::{Claims, NestedClaims};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::{Sides, holds, text};
use crate::support::not_issued;

#[derive(Claims, Debug, PartialEq)]
#[claims(ttl = "5m")]
pub(super) struct Base {
    #[claim(non_empty)]
    pub(super) tenant: String,
    pub(super) plan: Option<String>,
}

#[derive(Claims, Debug, PartialEq)]
#[claims(rules(plan(one_of = ["free", "pro"])))]
struct Newtype(Base);

#[derive(Claims, Debug, PartialEq)]
struct Further {
    #[claim(base)]
    base: Base,
    #[claim(range(max = 9))]
    level: Option<u8>,
}

#[test]
fn extensions() {
    let plan = option::of(prop_oneof![Just("pro".to_owned()), text()]);
    holds((text(), plan, option::of(0_u8..12)), true, |(tenant, plan, level)| {
        let base = || Base { tenant: tenant.clone(), plan: plan.clone() };
        let newtype = agrees!(Sides::default(), Newtype(base()), Newtype);
        agrees!(Sides::default(), Further { base: base(), level }, Further) && newtype
    });
}

#[derive(Claims, Debug, PartialEq)]
#[claims(ttl = "5m")]
struct User {
    sub: Option<String>,
}

#[derive(Claims, Debug, PartialEq)]
#[claims(ttl = "5m")]
struct Service {
    token_use: Option<String>,
}

#[derive(Claims, Debug, PartialEq)]
#[claims(ttl = "5m", forbidden(token_use))]
struct Untold {}

#[derive(Claims, Debug, PartialEq)]
#[claims(kinds_by = "token_use")]
enum Caller {
    #[claims(kind = "user")]
    User(User),
    #[claims(kind = "service")]
    Service(Service),
    #[claims(kind = "untold")]
    Untold(Untold),
}

#[test]
fn kinds() {
    let token_use = prop_oneof![Just("service".to_owned()), Just("user".to_owned()), text()];
    holds((0..3, option::of(text()), token_use), true, |(kind, sub, token_use)| {
        let caller = match kind {
            0 => Caller::User(User { sub }),
            1 => Caller::Service(Service { token_use: Some(token_use) }),
            _ => Caller::Untold(Untold {}),
        };
        agrees!(Sides::default(), caller, Caller)
    });
    assert_eq!(not_issued(&Caller::Untold(Untold {})), ["token_use: forbidden"]);
}

#[derive(NestedClaims, Debug, PartialEq)]
struct Address {
    #[claim(len = 2)]
    country: String,
    street: Option<String>,
}

#[derive(Claims, Debug, PartialEq)]
#[claims(ttl = "5m", either(scp, roles))]
struct Ruled {
    #[claim(path = "realm.roles", any_of = ["a"], if_present)]
    realm: Option<Vec<String>>,
    #[claim(nested)]
    address: Address,
    #[claim(nested, if_present)]
    former: Option<Vec<Address>>,
    #[claim(any_of = ["a"])]
    scp: Option<Vec<String>>,
    #[claim(any_of = ["a"])]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    roles: Vec<String>,
    #[claim(forbidden)]
    nonce: Option<String>,
}

#[test]
fn rules_paths_and_nested_claims() {
    let names = || prop_oneof![Just(vec!["a".to_owned()]), vec(text(), 0..2)];
    let country = prop_oneof![4 => Just("de".to_owned()), 1 => text()];
    let address =
        || (country.clone(), option::of(text())).prop_map(|(country, street)| Address { country, street });
    let nonce = option::weighted(0.2, text());
    let values = (
        option::of(names()),
        address(),
        option::of(vec(address(), 0..2)),
        option::of(names()),
        names(),
        nonce,
    );
    holds(values, true, |(realm, address, former, scp, roles, nonce)| {
        agrees!(Sides::default(), Ruled { realm, address, former, scp, roles, nonce }, Ruled)
    });
}
