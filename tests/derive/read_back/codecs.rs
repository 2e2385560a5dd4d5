//! What serde is told to flatten, to leave out or to borrow, and parameters.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Debug;

use jwt_claims::Claims;
use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use serde_json::Value;

use super::{Sides, holds, issuer_error, json_value, text};
use crate::support::{codes, not_issued};

#[derive(Claims, Debug, PartialEq)]
#[claims(ttl = "5m")]
struct Flat {
    #[serde(alias = "alias")]
    own: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    roles: Vec<String>,
    #[serde(flatten)]
    part: Part,
    #[serde(flatten)]
    rest: BTreeMap<String, Value>,
}

#[derive(serde::Serialize, serde::Deserialize, Debug, PartialEq, Default)]
struct Part {
    part: Option<u8>,
    #[serde(rename = "sub")]
    subject: Option<String>,
}

/// A flattened map may hold what is another's: then only the verdict is the same.
#[test]
fn flattened_maps() {
    let taken = ["own", "alias", "roles", "part", "sub", "exp", "iat", "nbf", "iss", "aud", "jti"];
    let name = prop_oneof![4 => text(), 1 => prop::sample::select(taken.to_vec()).prop_map(str::to_owned)];
    let part =
        (option::of(any::<u8>()), option::of(text())).prop_map(|(part, subject)| Part { part, subject });
    let values = (option::of(text()), vec(text(), 0..2), part, btree_map(name, json_value(), 0..3));
    holds(values, true, |(own, roles, part, rest)| {
        let (sides, claims) = (Sides::default(), Flat { own, roles, part, rest });
        let is_apart = !claims.rest.keys().any(|name| taken.contains(&name.as_str()));
        sides.agree(sides.issuer.issue(&claims), |verifier, token| {
            let token = verifier.token(token);
            let read = token.verify::<Flat>().unwrap_or_else(|error| panic!("{claims:?}: {error}"));
            if is_apart {
                assert_eq!((&read.own, &read.roles, &read.part), (&claims.own, &claims.roles, &claims.part));
                assert!(claims.rest.iter().all(|(name, value)| read.rest.get(name) == Some(value)));
            }
        })
    });
}

/// What serde is told to leave out, and cannot do without.
#[derive(Claims, Debug, PartialEq)]
#[claims(ttl = "5m")]
struct Skipping {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    roles: Vec<String>,
    #[serde(default, skip_serializing)]
    level: u8,
    #[serde(skip_serializing_if = "is_seven")]
    number: Option<u8>,
}

fn is_seven(number: &Option<u8>) -> bool {
    *number == Some(7)
}

#[test]
fn what_serde_skips() {
    let values = (vec(text(), 0..2), option::of(5_u8..7));
    holds(values, true, |(roles, number)| {
        agrees!(Sides::default(), Skipping { roles, level: 0, number }, Skipping)
    });
    let skipped = Skipping { roles: vec![], level: 0, number: None };
    assert_eq!(not_issued(&skipped), ["roles: missing"]);
}

#[derive(Claims, Debug, PartialEq)]
#[claims(ttl = "5m")]
struct Borrowed<'a, 'b: 'a> {
    sub: &'a str,
    #[serde(borrow)]
    note: Option<Cow<'b, str>>,
    #[serde(borrow)]
    tags: Vec<&'a str>,
}

#[test]
fn claims_that_borrow() {
    let values = (text(), option::of(text()), vec(text(), 0..2));
    holds(values, true, |(sub, note, tags)| {
        let sides = Sides::default();
        let tags = tags.iter().map(String::as_str).collect();
        let claims = Borrowed { sub: &sub, note: note.as_deref().map(Cow::Borrowed), tags };
        sides.agree(sides.issuer.issue(&claims), |verifier, token| {
            let token = verifier.token(token);
            let read =
                token.verify::<Borrowed<'_, '_>>().unwrap_or_else(|error| panic!("{claims:?}: {error}"));
            assert_eq!((read.sub, &read.note, &read.tags), (claims.sub, &claims.note, &claims.tags));
        })
    });
    let error = issuer_error(&Borrowed { sub: "\"", note: None, tags: vec![] });
    assert_eq!(codes(&error), ["sub: wrong_type"]);
}

#[derive(Claims, Debug, PartialEq)]
#[claims(ttl = "5m")]
struct Generic<T: Clone> {
    data: T,
    #[serde(default)]
    many: Vec<T>,
}

fn generic<T: Clone + Debug + Default + PartialEq + serde::Serialize + serde::de::DeserializeOwned>(
    data: impl Strategy<Value = T> + Clone,
    refuses: bool,
) {
    holds((data.clone(), vec(data, 0..2)), refuses, |(data, many)| {
        agrees!(Sides::default(), Generic { data, many }, Generic<T>)
    });
}

#[test]
fn parameters() {
    generic(any::<String>(), false);
    generic(any::<Option<u16>>(), false);
    generic(any::<(i8, Option<bool>)>(), false);
    generic(prop_oneof![Just(0.5), Just(f64::NAN), Just(f64::INFINITY), Just(-0.0)], true);
}
