//! A base is read by itself: whatever stands beside it, what the extension
//! accepts the base accepts, with the same claims.

use std::collections::BTreeMap;

use jwt_claims::{Claims, Verified};
use proptest::prelude::*;
use serde::Deserialize;
use serde_json::{Value, json};

use super::support::{NOW, accepted, refused, signed, verifier};

#[derive(Claims, Debug, PartialEq, Clone)]
#[claims(ttl = "5m", forbidden("debug"))]
struct Base {
    #[claim(none_of = ["suspended"])]
    flags: Option<Vec<String>>,
    #[serde(default, alias = "grade")]
    #[claim(range(max = 5), if_present)]
    level: u8,
    #[claim(path = "realm.roles", any_of = ["user"], if_present)]
    roles: Option<Vec<String>>,
    #[serde(default)]
    ratio: f64,
    #[serde(default)]
    big: u128,
    #[serde(default)]
    seats: BTreeMap<u32, bool>,
    sub: Option<String>,
}

#[derive(Claims, Debug, PartialEq, Clone)]
#[claims(ttl = "5m", unchecked(aud))]
struct Open {
    #[claim(none_of = ["suspended"])]
    flags: Option<Vec<String>>,
    aud: Option<Vec<String>>,
    #[serde(flatten)]
    rest: BTreeMap<String, Value>,
}

#[derive(Claims, Debug, PartialEq)]
#[claims(ttl = "5m")]
struct Borrowing<'a> {
    #[serde(borrow)]
    #[claim(none_of = ["suspended"])]
    flags: Option<Vec<&'a str>>,
    sub: Option<&'a str>,
}

#[derive(Deserialize, Debug)]
#[allow(dead_code)]
struct Extra {
    flags: Option<Value>,
    #[serde(default)]
    level: Option<Value>,
}

#[derive(Deserialize, Debug)]
#[serde(untagged)]
#[allow(dead_code)]
enum Either {
    Flags { flags: Value },
    Realm { realm: Value },
    Nothing {},
}

/// Extensions of `$base`, each with one more field that could take its claims.
macro_rules! extensions {
    ($($name:ident($base:ty) { $(#[$attr:meta])* $field:ident: $ty:ty })*) => {$(
        #[derive(Claims, Debug)]
        #[claims(verify_only)]
        #[allow(dead_code)]
        struct $name {
            $(#[$attr])*
            $field: $ty,
            #[claim(base)]
            base: $base,
        }
    )*};
}

extensions! {
    Struct(Base) { #[serde(flatten)] more: Extra }
    Map(Base) { #[serde(flatten)] more: BTreeMap<String, Value> }
    Enum(Base) { #[serde(flatten)] more: Either }
    Same(Base) { flags: Option<Value> }
    Renamed(Base) { #[claim(name = "flags")] more: Option<Value> }
    Aliased(Base) { #[serde(default, alias = "level", alias = "flags")] more: Option<Value> }
    Inside(Base) { #[claim(path = "realm.roles")] more: Option<Value> }
    Beside(Base) { #[claim(path = "flags.x")] more: Option<Value> }
    Default(Base) { #[serde(default)] level: Option<Value> }
    OpenSame(Open) { flags: Option<Value> }
    OpenStruct(Open) { #[serde(flatten)] more: Extra }
    OpenOther(Open) { other: Option<Value> }
    Twice(Struct) { #[serde(flatten)] again: BTreeMap<String, Value> }
}

#[derive(Claims, Debug)]
#[claims(rules(level(range(min = 1), if_present), sub(len(min = 1), if_present)), verify_only)]
struct Newtype(Same);

#[derive(Claims, Debug)]
#[claims(verify_only, forbidden("other"))]
struct Forbids(Base);

#[derive(Claims, Debug)]
#[claims(audience = "orders", verify_only)]
#[allow(dead_code)]
struct Narrow {
    #[claim(base)]
    base: Open,
    aud: String,
}

#[derive(Claims, Debug)]
#[claims(verify_only)]
#[allow(dead_code)]
struct Borrows<'a> {
    #[claim(base)]
    base: Borrowing<'a>,
    flags: Option<Value>,
    #[serde(flatten, borrow)]
    more: BTreeMap<&'a str, Value>,
}

/// Whether the extension accepts; then the base does, with the same claims.
macro_rules! base_agrees {
    ($payload:ident: $($extension:ty => $base:ty, $of:expr;)*) => {{
        let token = signed(&$payload);
        let verifier = verifier();
        let token = verifier.token(&token);
        $(if let Ok(extension) = token.verify::<$extension>() {
            let of: fn($extension) -> $base = $of;
            let alone = token.verify::<$base>();
            prop_assert!(alone.is_ok(), "{} of {}: {:?}", stringify!($extension), $payload, alone.err());
            prop_assert_eq!(&*alone.unwrap(), &of(extension.into_inner()), "{}", $payload);
        })*
    }};
}

fn values() -> impl Strategy<Value = String> {
    let one = prop_oneof![
        Just("null"),
        Just("true"),
        Just("0"),
        Just("3"),
        Just("6"),
        Just("-1"),
        Just("2.5"),
        Just("1e2"),
        Just("340282366920938463463374607431768211455"),
        Just("18446744073709551616"),
        Just("\"suspended\""),
        Just("\"susp\\u0065nded\""),
        Just("\"orders\""),
        Just("[]"),
        Just("[\"suspended\"]"),
        Just("[\"susp\\u0065nded\"]"),
        Just("[\"ok\",\"user\"]"),
        Just("[\"user\"]"),
        Just("[1,null]"),
        Just("{}"),
        Just("{\"roles\":[\"user\"]}"),
        Just("{\"roles\":[\"guest\"]}"),
        Just("{\"roles\":null}"),
        Just("{\"1\":true}"),
        Just("{\"x\":1}"),
    ];
    one.prop_map(str::to_owned)
}

fn names() -> impl Strategy<Value = String> {
    let one = prop_oneof![
        8 => prop_oneof![
            Just("flags"), Just("level"), Just("grade"), Just("realm"), Just("ratio"), Just("big"), Just("seats"),
            Just("sub"), Just("aud"), Just("other"), Just("more"),
        ],
        1 => prop_oneof![Just("debug"), Just("fl\\u0061gs"), Just("\\u0061ud"), Just("l\\u0065vel"), Just("cnf")],
    ];
    one.prop_map(str::to_owned)
}

fn payloads() -> impl Strategy<Value = String> {
    proptest::collection::vec((names(), values()), 0..6).prop_map(|members| {
        let members = members.iter().map(|(name, value)| format!("\"{name}\":{value},"));
        format!("{{{}\"exp\":{}}}", members.collect::<String>(), NOW + 60)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2048, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_an_extension_accepts_its_base_accepts(payload in payloads()) {
        base_agrees! { payload:
            Struct => Base, |it| it.base;
            Map => Base, |it| it.base;
            Enum => Base, |it| it.base;
            Same => Base, |it| it.base;
            Renamed => Base, |it| it.base;
            Aliased => Base, |it| it.base;
            Inside => Base, |it| it.base;
            Beside => Base, |it| it.base;
            Default => Base, |it| it.base;
            Twice => Base, |it| it.base.base;
            Newtype => Base, |it| it.0.base;
            Forbids => Base, |it| it.0;
            OpenSame => Open, |it| it.base;
            OpenStruct => Open, |it| it.base;
            OpenOther => Open, |it| it.base;
            Narrow => Open, |it| it.base;
            Borrows<'_> => Borrowing<'_>, |it| it.base;
        };
    }

    /// The property would hold of extensions that accept nothing.
    #[test]
    fn an_extension_with_an_idle_field_accepts_what_its_base_accepts(payload in payloads()) {
        let token = signed(&payload);
        let verifier = verifier();
        let token = verifier.token(&token);
        prop_assert_eq!(token.verify::<Open>().is_ok(), token.verify::<OpenOther>().is_ok(), "{}", &payload);
        prop_assert_eq!(token.verify::<Base>().is_ok(), token.verify::<Map>().is_ok(), "{}", &payload);
    }
}

#[test]
fn a_flattened_map_holds_the_claims_of_the_base_too() {
    let claims = json!({"level": 3, "sub": "alice", "other": true, "exp": NOW + 60});
    let read = accepted::<Map>(claims.clone());
    let held: serde_json::Map<String, Value> = read.more.into_iter().collect();
    assert_eq!((read.base.level, Value::Object(held)), (3, claims));
}

#[test]
fn a_flattened_struct_takes_nothing_from_the_base() {
    let suspended = json!({"flags": ["suspended"]});
    assert_eq!(refused::<Base>(suspended.clone()), ["flags: none_of"]);
    assert_eq!(refused::<Struct>(suspended.clone()), ["flags: none_of"]);
    assert_eq!(refused::<Same>(suspended.clone()), ["flags: none_of"]);
    assert_eq!(refused::<OpenSame>(suspended), ["flags: none_of"]);
    let both = accepted::<Same>(json!({"flags": ["ok"]}));
    assert_eq!((both.flags, both.base.flags), (Some(json!(["ok"])), Some(vec!["ok".to_owned()])));
}

#[test]
fn numbers_and_maps_in_a_base_are_read_as_alone() {
    let token = signed(&format!(
        r#"{{"big":340282366920938463463374607431768211455,"ratio":2.5,"seats":{{"1":true}},"exp":{}}}"#,
        NOW + 60
    ));
    let same: Verified<Same> = verifier().token(&token).verify().unwrap();
    assert_eq!((same.big, same.ratio, same.seats.get(&1)), (u128::MAX, 2.5, Some(&true)));
}

/// Both parts tell what is wrong with them, and each claim once.
#[test]
fn the_violations_of_all_parts_are_told_once() {
    #[derive(Claims, Debug)]
    #[claims(ttl = "5m")]
    struct Inner {
        #[claim(len(min = 1))]
        name: String,
        level: u8,
    }
    #[derive(Claims, Debug)]
    #[claims(verify_only)]
    #[allow(dead_code)]
    struct Outer {
        #[claim(base)]
        base: Inner,
        level: u8,
        count: u8,
        list: Vec<u8>,
    }
    let claims = json!({"level": "x", "count": true, "list": [1, "a"]});
    assert_eq!(
        refused::<Outer>(claims),
        ["level: wrong_type", "name: missing", "count: wrong_type", "list[1]: wrong_type"]
    );
    let claims = json!({"name": "", "level": 1, "count": 1, "list": []});
    assert_eq!(refused::<Outer>(claims), ["name: len"]);
}

/// Names without a field have a part of their own.
#[test]
fn a_newtype_may_forbid_names() {
    assert_eq!(accepted::<Forbids>(json!({"level": 1})).level, 1);
    assert_eq!(
        refused::<Forbids>(json!({"other": null, "debug": 1})),
        ["debug: forbidden", "other: forbidden"]
    );
}
