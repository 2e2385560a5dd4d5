//! Keycloak: roles of the realm and of clients, in objects of their own.

use std::collections::BTreeMap;

use jwt_claims::{Claims, Refusal, Scopes};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{verified, violation};

#[derive(Claims)]
#[claims(issuer = "https://sso.acme.example/realms/acme", audience = "orders")]
struct AccessToken {
    sub: String,
    #[claim(equals = "Bearer")]
    typ: String,
    azp: String,
    #[claim(check = is_member)]
    realm_access: Roles,
    resource_access: BTreeMap<String, Roles>,
    scope: Scopes,
    sid: String,
    email_verified: bool,
    preferred_username: String,
}

#[derive(Serialize, Deserialize)]
struct Roles {
    roles: Vec<String>,
}

fn is_member(access: &Roles) -> Result<(), Refusal> {
    let is_member = access.roles.iter().any(|role| role == "member");
    if is_member { Ok(()) } else { Err(Refusal::forbidden("no role `member`")) }
}

fn sample() -> Value {
    json!({
        "exp": 1_800_000_300,
        "iat": 1_800_000_000,
        "auth_time": 1_799_999_999,
        "jti": "onrtac:3f6c7c8e-6d4c-4cc9-9d64-7a26e2b9f2b1",
        "iss": "https://sso.acme.example/realms/acme",
        "aud": ["orders", "account"],
        "sub": "f1b9a3a6-61e5-4d83-9f1f-3f0c8f2f9f0a",
        "typ": "Bearer",
        "azp": "shop",
        "sid": "5d6a1f2e-3a0b-4f3e-8f4a-0d9f9b0d6a11",
        "acr": "1",
        "allowed-origins": ["https://shop.acme.example"],
        "realm_access": {"roles": ["offline_access", "uma_authorization", "member"]},
        "resource_access": {
            "orders": {"roles": ["read", "write"]},
            "account": {"roles": ["manage-account", "view-profile"]}
        },
        "scope": "openid email profile",
        "email_verified": true,
        "name": "Alice Liddell",
        "preferred_username": "alice",
        "given_name": "Alice",
        "family_name": "Liddell",
        "email": "alice@acme.example"
    })
}

#[test]
fn access_token() {
    let token = verified::<AccessToken>(&sample()).unwrap();
    assert_eq!(token.resource_access["orders"].roles, ["read", "write"]);
    assert_eq!((token.preferred_username.as_str(), token.azp.as_str()), ("alice", "shop"));
    assert!(token.email_verified && token.scope.contains("email"));
    assert_eq!((token.sub.len(), token.sid.len(), token.typ.as_str()), (36, 36, "Bearer"));
}

#[test]
fn refused() {
    let refused = |pointer, value| violation::<AccessToken>(sample(), pointer, value);
    assert_eq!(refused("/typ", json!("Refresh")), ("typ".into(), "equals"));
    assert_eq!(refused("/realm_access/roles", json!(["offline_access"])), ("realm_access".into(), "check"));
    assert_eq!(
        refused("/resource_access/orders/roles/1", json!(7)),
        ("resource_access.orders.roles[1]".into(), "wrong_type")
    );
}
