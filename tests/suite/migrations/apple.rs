//! Apple: an ID token of "Sign in with Apple". `email_verified` is `true` or `"true"`.

use super::{Bad, Migration, bad};
use serde_json::{Value, json};

pub(super) mod before {
    use jsonwebtoken::jwk::JwkSet;
    use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
    use serde::Deserialize;
    use serde_json::Value;

    #[derive(Deserialize)]
    struct IdToken {
        sub: String,
        nonce: String,
        email_verified: Option<Value>,
    }

    pub(in super::super) fn user(keys: &JwkSet, token: &str, nonce: &str) -> Result<String, u16> {
        let kid = decode_header(token).map_err(|_| 401u16)?.kid.ok_or(401u16)?;
        let key = keys.find(&kid).ok_or(401u16)?;
        let key = DecodingKey::from_jwk(key).map_err(|_| 401u16)?;
        let mut validation = Validation::new(Algorithm::RS256);
        validation.set_issuer(&["https://appleid.apple.com"]);
        validation.set_audience(&["com.example.shop"]);
        validation.set_required_spec_claims(&["exp", "iss", "aud"]);
        let claims: IdToken = decode(token, &key, &validation).map_err(|_| 401u16)?.claims;
        if claims.nonce != nonce {
            return Err(401);
        }
        let is_verified = claims.email_verified.is_some_and(|value| value == true || value == "true");
        if is_verified { Ok(claims.sub) } else { Err(403) }
    }
}

pub(super) mod after {
    use jwt_claims::preset::{IdToken, Login};
    use jwt_claims::{Claims, Verifier};
    use serde_json::Value;

    #[derive(Claims)]
    #[claims(issuer = "https://appleid.apple.com")]
    struct User {
        #[claim(base)]
        id: IdToken,
        #[claim(check = is_true, answer = 403)]
        email_verified: Value,
    }

    fn is_true(value: &Value) -> bool {
        *value == true || *value == "true"
    }

    pub(in super::super) fn user(verifier: &Verifier, token: &str, nonce: &str) -> Result<String, u16> {
        match verifier.verify_with::<User>(token, &Login::new("com.example.shop").with_nonce(nonce)) {
            Ok(user) => Ok(user.into_inner().id.sub),
            Err(error) => Err(error.challenge().map_or(500, |challenge| challenge.status())),
        }
    }
}

pub(super) const MIGRATION: Migration = Migration {
    name: "Apple",
    source: include_str!("apple.rs"),
    sample,
    before: |keys, token| before::user(keys, token, "n-0S6_WzA2Mj"),
    after: |verifier, token| after::user(verifier, token, "n-0S6_WzA2Mj"),
    bad: BAD,
};

fn sample() -> Value {
    json!({
        "iss": "https://appleid.apple.com",
        "aud": "com.example.shop",
        "exp": 1_800_086_400,
        "iat": 1_800_000_000,
        "sub": "001999.7a1b2c3d4e5f60718293a4b5c6d7e8f9.1234",
        "nonce": "n-0S6_WzA2Mj",
        "c_hash": "0GmDhOtvF2ZmwPtMVLcnfg",
        "email": "7vqx6hxh4q@privaterelay.appleid.com",
        "email_verified": "true",
        "is_private_email": "true",
        "auth_time": 1_800_000_000,
        "nonce_supported": true
    })
}

const BAD: Bad = || {
    vec![
        bad("/iss", json!("https://account.apple.com"), 401),
        bad("/aud", json!("com.example.other"), 401),
        bad("/nonce", json!("replayed"), 401),
        bad("/nonce", json!(null), 401),
        bad("/email_verified", json!("false"), 403),
        bad("/email_verified", json!(false), 403),
        bad("/email_verified", json!(1), 403),
        bad("/email_verified", json!(null), 403),
    ]
};

#[test]
fn verified_as_a_boolean() {
    let mut claims = super::now(sample());
    claims["email_verified"] = json!(true);
    super::outcomes(&MIGRATION, &super::signed(&claims)).both(&Ok(claims["sub"].as_str().unwrap().into()));
}
