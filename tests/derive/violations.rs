//! Which violations are told, with which codes, and in which order.

use std::collections::HashMap;

use jwt_claims::Claims;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::support::{NOW, codes, refused, signed, verifier, verify};

#[derive(Serialize, Deserialize, Debug)]
struct Realm {
    roles: Vec<String>,
}

#[derive(Claims, Debug)]
#[claims(ttl = "5m")]
struct Keycloak {
    realm_access: Realm,
    resource_access: Option<HashMap<String, Realm>>,
    n: u8,
}

#[test]
fn paths_lead_to_the_place() {
    assert_eq!(
        refused::<Keycloak>(json!({"n": 1, "realm_access": {"roles": [7]}})),
        ["realm_access.roles[0]: wrong_type"]
    );
    assert_eq!(
        refused::<Keycloak>(json!({"n": 1, "realm_access": {"roles": null}})),
        ["realm_access.roles: null"]
    );
    assert_eq!(refused::<Keycloak>(json!({"n": 1, "realm_access": {}})), ["realm_access.roles: missing"]);
    assert_eq!(refused::<Keycloak>(json!({"n": 1, "realm_access": 7})), ["realm_access: wrong_type"]);
    assert_eq!(
        refused::<Keycloak>(
            json!({"n": 1, "realm_access": {"roles": []}, "resource_access": {"app": {"roles": "x"}}})
        ),
        ["resource_access.app.roles: wrong_type"]
    );
    assert_eq!(refused::<Keycloak>(json!({"n": 256, "realm_access": {"roles": []}})), ["n: wrong_type"]);
}

#[derive(Claims, Debug)]
#[claims(issuer = "https://auth.example.com", audience = "orders", ttl = "5m", check = Access::is_sound)]
struct Access {
    #[claim(any_of = ["editor"])]
    roles: Vec<String>,
    #[claim(non_empty)]
    tenant: String,
}

impl Access {
    fn is_sound(&self) -> bool {
        self.tenant != "mallory"
    }
}

#[test]
fn everything_is_told_at_once_and_in_order() {
    let claims = json!({
        "iss": "https://evil.example", "aud": "billing", "exp": NOW - 100, "nbf": NOW + 100,
        "iat": NOW + 100, "roles": ["x"], "tenant": "mallory",
    });
    assert_eq!(
        refused::<Access>(claims),
        [
            "exp: expired",
            "nbf: not_yet_valid",
            "iat: issued_in_future",
            "iss: wrong_issuer",
            "aud: wrong_audience",
            "roles: any_of",
            ": check"
        ]
    );
}

#[test]
fn a_token_that_is_expired_and_of_an_old_shape_says_both() {
    let claims = json!({"iss": "https://auth.example.com", "aud": "orders", "exp": 1, "role": "editor", "tenant": "t"});
    assert_eq!(refused::<Access>(claims), ["exp: expired", "roles: missing"]);
    let claims = json!({"iss": 7, "aud": null, "exp": 1, "roles": "editor", "tenant": "t"});
    assert_eq!(
        refused::<Access>(claims),
        ["iss: wrong_type", "aud: null", "exp: expired", "roles: wrong_type"]
    );
}

#[test]
fn absent_null_and_ill_typed_are_told_apart() {
    let with = |tenant| json!({"iss": "https://auth.example.com", "aud": "orders", "roles": ["editor"], "tenant": tenant});
    assert_eq!(refused::<Access>(with(json!(null))), ["tenant: null"]);
    assert_eq!(refused::<Access>(with(json!(1))), ["tenant: wrong_type"]);
    assert_eq!(refused::<Access>(with(json!(""))), ["tenant: non_empty"]);
    let mut without = with(json!(1));
    without.as_object_mut().unwrap().remove("tenant");
    assert_eq!(refused::<Access>(without), ["tenant: missing"]);
}

#[test]
fn permission_is_told_from_soundness() {
    let with = |iss: &str, roles: &[&str], tenant: &str| json!({"iss": iss, "aud": "orders", "roles": roles, "tenant": tenant});
    let ours = "https://auth.example.com";
    assert!(verify::<Access>(with(ours, &["x"], "t")).unwrap_err().is_insufficient());
    assert!(!verify::<Access>(with(ours, &["x"], "")).unwrap_err().is_insufficient());
    assert!(!verify::<Access>(with("https://evil.example", &["x"], "t")).unwrap_err().is_insufficient());
    assert!(!verify::<Access>(with(ours, &["editor"], "")).unwrap_err().is_insufficient());
}

#[test]
fn nothing_of_a_claims_text_is_told() {
    let claims = json!({"iss": "s3cret", "aud": "s3cret", "roles": ["s3cret"], "tenant": 7});
    let error = verify::<Access>(claims).unwrap_err();
    assert!(!error.to_string().contains("s3cret"), "{error}");
    let claims = json!({"iss": "s3cret", "aud": "s3cret", "roles": ["s3cret"], "tenant": "mallory"});
    let error = verify::<Access>(claims).unwrap_err();
    assert!(!error.to_string().contains("s3cret") && !error.to_string().contains("mallory"), "{error}");
}

#[derive(Claims, Debug)]
#[claims(unchecked(iss, aud), optional(exp))]
struct Open {}

#[test]
fn the_verifier_narrows_what_the_type_leaves_unchecked() {
    let said = |claims: serde_json::Value| {
        let verifier = verifier().with_issuer("https://auth.example.com").with_audience("orders");
        match verifier.token(&signed(&claims.to_string())).verify::<Open>() {
            Ok(_) => vec![],
            Err(error) => codes(&error),
        }
    };
    assert_eq!(
        said(json!({"iss": "https://auth.example.com", "aud": ["orders", "x"]})),
        Vec::<String>::new()
    );
    assert_eq!(said(json!({})), ["iss: missing", "aud: missing"]);
    assert_eq!(said(json!({"iss": "x", "aud": "y"})), ["iss: wrong_issuer", "aud: wrong_audience"]);
    assert_eq!(said(json!({"iss": null, "aud": 7})), ["iss: null", "aud: wrong_type"]);
}
