//! Auth0: an access token for an API with RBAC, and claims of one's own under
//! a namespace.

use jwt_claims::{Audience, Claims, Scopes};
use serde_json::{Value, json};

use super::{verified, violation};

#[derive(Debug, Claims)]
#[claims(issuer = "https://acme.eu.auth0.com/", audience = "https://orders.acme.example")]
struct AccessToken {
    sub: String,
    aud: Audience,
    azp: String,
    scope: Scopes,
    #[claim(all_of = ["read:orders"])]
    permissions: Vec<String>,
    #[claim(name = "https://acme.example/roles", any_of = ["admin", "support"])]
    roles: Vec<String>,
}

pub(crate) fn sample() -> Value {
    json!({
        "https://acme.example/roles": ["support"],
        "iss": "https://acme.eu.auth0.com/",
        "sub": "auth0|5f7c8ec7c33c6c004bbafe82",
        "aud": ["https://orders.acme.example", "https://acme.eu.auth0.com/userinfo"],
        "iat": 1_800_000_000,
        "exp": 1_800_086_400,
        "azp": "my_client_id",
        "scope": "openid profile read:orders",
        "permissions": ["read:orders", "delete:orders"]
    })
}

#[test]
fn access_token() {
    let token = verified::<AccessToken>(&sample()).unwrap();
    assert_eq!((token.sub.as_str(), token.azp.as_str()), ("auth0|5f7c8ec7c33c6c004bbafe82", "my_client_id"));
    assert!(token.aud.contains("https://acme.eu.auth0.com/userinfo") && token.scope.contains("profile"));
    assert_eq!((token.permissions.len(), token.roles.len()), (2, 1));
}

#[test]
fn refused() {
    let refused = |pointer, value| violation::<AccessToken>(sample(), pointer, value);
    assert_eq!(refused("/permissions", json!(["read:orders:all"])), ("permissions".into(), "all_of"));
    assert_eq!(
        refused("/https:~1~1acme.example~1roles", json!(["customer"])),
        ("https://acme.example/roles".into(), "any_of")
    );
    assert_eq!(refused("/iss", json!("https://acme.eu.auth0.com")), ("iss".into(), "wrong_issuer"));
}
