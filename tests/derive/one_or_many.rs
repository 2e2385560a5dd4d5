//! Claims that issuers write in several forms: one value or an array, scopes as text or
//! as an array, roles as the keys of an object.

use std::collections::{BTreeMap, HashMap};

use jwt_claims::{AnyScopes, Claims, OneOrMany, Scopes};
use serde_json::{Value, json};

use super::support::{accepted, issued, refused, verify};

#[derive(Claims, Debug, PartialEq)]
#[claims(ttl = "5m")]
struct Access {
    #[claim(any_of = ["editor", "admin"])]
    roles: OneOrMany<String>,
    #[claim(if_present, all_of = ["read"])]
    scp: Option<AnyScopes>,
    levels: Option<OneOrMany<u8>>,
    contacts: Option<OneOrMany<BTreeMap<String, bool>>>,
}

#[derive(Claims, Debug)]
#[claims(verify_only)]
struct Borrowed<'a> {
    #[serde(borrow)]
    roles: OneOrMany<&'a str>,
}

#[derive(Claims, Debug)]
#[claims(verify_only)]
struct Zitadel {
    #[claim(name = "urn:zitadel:iam:org:project:roles", any_of = ["admin"], none_of = ["suspended"])]
    roles: BTreeMap<String, Value>,
    #[claim(len(min = 1), if_present, any_of = ["a"])]
    others: Option<HashMap<String, u8>>,
}

#[test]
fn one_value_and_an_array_are_read_alike() {
    for (roles, count) in [(json!("admin"), 1), (json!(["admin"]), 1), (json!(["user", "editor"]), 2)] {
        assert_eq!(accepted::<Access>(json!({"roles": roles})).roles.len(), count, "{roles}");
    }
    assert_eq!(refused::<Access>(json!({"roles": "user"})), ["roles: any_of"]);
    assert_eq!(refused::<Access>(json!({"roles": []})), ["roles: any_of"]);
    assert_eq!(refused::<Access>(json!({})), ["roles: missing"]);
    assert_eq!(refused::<Access>(json!({"roles": null})), ["roles: null"]);
    for roles in [json!(7), json!({}), json!(["admin", 7]), json!([["admin"]]), json!(true), json!(1e300)] {
        let refused = refused::<Access>(json!({ "roles": roles }));
        assert!(refused.len() == 1 && refused[0].ends_with(": wrong_type"), "{roles}: {refused:?}");
    }
    let read = accepted::<Access>(json!({"roles": "admin", "levels": 7, "contacts": {"a": true}}));
    assert_eq!(read.levels.unwrap().into_vec(), [7]);
    assert_eq!(read.contacts.unwrap().len(), 1);
    assert_eq!(refused::<Access>(json!({"roles": "admin", "levels": 256})), ["levels: wrong_type"]);
}

#[test]
fn one_value_is_written_without_an_array() {
    let access = |roles: &[&str]| Access {
        roles: roles.iter().map(|role| (*role).to_owned()).collect(),
        scp: AnyScopes::from(Scopes::parse("read write").unwrap()).into(),
        levels: None,
        contacts: None,
    };
    assert_eq!(issued(&access(&["admin"]))["roles"], json!("admin"));
    assert_eq!(issued(&access(&["admin", "user"]))["roles"], json!(["admin", "user"]));
    assert_eq!(issued(&access(&["admin"]))["scp"], json!("read write"));
}

#[test]
fn values_may_borrow_from_the_token() {
    for (roles, first) in [(json!("admin"), "admin"), (json!(["b", "c"]), "b")] {
        let claims = json!({"roles": roles, "exp": super::support::NOW + 60}).to_string();
        let text = super::support::signed(&claims);
        let token = super::support::verifier().token(&text).authenticate().unwrap();
        assert_eq!(token.verify::<Borrowed<'_>>().unwrap().roles[0], first);
    }
}

#[test]
fn scopes_are_text_or_an_array() {
    for scp in [json!("read write"), json!(["read", "write"]), json!(["read"])] {
        assert!(accepted::<Access>(json!({"roles": "admin", "scp": scp})).scp.unwrap().contains("read"));
    }
    let refused = |scp: Value| refused::<Access>(json!({"roles": "admin", "scp": scp}));
    assert_eq!(refused(json!([])), ["scp: all_of"]);
    assert_eq!(refused(json!("readwrite")), ["scp: all_of"]);
    for scp in
        [json!("read  write"), json!(["read write"]), json!([""]), json!(["a\"b"]), json!(["é"]), json!([1])]
    {
        assert!(refused(scp.clone())[0].ends_with(": wrong_type"), "{scp}");
    }
    let error = verify::<Access>(json!({"roles": "admin", "scp": ["write"]})).unwrap_err();
    assert_eq!(error.challenge().unwrap().scope().as_str(), "read");
}

#[test]
fn the_keys_of_an_object_are_a_collection() {
    let roles = "urn:zitadel:iam:org:project:roles";
    let org = json!({"259242039378444290": "example.com"});
    assert!(verify::<Zitadel>(json!({roles: {"admin": org, "user": org}})).is_ok());
    assert!(verify::<Zitadel>(json!({roles: {"admin": org}, "others": {"a": 1}})).is_ok());
    assert_eq!(refused::<Zitadel>(json!({roles: {"user": org}})), [format!("{roles}: any_of")]);
    assert_eq!(
        refused::<Zitadel>(json!({roles: {"admin": 1, "suspended": 1}})),
        [format!("{roles}: none_of")]
    );
    assert_eq!(refused::<Zitadel>(json!({roles: ["admin"]})), [format!("{roles}: wrong_type")]);
    assert_eq!(
        refused::<Zitadel>(json!({roles: {"admin": 1}, "others": {}})),
        ["others: len", "others: any_of"]
    );
}

#[derive(Claims, Debug)]
#[claims(verify_only)]
#[allow(dead_code)]
struct Strict {
    roles: Option<Vec<String>>,
    tenant: Option<String>,
    scope: Option<Scopes>,
}

#[test]
fn the_error_names_the_type_for_the_other_form() {
    for (claims, hint) in [
        (json!({"roles": "admin"}), "OneOrMany"),
        (json!({"tenant": ["acme"]}), "OneOrMany"),
        (json!({"scope": ["read"]}), "AnyScopes"),
    ] {
        let error = verify::<Strict>(claims).unwrap_err();
        let text = error.violations()[0].to_string();
        assert!(text.contains(hint), "{text}");
    }
    for claims in [json!({"roles": 7}), json!({"tenant": 7}), json!({"scope": 7}), json!({"roles": {}})] {
        let text = verify::<Strict>(claims).unwrap_err().violations()[0].to_string();
        assert!(!text.contains("OneOrMany") && !text.contains("AnyScopes"), "{text}");
    }
}

#[test]
fn a_single_array_is_not_a_value_of_its_own() {
    type Lists = OneOrMany<Vec<u8>>;
    assert!(serde_json::from_str::<Lists>("[1,2]").is_err());
    assert_eq!(*serde_json::from_str::<Lists>("[[1,2],[3]]").unwrap(), [vec![1, 2], vec![3]]);
}
