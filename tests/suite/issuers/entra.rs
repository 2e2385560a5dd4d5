//! Microsoft Entra ID: an access token of version 2.0.

use jwt_claims::{Claims, Scopes};
use serde_json::{Value, json};

use super::{verified, violation};

#[derive(Claims)]
#[claims(
    issuer = "https://login.microsoftonline.com/aaaabbbb-0000-cccc-1111-dddd2222eeee/v2.0",
    audience = "00001111-aaaa-2222-bbbb-3333cccc4444",
    either(scp, roles)
)]
pub(crate) struct AccessToken {
    #[claim(equals = "2.0")]
    ver: String,
    #[claim(equals = "aaaabbbb-0000-cccc-1111-dddd2222eeee")]
    tid: String,
    oid: String,
    sub: String,
    azp: String,
    /// What an application may do for its user.
    #[claim(any_of = ["Orders.Read", "Orders.ReadWrite"])]
    scp: Option<Scopes>,
    /// What an application may do by itself.
    #[claim(any_of = ["Orders.Read.All"])]
    roles: Option<Vec<String>>,
}

pub(crate) fn sample() -> Value {
    json!({
        "aud": "00001111-aaaa-2222-bbbb-3333cccc4444",
        "iss": "https://login.microsoftonline.com/aaaabbbb-0000-cccc-1111-dddd2222eeee/v2.0",
        "iat": 1_800_000_000,
        "nbf": 1_800_000_000,
        "exp": 1_800_004_680,
        "aio": "AXQAi/8TAAAAFm+E/QTG+gFnVxLjWdw8K+61AGrSOuMMF6ebaMj7XO3IbmD3fGmrOyD+NvZyGn2VaT",
        "azp": "11112222-bbbb-3333-cccc-4444dddd5555",
        "azpacr": "0",
        "name": "Abe Lincoln",
        "oid": "aaaaaaaa-0000-1111-2222-bbbbbbbbbbbb",
        "preferred_username": "AbeLi@microsoft.com",
        "rh": "0.AAAA",
        "roles": ["Orders.Approver"],
        "scp": "Orders.Read User.Read",
        "sub": "HKZpfaHyWadeOouYlitjrI-KffTm222X5rrV3xDqfKQ",
        "tid": "aaaabbbb-0000-cccc-1111-dddd2222eeee",
        "uti": "fqiBqXLPj0eQa82S-IYFAA",
        "ver": "2.0"
    })
}

#[test]
fn access_token() {
    let token = verified::<AccessToken>(&sample()).unwrap();
    assert!(token.scp.as_ref().is_some_and(|scp| scp.contains("User.Read")));
    assert_eq!(token.roles.as_deref(), Some(&["Orders.Approver".to_owned()][..]));
    assert_eq!((token.oid.len(), token.azp.len(), token.sub.len()), (36, 36, 43));
    assert_eq!((token.ver.as_str(), token.tid.as_str()), ("2.0", "aaaabbbb-0000-cccc-1111-dddd2222eeee"));
}

#[test]
fn refused() {
    let refused = |pointer, value| violation::<AccessToken>(sample(), pointer, value);
    assert_eq!(refused("/tid", json!("bbbbcccc-1111-dddd-2222-eeee3333ffff")), ("tid".into(), "equals"));
    assert_eq!(refused("/scp", json!("User.Read")), (String::new(), "either"));
    assert_eq!(refused("/scp", json!(["Orders.Read"])), ("scp".into(), "wrong_type"));
    assert_eq!(refused("/aud", json!("api://orders")), ("aud".into(), "wrong_audience"));
}

/// A token that an application gets for itself has no `scp`.
#[test]
fn of_an_application() {
    let mut claims = sample();
    claims.as_object_mut().unwrap().remove("scp");
    let error = verified::<AccessToken>(&claims).err().unwrap();
    assert_eq!(error.violations()[0].actual(), "`scp`: nothing; `roles`: 1 member, none of these");
    assert!(error.is_insufficient());
    claims["roles"] = json!(["Orders.Read.All"]);
    assert!(verified::<AccessToken>(&claims).unwrap().scp.is_none());
}
