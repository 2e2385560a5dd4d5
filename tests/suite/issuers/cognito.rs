//! Amazon Cognito: an access token of a user pool. It has no `aud`; whom it
//! is for stands in `client_id`.

use jwt_claims::{Claims, Scopes};
use serde_json::{Value, json};

use super::{verified, violation};

#[derive(Claims)]
#[claims(issuer = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE")]
struct AccessToken {
    sub: String,
    #[claim(equals = "access")]
    token_use: String,
    #[claim(one_of = ["client_id_1", "client_id_2"])]
    client_id: String,
    #[claim(name = "cognito:groups", any_of = ["managers"])]
    groups: Option<Vec<String>>,
    scope: Scopes,
    username: String,
}

pub(crate) fn sample() -> Value {
    json!({
        "sub": "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee",
        "device_key": "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee",
        "cognito:groups": ["testers", "managers"],
        "iss": "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE",
        "version": 2,
        "client_id": "client_id_1",
        "origin_jti": "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee",
        "event_id": "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee",
        "token_use": "access",
        "scope": "phone openid profile resourceserver.1/appclient2 email",
        "auth_time": 1_799_999_999,
        "exp": 1_800_003_600,
        "iat": 1_800_000_000,
        "jti": "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee",
        "username": "my-test-user"
    })
}

#[test]
fn access_token() {
    let token = verified::<AccessToken>(&sample()).unwrap();
    assert!(token.scope.contains("resourceserver.1/appclient2"));
    assert_eq!((token.username.as_str(), token.client_id.as_str()), ("my-test-user", "client_id_1"));
    assert_eq!(token.groups.as_ref().map(Vec::len), Some(2));
    assert_eq!((token.sub.len(), token.token_use.as_str()), (36, "access"));
}

#[test]
fn refused() {
    let refused = |pointer, value| violation::<AccessToken>(sample(), pointer, value);
    assert_eq!(refused("/token_use", json!("id")), ("token_use".into(), "equals"));
    assert_eq!(refused("/client_id", json!("client_id_3")), ("client_id".into(), "one_of"));
    assert_eq!(refused("/cognito:groups", json!(["testers"])), ("cognito:groups".into(), "any_of"));

    let mut of_no_group = sample();
    of_no_group.as_object_mut().unwrap().remove("cognito:groups");
    let error = verified::<AccessToken>(&of_no_group).err().unwrap();
    assert_eq!((error.violations()[0].claim(), error.violations()[0].code()), ("cognito:groups", "missing"));
    assert!(error.is_insufficient());
}
