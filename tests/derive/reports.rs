//! The report of a refusal is bounded, and free of what could forge a log.

#![allow(dead_code)] // nobody gets to see the claims

use std::cell::Cell;
use std::collections::BTreeMap;

use jwt_claims::unverified::look_inside_unverified;
use jwt_claims::{Algorithm, Claims, FixedClock, KeySet, NestedClaims, Scopes, Verifier};
use jwt_claims_tests::forge;
use proptest::prelude::*;
use serde::{Deserialize, Deserializer};
use serde_json::json;

use super::support::{NOW, SECRET, key, signed, verifier, verify, verify_raw};

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

/// The challenge names the scopes of a rule although its violation is left out.
#[test]
fn a_scope_of_a_violation_left_out_is_asked_for() {
    #[derive(NestedClaims, Debug)]
    struct Group {
        #[claim(any_of = ["admin"])]
        roles: Vec<String>,
    }
    #[derive(Claims, Debug)]
    #[claims(verify_only)]
    struct Scoped {
        #[claim(nested)]
        groups: Vec<Group>,
        #[claim(all_of = ["orders:read"])]
        scope: jwt_claims::Scopes,
    }
    for groups in [0, 63, 64, 100] {
        let groups = vec![json!({ "roles": [] }); groups];
        let error = verify::<Scoped>(json!({ "groups": groups, "scope": "" })).unwrap_err();
        let challenge = error.challenge().unwrap().www_authenticate("orders");
        assert!(challenge.contains(r#"scope="orders:read""#), "{challenge}");
    }
}

/// What is left out decides between 401 and 403 by the whole path of its claim
/// and by the answer that the field around it has chosen.
#[test]
fn a_nested_violation_left_out_is_answered_as_one_in_the_list() {
    #[derive(NestedClaims, Debug)]
    struct Login {
        #[claim(equals = "n")]
        nonce: String,
    }
    #[derive(NestedClaims, Debug)]
    struct Named {
        #[claim(non_empty)]
        name: String,
    }
    #[derive(Claims, Debug)]
    #[claims(verify_only)]
    struct Nested {
        #[claim(nested)]
        logins: Vec<Login>,
        #[claim(nested, answer = 403)]
        names: Vec<Named>,
    }
    for count in [1, 64, 65, 100] {
        let logins = vec![json!({ "nonce": "x" }); count];
        let names = vec![json!({ "name": "" }); count];
        for claims in [json!({ "logins": logins, "names": [] }), json!({ "logins": [], "names": names })] {
            let error = verify::<Nested>(claims).unwrap_err();
            assert_eq!(error.challenge().unwrap().status(), 403, "{count}: {error}");
        }
    }
}

#[derive(Claims, Debug)]
#[claims(verify_only)]
struct Mapped {
    #[claim(nested)]
    members: BTreeMap<String, Member>,
    numbers: Option<BTreeMap<String, u8>>,
}

#[derive(Claims, Debug)]
#[claims(verify_only, issuer = "https://auth.example.com", audience = "orders")]
struct Whole {
    sub: String,
    jti: String,
    scope: Scopes,
    #[claim(any_of = ["admin"])]
    roles: Vec<String>,
    #[claim(email)]
    text: String,
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
            '\n',
            '\r',
            '\u{1b}',
            '\u{85}',
            '\u{200d}',
            '\u{2028}',
            '\u{202e}',
            '\u{2066}',
            '\u{feff}',
            '\u{e0041}',
            '"',
            '`',
            '\\',
            '.',
        ]),
    ];
    prop_oneof![
        prop::collection::vec(one.clone(), 1..200).prop_map(String::from_iter),
        one.prop_map(|one| one.to_string().repeat(5_000)),
    ]
}

fn is_harmless(text: &str) -> bool {
    let is_invisible = |one| {
        matches!(one, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
            || matches!(one, '\u{ad}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
    };
    text.chars().count() < 4_000 && !text.chars().any(|one| one.is_control() || is_invisible(one))
}

#[allow(clippy::needless_pass_by_value)]
fn reports<C: jwt_claims::OwnedClaims + jwt_claims::ContextFree + std::fmt::Debug>(
    claims: serde_json::Value,
) {
    let reported = report::<C>(&verifier(), &signed(&claims.to_string()));
    assert!(reported, "accepted");
}

/// Whether there is an error, all of whose texts are harmless then.
fn report<C: jwt_claims::OwnedClaims + jwt_claims::ContextFree + std::fmt::Debug>(
    verifier: &Verifier,
    token: &str,
) -> bool {
    let explanation = verifier.token(token).explain::<C>();
    let mut texts: Vec<_> = explanation.steps().iter().map(ToString::to_string).collect();
    let errors = [verifier.token(token).verify::<C>().err(), look_inside_unverified(token).err()];
    for error in errors.iter().flatten() {
        texts.extend([error.to_string(), format!("{error:?}")]);
        texts.extend(error.challenge().map(|challenge| challenge.www_authenticate("api")));
        texts.extend(
            error.violations().iter().flat_map(|violation| [violation.to_string(), format!("{violation:?}")]),
        );
    }
    for text in texts {
        assert!(is_harmless(&text), "{text:?}");
    }
    errors.iter().any(Option::is_some)
}

/// Headers with the text wherever an error may find it.
fn headers_with(text: &str) -> Vec<String> {
    let text = json!(text);
    let mut headers: Vec<String> = ["kid", "typ", "cty", "crit", "b64", "x"]
        .iter()
        .map(|name| format!(r#"{{"alg":"HS256","{name}":{text}}}"#))
        .collect();
    headers.push(format!(r#"{{"alg":{text}}}"#));
    headers.extend(
        [
            format!(r#""kid":[{text}]"#),
            format!(r#""crit":[{text}]"#),
            format!(r#""crit":[{text},{text}]"#),
            format!("{text}:1,{text}:2"),
            format!("{text}:1e400"),
            format!("{text}:+"),
            format!(r#""x":{{{text}:1,{text}:2}}"#),
            format!("{text}:{{{text}:1,{text}:2}}"),
        ]
        .map(|member| format!(r#"{{"alg":"HS256",{member}}}"#)),
    );
    headers
}

#[derive(Claims, Debug)]
#[claims(ttl = "15m", typ = "at+jwt")]
struct Typed {}

#[derive(Claims, Debug)]
#[claims(kinds_by = "typ")]
enum Either {
    Typed(Typed),
    Other(Other),
}

#[derive(Claims, Debug)]
#[claims(ttl = "15m", typ = "other+jwt")]
struct Other {}

/// Verifiers that choose a key in every way: one key; several by `kid`; a set
/// of which the entry that the token names was skipped.
fn verifiers(kid: &str) -> [Verifier; 3] {
    let own = key().verifying_key();
    let named = ["a", "b"].map(|kid| own.clone().with_kid(kid));
    let skipped = json!({"keys": [{"kty": "RSA", "kid": kid, "alg": "RS256", "n": kid, "e": kid}]});
    let set = KeySet::from_jwks(&skipped.to_string(), &[Algorithm::RS256]).expect("a set");
    [KeySet::from(own), KeySet::from_iter(named), set]
        .map(|keys| Verifier::new(keys).with_clock(FixedClock::at(NOW)))
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

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn strings_of_a_header_are_escaped_and_cut(text in hostile()) {
        let verifiers = verifiers(&text);
        for header in headers_with(&text) {
            let token = forge::hs256(SECRET, &header, json!({ "exp": NOW + 60 }).to_string());
            for verifier in &verifiers {
                report::<Closed>(verifier, &token);
                report::<Typed>(verifier, &token);
                report::<Either>(verifier, &token);
            }
        }
    }

    #[test]
    fn strings_of_claims_are_escaped_and_cut(text in hostile()) {
        for claim in ["iss", "sub", "aud", "exp", "nbf", "iat", "jti", "cnf", "scope", "roles", "text"] {
            for value in [json!(&text), json!([&text]), json!({ &text: &text })] {
                reports::<Whole>(json!({ claim: value }));
            }
        }
    }
}

#[test]
fn a_typ_is_escaped_once() {
    let header = json!({ "alg": "HS256", "typ": "a\u{1b}\"" }).to_string();
    let token = forge::hs256(SECRET, &header, json!({ "exp": NOW + 60 }).to_string());
    for error in [
        verifier().token(&token).verify::<Typed>().unwrap_err(),
        verifier().token(&token).verify::<Either>().unwrap_err(),
    ] {
        assert_eq!(error.violations()[0].actual(), r#""a\u{1b}\"""#);
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
