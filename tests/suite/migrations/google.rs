//! Google: an ID token of "Sign in with Google", for the accounts of one domain.

use super::issuers::google::sample;
use super::{Bad, Migration, bad};
use serde_json::json;

pub(super) mod before {
    use jsonwebtoken::jwk::JwkSet;
    use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
    use serde::Deserialize;

    #[derive(Deserialize)]
    struct IdToken {
        sub: String,
        nonce: String,
        #[serde(default)]
        email_verified: bool,
        hd: Option<String>,
    }

    pub(in super::super) fn user(keys: &JwkSet, token: &str, nonce: &str) -> Result<String, u16> {
        let kid = decode_header(token).map_err(|_| 401u16)?.kid.ok_or(401u16)?;
        let key = keys.find(&kid).ok_or(401u16)?;
        let key = DecodingKey::from_jwk(key).map_err(|_| 401u16)?;
        let mut validation = Validation::new(Algorithm::RS256);
        validation.set_issuer(&["https://accounts.google.com", "accounts.google.com"]);
        validation.set_audience(&["1234987819200.apps.googleusercontent.com"]);
        validation.set_required_spec_claims(&["exp", "iss", "aud"]);
        let claims: IdToken = decode(token, &key, &validation).map_err(|_| 401u16)?.claims;
        if claims.nonce != nonce {
            return Err(401);
        }
        let is_ours = claims.email_verified && claims.hd.as_deref() == Some("acme.example");
        if is_ours { Ok(claims.sub) } else { Err(403) }
    }
}

pub(super) mod after {
    use jwt_claims::preset::{IdToken, Login};
    use jwt_claims::{Claims, Verifier};

    #[derive(Claims)]
    #[claims(issuer = ["https://accounts.google.com", "accounts.google.com"])]
    struct User {
        #[claim(base)]
        id: IdToken,
        #[claim(equals = true)]
        email_verified: bool,
        #[claim(equals = "acme.example")]
        hd: String,
    }

    pub(in super::super) fn user(verifier: &Verifier, token: &str, nonce: &str) -> Result<String, u16> {
        let login = Login::new("1234987819200.apps.googleusercontent.com").with_nonce(nonce);
        match verifier.verify_with::<User>(token, &login) {
            Ok(user) => Ok(user.into_inner().id.sub),
            Err(error) => Err(error.challenge().map_or(500, |challenge| challenge.status())),
        }
    }
}

pub(super) const MIGRATION: Migration = Migration {
    name: "Google",
    source: include_str!("google.rs"),
    sample,
    before: |keys, token| before::user(keys, token, "n-0S6_WzA2Mj"),
    after: |verifier, token| after::user(verifier, token, "n-0S6_WzA2Mj"),
    bad: BAD,
};

const BAD: Bad = || {
    vec![
        bad("/iss", json!("http://accounts.google.com"), 401),
        bad("/aud", json!("other.apps.googleusercontent.com"), 401),
        bad("/nonce", json!("replayed"), 401),
        bad("/nonce", json!(null), 401),
        bad("/email_verified", json!(false), 403),
        bad("/email_verified", json!(null), 403),
        bad("/email_verified", json!("true"), 401),
        bad("/hd", json!("other.example"), 403),
        bad("/hd", json!(null), 403),
    ]
};

#[test]
fn the_issuer_without_a_scheme() {
    let mut claims = super::now(sample());
    claims["iss"] = json!("accounts.google.com");
    super::outcomes(&MIGRATION, &super::signed(&claims)).both(&Ok(claims["sub"].as_str().unwrap().into()));
}
