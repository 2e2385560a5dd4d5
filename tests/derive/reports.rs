//! The report of a refusal is bounded, and free of what could forge a log.

#![allow(dead_code)] // nobody gets to see the claims

use std::cell::Cell;
use std::collections::BTreeMap;

use jwt_claims::{Claims, NestedClaims};
use proptest::prelude::*;
use serde::{Deserialize, Deserializer};
use serde_json::json;

use super::support::{NOW, signed, verifier, verify, verify_raw};

#[derive(NestedClaims, Debug)]
struct Member {
    #[claim(any_of = ["admin"])]
    roles: Vec<String>,
    #[claim(non_empty)]
    name: String,
}

#[derive(Claims, Debug)]
#[claims(verify_only)]
struct Team {
    #[claim(nested)]
    members: Vec<Member>,
}

#[test]
fn of_many_violations_the_first_are_listed_and_the_others_counted() {
    for members in [63_usize, 64, 65, 300] {
        let member = json!({ "roles": [], "name": "a" });
        let error = verify::<Team>(json!({ "members": vec![member; members] })).unwrap_err();
        assert_eq!(error.violations().len(), members.min(64));
        assert_eq!(error.violations_left_out(), members.saturating_sub(64));
        assert_eq!(error.to_string().ends_with("; and 236 more"), members == 300, "{error}");
        assert_eq!(error.challenge().unwrap().status(), 403);
        assert!(error.is_insufficient());
    }
}

#[test]
fn a_violation_left_out_still_decides_the_answer() {
    for at in [0, 63, 64, 65, 199] {
        let member = |nth| json!({ "roles": [], "name": if nth == at { "" } else { "a" } });
        let error =
            verify::<Team>(json!({ "members": (0..200).map(member).collect::<Vec<_>>() })).unwrap_err();
        assert_eq!(error.challenge().unwrap().status(), 401, "{at}");
        assert!(!error.is_insufficient());
    }
}

#[test]
fn an_explanation_passes_no_rule_of_which_a_violation_may_be_left_out() {
    let member = json!({ "roles": [], "name": "a" });
    let payload = json!({ "exp": NOW + 60, "members": vec![member; 100] }).to_string();
    let explanation = verifier().token(&signed(&payload)).explain::<Team>();
    let text = explanation.to_string();
    assert!(!text.contains("ok      members"), "{text}");
    assert!(text.contains("FAILED  and 36 more"), "{text}");
}

#[derive(Claims, Debug)]
#[claims(verify_only)]
struct Mapped {
    #[claim(nested)]
    members: BTreeMap<String, Member>,
    numbers: Option<BTreeMap<String, u8>>,
}

#[derive(Claims, Debug)]
#[claims(verify_only)]
#[serde(deny_unknown_fields)]
struct Closed {
    name: String,
}

fn hostile() -> impl Strategy<Value = String> {
    let one = prop_oneof![
        any::<char>(),
        prop::sample::select(vec![
            '\n', '\r', '\u{1b}', '\u{85}', '\u{2028}', '\u{202e}', '\u{2066}', '"', '`', '.'
        ]),
    ];
    prop_oneof![
        prop::collection::vec(one.clone(), 1..200).prop_map(String::from_iter),
        one.prop_map(|one| one.to_string().repeat(5_000)),
    ]
}

fn is_harmless(text: &str) -> bool {
    let is_bidi = |one| matches!(one, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().count() < 4_000 && !text.chars().any(|one| one.is_control() || is_bidi(one))
}

#[allow(clippy::needless_pass_by_value)]
fn reports<C: jwt_claims::OwnedClaims + std::fmt::Debug>(claims: serde_json::Value) {
    let token = signed(&claims.to_string());
    let error = verifier().token(&token).verify::<C>().unwrap_err();
    let explanation = verifier().token(&token).explain::<C>();
    let mut texts = vec![error.to_string(), format!("{error:?}")];
    texts.extend(
        error.violations().iter().flat_map(|violation| [violation.to_string(), format!("{violation:?}")]),
    );
    texts.extend(explanation.steps().iter().map(ToString::to_string));
    for text in texts {
        assert!(is_harmless(&text), "{text:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn names_from_a_token_are_escaped_and_cut(name in hostile()) {
        let exp = NOW + 60;
        reports::<Closed>(json!({ "exp": exp, "name": "a", &name: 1 }));
        reports::<Mapped>(json!({ "exp": exp, "members": { &name: { "roles": [], "name": "" } } }));
        reports::<Mapped>(json!({ "exp": exp, "members": { &name: { "roles": 1, "name": "" } } }));
        reports::<Mapped>(json!({ "exp": exp, "members": { &name: 1 } }));
        reports::<Mapped>(json!({ "exp": exp, "members": {}, "numbers": { &name: -1 } }));
    }
}

thread_local! {
    static READINGS: Cell<u64> = const { Cell::new(0) };
}

/// Accepts or refuses at random.
fn moody<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    let number = u64::deserialize(deserializer)?;
    let state =
        READINGS.get().wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    READINGS.set(state);
    match state >> 61 {
        0..4 => Ok(number),
        4..6 => Err(serde::de::Error::custom(format_args!("no at line 1 column {}", u64::MAX))),
        _ => Err(serde::de::Error::custom("no")),
    }
}

#[derive(Claims, Debug)]
#[claims(verify_only, optional(exp))]
struct Moody {
    #[serde(deserialize_with = "moody")]
    first: u64,
    #[serde(deserialize_with = "moody")]
    second: u64,
    text: Option<String>,
}

#[test]
fn code_that_answers_differently_each_time_does_no_harm() {
    for seed in 0..2_000 {
        READINGS.set(seed * 7_919);
        let _ = verify_raw::<Moody>(r#"{"text":"ää","first":12345678901234,"second":9876543210}"#);
        let _ = verify_raw::<Moody>(r#"{"first":12345678901234,"second":1,"text":2}"#);
    }
}

/// What a `Deserialize` of the user's own says of the text that it refuses.
#[derive(Debug)]
struct Quoting;

impl<'de> Deserialize<'de> for Quoting {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::{Error, Unexpected};
        let text = String::deserialize(deserializer)?;
        Err(D::Error::invalid_value(Unexpected::Str(&text), &text.as_str()))
    }
}

#[derive(Claims, Debug)]
#[claims(verify_only)]
struct Quoted {
    text: Quoting,
}

#[derive(Claims, Debug)]
#[claims(verify_only)]
struct Reasoned {
    #[claim(check = quoted)]
    text: String,
}

fn quoted(text: &str) -> Result<(), jwt_claims::Refusal> {
    Err(text.to_owned().into())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn what_user_code_quotes_is_escaped_and_cut(text in hostile()) {
        reports::<Quoted>(json!({ "exp": NOW + 60, "text": text }));
        reports::<Reasoned>(json!({ "exp": NOW + 60, "text": text }));
    }
}
