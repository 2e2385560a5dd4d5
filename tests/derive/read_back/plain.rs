//! A struct with fields of many types.

use std::collections::BTreeMap;

use jwt_claims::Claims;
use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use serde_json::Value;

use super::{Sides, holds, json_value, text};

#[derive(serde::Serialize, serde::Deserialize, Debug, Clone, PartialEq)]
struct Inner {
    plan: Option<String>,
    seats: Vec<Option<u8>>,
}

#[derive(Claims, Debug, PartialEq)]
#[claims(ttl = "5m")]
struct Plain {
    sub: Option<String>,
    jti: Option<String>,
    title: String,
    note: Option<String>,
    signed: i64,
    unsigned: u64,
    letter: char,
    tags: Option<Vec<String>>,
    members: BTreeMap<String, Option<i32>>,
    inner: Option<Inner>,
    any: Value,
    unit: (),
    pair: (bool, Option<u8>),
    #[claim(null)]
    manager: Option<String>,
    #[serde(with = "as_text")]
    code: Option<u8>,
    #[serde(default, with = "as_text")]
    spare: Option<u8>,
}

/// A codec of its own, which needs its claim unless there is a default.
mod as_text {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<S: Serializer>(code: &Option<u8>, serializer: S) -> Result<S::Ok, S::Error> {
        code.map(|code| code.to_string()).serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u8>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        text.map(|text| text.parse().map_err(serde::de::Error::custom)).transpose()
    }
}

fn plain() -> impl Strategy<Value = Plain> {
    let inner = (option::of(text()), vec(option::of(any::<u8>()), 0..3));
    let inner = inner.prop_map(|(plan, seats)| Inner { plan, seats });
    let first =
        (option::of(text()), option::of(text()), text(), option::of(text()), any::<i64>(), any::<u64>());
    let second = (
        any::<char>(),
        option::of(vec(text(), 0..3)),
        btree_map(text(), option::of(any::<i32>()), 0..3),
        option::of(inner),
        json_value(),
        any::<(bool, Option<u8>)>(),
        option::of(text()),
        any::<[Option<u8>; 2]>(),
    );
    (first, second).prop_map(|(first, second)| {
        let (sub, jti, title, note, signed, unsigned) = first;
        let (letter, tags, members, inner, any, pair, manager, [code, spare]) = second;
        let jti = jti.or_else(|| Some("1".into()));
        let unit = ();
        Plain {
            sub,
            jti,
            title,
            note,
            signed,
            unsigned,
            letter,
            tags,
            members,
            inner,
            any,
            unit,
            pair,
            manager,
            code,
            spare,
        }
    })
}

#[test]
fn plain_claims() {
    holds(plain(), false, |claims| agrees!(Sides::default(), claims, Plain));
}
