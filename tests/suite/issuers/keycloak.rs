//! Keycloak: roles of the realm and of clients, in objects of their own.

use jwt_claims::{Claims, NestedClaims, Scopes};
use serde_json::{Value, json};

use super::{verified, violation};

#[derive(Claims)]
#[claims(issuer = "https://sso.acme.example/realms/acme", audience = "orders")]
pub(crate) struct AccessToken {
    sub: String,
    #[claim(equals = "Bearer")]
    typ: String,
    azp: String,
    #[claim(path = "realm_access.roles", any_of = ["member", "admin"])]
    realm_roles: Vec<String>,
    #[claim(path = "resource_access.orders.roles", all_of = ["read"])]
    roles: Vec<String>,
    /// Only for those who may manage their account.
    #[claim(path = "resource_access.account.roles")]
    account_roles: Option<Vec<String>>,
    #[claim(nested, if_present)]
    address: Option<Address>,
    scope: Scopes,
    sid: String,
    email_verified: bool,
    preferred_username: String,
}

/// The claim of the scope `address` (OpenID Connect Core 1.0 §5.1.1).
#[derive(NestedClaims)]
struct Address {
    #[claim(len = 2)]
    country: String,
    locality: Option<String>,
}

pub(crate) fn sample() -> Value {
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
        "scope": "openid email profile address",
        "address": {"locality": "Hamburg", "country": "DE"},
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
    assert_eq!((token.roles.len(), token.realm_roles.len()), (2, 3));
    assert_eq!(token.account_roles.as_deref().map(<[String]>::len), Some(2));
    assert_eq!(token.address.as_ref().and_then(|address| address.locality.as_deref()), Some("Hamburg"));
    assert_eq!(token.address.as_ref().map(|address| address.country.as_str()), Some("DE"));
    assert_eq!((token.preferred_username.as_str(), token.azp.as_str()), ("alice", "shop"));
    assert!(token.email_verified && token.scope.contains("email"));
    assert_eq!((token.sub.len(), token.sid.len(), token.typ.as_str()), (36, 36, "Bearer"));
}

#[test]
fn refused() {
    let refused = |pointer, value| violation::<AccessToken>(sample(), pointer, value);
    assert_eq!(refused("/typ", json!("Refresh")), ("typ".into(), "equals"));
    let offline = json!(["offline_access"]);
    assert_eq!(refused("/realm_access/roles", offline), ("realm_access.roles".into(), "any_of"));
    assert_eq!(refused("/realm_access", json!([])), ("realm_access".into(), "wrong_type"));
    let client = |pointer, value, code| {
        assert_eq!(refused(pointer, value), ("resource_access.orders.roles".into(), code));
    };
    client("/resource_access/orders/roles", json!(["write"]), "all_of");
    client("/resource_access/orders/roles", json!("read"), "wrong_type");
    client("/resource_access/orders", json!({}), "missing");
    client("/resource_access", json!({"account": {"roles": ["read"]}}), "missing");
    assert_eq!(refused("/address/country", json!("Germany")), ("address.country".into(), "len"));
}
