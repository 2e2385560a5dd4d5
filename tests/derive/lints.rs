//! The expansion warns of nothing, however strict its surroundings are.

#![deny(
    warnings,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    explicit_outlives_requirements,
    keyword_idents,
    let_underscore_drop,
    missing_debug_implementations,
    missing_docs,
    rust_2018_idioms,
    single_use_lifetimes,
    trivial_casts,
    trivial_numeric_casts,
    unreachable_pub,
    unused_import_braces,
    unused_lifetimes,
    unused_qualifications,
    unused_results,
    variant_size_differences
)]
#![allow(clippy::redundant_pub_crate)]

use std::borrow::Cow;

use jwt_claims::{ClaimValue, Claims};

use super::support::round_trip;

/// A claim that is going away.
#[derive(Claims, Debug, PartialEq, Eq)]
#[claims(issuer = "https://auth.example.com", audience = "orders", ttl = "5m", check = is_sound)]
pub(crate) struct Old {
    #[deprecated]
    #[claim(len(min = 1, max = 10))]
    organisation: String,
    #[claim(equals = true)]
    verified: bool,
    #[claim(if_present, any_of = ["a", "b"], none_of = ["c"])]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    roles: Vec<String>,
    iat: Option<i64>,
}

const fn is_sound(_: &Old) -> bool {
    true
}

/// Everything at once.
#[derive(Claims, Debug, PartialEq, Eq, Clone)]
#[claims(ttl = "5m")]
#[serde(default)]
pub(crate) struct Parameters<'a, T, const N: usize>
where
    T: Clone + Default,
{
    #[serde(borrow)]
    name: Cow<'a, str>,
    #[claim(range(min = 1, max = 2))]
    level: u8,
    data: T,
    #[serde(skip)]
    unused: [(); N],
}

impl<T: Clone + Default, const N: usize> Default for Parameters<'_, T, N> {
    fn default() -> Self {
        Self { name: Cow::Borrowed(""), level: 1, data: T::default(), unused: [(); N] }
    }
}

#[test]
fn strict_surroundings() {
    #[allow(deprecated)]
    let old = Old { organisation: "acme".into(), verified: true, roles: vec![], iat: None };
    let read = round_trip(&old);
    assert!(read.verified);
    let token = super::support::issuer().issue(&Parameters::<u8, 3>::default()).expect("issued");
    let verifier = super::support::verifier();
    let token = verifier.token(token.as_str());
    assert_eq!(*token.verify::<Parameters<'_, u8, 3>>().expect("verified"), Parameters::default());
}

/// A value that is going away, and one that nobody makes.
#[derive(ClaimValue, Debug, PartialEq, Eq)]
#[claim_value(ascending)]
pub(crate) enum Level {
    Low,
    #[deprecated]
    Middle,
    High,
    #[claim_value(unknown)]
    Other(String),
}

/// A graph of everything.
#[derive(ClaimValue, Debug, PartialEq, Eq)]
pub(crate) enum Only {
    #[claim_value(implies(Second))]
    First,
    Second,
}

/// Claims with them.
#[derive(Claims, Debug, PartialEq, Eq)]
#[claims(ttl = "5m")]
pub(crate) struct Leveled {
    #[claim(at_least = Level::Low, one_of = [Level::Low, Level::High])]
    level: Level,
    #[claim(at_least = Only::Second, none_of = Only::Second)]
    only: Vec<Only>,
}

#[test]
fn claim_values_warn_of_nothing() {
    let claims = Leveled { level: Level::High, only: vec![Only::First] };
    assert_eq!(round_trip(&claims), claims);
}
