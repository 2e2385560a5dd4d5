//! What a challenge tells beyond its status: scopes, and which login is wanted.

use jwt_claims::{Challenge, Claims, ContextFree, OwnedClaims, Scopes};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::verify;

fn challenge<C: OwnedClaims + ContextFree>(claims: Value) -> Challenge {
    let text = claims.to_string();
    let error = verify::<C>(claims).err().unwrap_or_else(|| panic!("accepted: {text}"));
    error.challenge().expect("a token is answered")
}

type Granted = Option<Scopes>;

mod other {
    /// Not the type that is meant.
    pub(super) type Scopes = Vec<String>;
}

#[derive(Claims)]
#[claims(rules(scope(all_of = ["base:write"])), verify_only)]
struct Extended(Base);

#[derive(Claims)]
struct Base {
    scope: Scopes,
}

#[derive(Claims)]
struct Access {
    #[claim(all_of = ["orders:read", "orders:write"], none_of = ["suspended"])]
    scope: Granted,
    #[claim(any_of = ["admin"])]
    roles: Vec<String>,
    #[claim(any_of = ["staff"], if_present)]
    groups: Option<other::Scopes>,
    #[claim(any_of = ["scp:a", "scp:b"], if_present)]
    scp: Option<Box<Scopes>>,
}

#[test]
fn scopes_are_named_and_roles_are_not() {
    let scope = |claims: Value| challenge::<Access>(claims).scope().as_str().to_owned();
    let both = "orders:read orders:write";
    assert_eq!(scope(json!({"scope": "orders:read", "roles": ["admin"]})), both);
    assert_eq!(scope(json!({"roles": ["admin"]})), both, "an absent claim");
    assert_eq!(scope(json!({"scope": "orders:read", "roles": []})), both);
    assert_eq!(scope(json!({"scope": both, "roles": []})), "");
    assert_eq!(scope(json!({"scope": format!("{both} suspended"), "roles": ["admin"]})), "");
    assert_eq!(scope(json!({"scope": both, "roles": ["admin"], "groups": ["x"]})), "");
    assert_eq!(scope(json!({"scope": both, "roles": ["admin"], "scp": "x"})), "scp:a scp:b");
}

#[test]
fn a_required_field_that_is_absent_names_its_scopes() {
    #[derive(Claims)]
    struct Must {
        #[claim(any_of = ["a", "b"], all_of = ["b", "c"])]
        scope: Scopes,
    }
    let challenge = challenge::<Must>(json!({}));
    assert_eq!((challenge.status(), challenge.scope().as_str()), (403, "a b c"));
}

#[test]
fn scopes_that_an_extension_adds_are_named() {
    for claims in [json!({"scope": "base:read"}), json!({})] {
        let challenge = challenge::<Extended>(claims);
        assert_eq!((challenge.status(), challenge.scope().as_str()), (403, "base:write"));
    }
}

#[test]
fn alternatives_name_their_scopes() {
    #[derive(Claims)]
    #[claims(either(scope, roles))]
    struct Either {
        #[claim(any_of = ["orders"])]
        scope: Option<Scopes>,
        #[claim(any_of = ["admin"])]
        roles: Option<Vec<String>>,
    }
    assert_eq!(challenge::<Either>(json!({})).scope().as_str(), "orders");
}

#[test]
fn a_token_that_is_not_for_this_names_no_scopes() {
    let challenge = challenge::<Access>(json!({"roles": ["admin"], "exp": 1}));
    assert_eq!((challenge.status(), challenge.scope().as_str()), (401, ""));
}

#[derive(Claims)]
struct StepUp {
    #[claim(one_of = ["urn:mfa", "urn:hardware"])]
    acr: Option<String>,
    #[claim(range(min = 1_799_999_000))]
    auth_time: i64,
    #[claim(any_of = ["admin"], if_present)]
    roles: Option<Vec<String>>,
}

#[test]
fn another_login_is_wanted_where_only_that_would_help() {
    let (good, late) = ("urn:mfa", 1_799_999_500);
    let error = |claims: Value| challenge::<StepUp>(claims).error().unwrap_or_default();
    let step_up = "insufficient_user_authentication";
    assert_eq!(error(json!({"acr": "pwd", "auth_time": late})), step_up);
    assert_eq!(error(json!({"auth_time": late})), step_up);
    assert_eq!(error(json!({"acr": good, "auth_time": 0})), step_up);
    assert_eq!(error(json!({"acr": good})), step_up, "a required field under a rule");
    assert_eq!(error(json!({"acr": "pwd"})), step_up);
    assert_eq!(error(json!({"acr": "pwd", "auth_time": late, "exp": 1})), "invalid_token");
    assert_eq!(error(json!({"acr": "pwd", "auth_time": late, "roles": []})), "invalid_token");
    assert_eq!(error(json!({"acr": good, "auth_time": "x"})), "invalid_token", "a wrong type");
    assert_eq!(error(json!({"acr": good, "auth_time": null})), "invalid_token");
    assert_eq!(error(json!({"acr": good, "auth_time": late, "roles": []})), "insufficient_scope");
    let header = challenge::<StepUp>(json!({"auth_time": late})).www_authenticate("");
    assert!(header.ends_with(r#", acr_values="urn:mfa urn:hardware""#), "{header}");
}

#[test]
fn without_a_rule_no_login_is_wanted() {
    #[derive(Claims)]
    struct Unruled {
        auth_time: i64,
    }
    let challenge = challenge::<Unruled>(json!({}));
    assert_eq!((challenge.status(), challenge.error()), (401, Some("invalid_token")));
}

/// Reads a challenge as a client does (RFC 9110 §11.2), and knows no leniency.
fn parameters(header: &str) -> Vec<(String, String)> {
    let mut rest = header.strip_prefix("Bearer").expect("the scheme");
    let mut parameters = Vec::new();
    while !rest.is_empty() {
        let separator = if parameters.is_empty() { " " } else { ", " };
        rest = rest.strip_prefix(separator).expect("a separator");
        let (name, behind) = rest.split_once("=\"").expect("a parameter");
        assert!(name.bytes().all(|octet| octet.is_ascii_lowercase() || octet == b'_'), "{name}");
        let mut value = String::new();
        let mut characters = behind.char_indices();
        let end = loop {
            match characters.next().expect("a closing quote") {
                (_, '\\') => value.push(characters.next().expect("an escaped character").1),
                (end, '"') => break end,
                (_, character) => value.push(character),
            }
        };
        parameters.push((name.to_owned(), value));
        rest = &behind[end + 1..];
    }
    parameters
}

/// Text that a header could choke on, and any other.
fn hostile() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        r#"[\\"\r\n\t ,=a-z\x00\x7f\u{80}\u{2028}]{0,20}"#,
        Just("\", error=\"none\"\r\nSet-Cookie: a=b".to_owned()),
    ]
}

proptest! {
    #[test]
    fn no_text_leaves_its_quotes(
        realm in hostile(),
        description in hostile(),
        scopes in proptest::collection::vec(hostile(), 0..4),
        values in proptest::collection::vec(hostile(), 0..4),
        max_age in any::<Option<u64>>(),
        kind in 0..4,
    ) {
        let challenge = match kind {
            0 => Challenge::invalid_request(description.clone()),
            1 => Challenge::invalid_token(description.clone()),
            2 => Challenge::insufficient_scope(description.clone()),
            _ => Challenge::insufficient_user_authentication(description.clone()),
        };
        let mut challenge = challenge.with_scope(&scopes).with_acr_values(&values);
        if let Some(seconds) = max_age {
            challenge = challenge.with_max_age(seconds);
        }
        let header = challenge.www_authenticate(&realm);
        prop_assert!(header.bytes().all(|octet| matches!(octet, b' '..=b'~')), "{header:?}");

        let is_token = |text: &&String| !text.contains(' ') && Scopes::parse(*text).is_some() && !text.is_empty();
        let list = |texts: &[String]| texts.iter().filter(is_token).cloned().collect::<Vec<_>>().join(" ");
        let printable = |text: &str| text.chars().filter(|c| matches!(c, ' '..='~')).collect::<String>();
        let unquoted = printable(&description).replace(['"', '\\'], "");
        let wanted = [
            ("realm", printable(&realm)),
            ("error", challenge.error().unwrap_or_default().to_owned()),
            ("error_description", unquoted),
            ("scope", list(&scopes)),
            ("acr_values", list(&values)),
            ("max_age", max_age.map(|seconds| seconds.to_string()).unwrap_or_default()),
        ];
        let wanted: Vec<_> = wanted
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| (name.to_owned(), value))
            .collect();
        prop_assert_eq!(parameters(&header), wanted);
    }
}
