//! Claims types with parameters.

use std::collections::HashMap;
use std::marker::PhantomData;

use jwt_claims::{Claims, ContextFree, IssueClaims, OwnedClaims, TimeClaim};
use serde_json::json;

use super::support::{accepted, refused, round_trip};

#[derive(Claims, Debug, PartialEq)]
#[claims(ttl = "5m")]
struct Plain<T> {
    data: T,
    many: Vec<Option<T>>,
}

#[test]
fn type_parameters() {
    let plain = Plain { data: 1_u8, many: vec![Some(2), None] };
    assert_eq!(round_trip(&plain), plain);
    assert_eq!(refused::<Plain<u8>>(json!({"data": "x", "many": []})), ["data: wrong_type"]);
}

trait Family {
    type Role;
    type Plan;
}

#[derive(Debug, PartialEq)]
struct Ours;

impl Family for Ours {
    type Role = String;
    type Plan = u8;
}

#[derive(Claims, Debug, PartialEq)]
#[claims(ttl = "5m")]
struct Associated<F: Family> {
    roles: Vec<F::Role>,
    #[serde(skip)]
    family: PhantomData<F>,
    plans: HashMap<String, F::Plan>,
    plan: F::Plan,
}

#[test]
fn associated_types() {
    let claims = Associated::<Ours> {
        roles: vec!["a".into()],
        family: PhantomData,
        plans: [("x".into(), 1)].into(),
        plan: 2,
    };
    assert_eq!(round_trip(&claims), claims);
}

#[derive(Claims, Debug, PartialEq)]
#[claims(ttl = "5m")]
struct Constant<const N: usize = 2> {
    #[serde(with = "three")]
    pair: [u8; N],
    title: String,
}

mod three {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<S: Serializer, const N: usize>(
        octets: &[u8; N],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        octets.as_slice().serialize(serializer)
    }
    pub(super) fn deserialize<'de, D: Deserializer<'de>, const N: usize>(
        deserializer: D,
    ) -> Result<[u8; N], D::Error> {
        Vec::deserialize(deserializer)?.try_into().map_err(|_| serde::de::Error::custom("another length"))
    }
}

#[test]
fn const_parameters() {
    let claims = Constant::<3> { pair: [1, 2, 3], title: "t".into() };
    assert_eq!(round_trip(&claims), claims);
    let default: Constant = Constant { pair: [1, 2], title: "t".into() };
    assert_eq!(round_trip(&default), default);
}

#[derive(Claims, Debug, PartialEq)]
#[claims(ttl = "5m")]
struct Conditions<T, U = String>
where
    T: Clone + PartialEq,
    Self: Sized,
    Vec<U>: Clone,
{
    #[claim(equals = 7)]
    a: u32,
    t: T,
    u: U,
}

#[test]
fn defaults_and_where_clauses() {
    let claims: Conditions<bool> = Conditions { a: 7, t: true, u: "u".into() };
    assert_eq!(round_trip(&claims), claims);
    assert_eq!(refused::<Conditions<bool>>(json!({"a": 8, "t": true, "u": "u"})), ["a: equals"]);
}

#[derive(Claims, Debug, PartialEq)]
struct Times<T: TimeClaim, A> {
    exp: T,
    nbf: Option<T>,
    aud: Option<A>,
}

#[test]
fn registered_claims_of_a_parameter() {
    let claims = Times { exp: super::support::NOW + 5, nbf: None, aud: None::<Vec<String>> };
    assert_eq!(round_trip(&claims), claims);
}

#[derive(Claims, Debug, PartialEq)]
struct Inferred<T> {
    exp: T,
}

#[test]
fn the_bound_of_a_time_claim_is_inferred() {
    let claims = Inferred { exp: super::support::NOW + 5 };
    assert_eq!(round_trip(&claims), claims);
}

#[derive(Claims, Debug, PartialEq)]
#[claims(ttl = "5m")]
struct Flattened<F> {
    tenant: String,
    #[serde(flatten)]
    rest: F,
}

#[derive(serde::Serialize, serde::Deserialize, Debug, PartialEq)]
struct Extra {
    plan: String,
}

#[test]
fn a_flattened_parameter() {
    let claims = Flattened { tenant: "acme".into(), rest: Extra { plan: "pro".into() } };
    assert_eq!(round_trip(&claims), claims);
}

#[derive(Claims, Debug, PartialEq)]
#[claims(ttl = "5m")]
struct Ruled<T: PartialEq<&'static str> + PartialOrd> {
    #[claim(any_of = ["a", "b"], len(max = 2))]
    roles: Vec<T>,
    #[claim(one_of = ["a", "b"])]
    role: T,
}

#[test]
fn rules_on_parameters() {
    let claims = Ruled { roles: vec!["a".to_owned()], role: "b".to_owned() };
    assert_eq!(round_trip(&claims), claims);
    assert_eq!(
        refused::<Ruled<String>>(json!({"roles": ["x", "y", "z"], "role": "c"})),
        ["roles: any_of", "roles: len", "role: one_of"]
    );
}

/// The bound that frameworks use.
fn through_a_bound<C: OwnedClaims + ContextFree + IssueClaims>(claims: &C) -> C {
    round_trip(claims)
}

#[test]
fn generic_users() {
    assert_eq!(through_a_bound(&Plain { data: 1_u8, many: vec![] }).data, 1);
}

#[derive(Claims, Debug, PartialEq)]
#[claims(ttl = "5m")]
#[serde(default)]
struct Defaulted<T> {
    data: T,
    #[claim(if_present, non_empty)]
    tenant: String,
}

impl<T: Default> Default for Defaulted<T> {
    fn default() -> Self {
        Self { data: T::default(), tenant: "none".into() }
    }
}

#[test]
fn a_container_default_of_a_parameter() {
    assert_eq!(accepted::<Defaulted<u8>>(json!({})), Defaulted { data: 0, tenant: "none".into() });
}
