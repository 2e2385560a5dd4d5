//! Amazon Cognito: an access token of a user pool, which has no `aud`.

use super::issuers::cognito::sample;
use super::{Bad, Migration, bad};
use serde_json::json;

pub(super) mod before {
    use jsonwebtoken::jwk::JwkSet;
    use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
    use serde::Deserialize;

    #[derive(Deserialize)]
    struct AccessToken {
        sub: String,
        token_use: String,
        client_id: String,
        #[serde(default, rename = "cognito:groups")]
        groups: Vec<String>,
    }

    pub(in super::super) fn user(keys: &JwkSet, token: &str) -> Result<String, u16> {
        let kid = decode_header(token).map_err(|_| 401u16)?.kid.ok_or(401u16)?;
        let key = keys.find(&kid).ok_or(401u16)?;
        let key = DecodingKey::from_jwk(key).map_err(|_| 401u16)?;
        let mut validation = Validation::new(Algorithm::RS256);
        validation.set_issuer(&["https://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE"]);
        validation.set_required_spec_claims(&["exp", "iss"]);
        validation.validate_nbf = true;
        let claims: AccessToken = decode(token, &key, &validation).map_err(|_| 401u16)?.claims;
        if claims.token_use != "access" || !["client_id_1", "client_id_2"].contains(&&*claims.client_id) {
            return Err(401);
        }
        if claims.groups.iter().any(|group| group == "managers") { Ok(claims.sub) } else { Err(403) }
    }
}

pub(super) mod after {
    use jwt_claims::{Claims, Verifier};

    #[derive(Claims)]
    #[claims(issuer = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE")]
    struct AccessToken {
        sub: String,
        #[claim(equals = "access")]
        token_use: String,
        #[claim(one_of = ["client_id_1", "client_id_2"])]
        client_id: String,
        #[claim(name = "cognito:groups", any_of = ["managers"])]
        groups: Vec<String>,
    }

    pub(in super::super) fn user(verifier: &Verifier, token: &str) -> Result<String, u16> {
        match verifier.verify::<AccessToken>(token) {
            Ok(claims) => Ok(claims.into_inner().sub),
            Err(error) => Err(error.challenge().map_or(500, |challenge| challenge.status())),
        }
    }
}

pub(super) const MIGRATION: Migration = Migration {
    name: "Amazon Cognito",
    source: include_str!("cognito.rs"),
    sample,
    before: before::user,
    after: after::user,
    bad: BAD,
};

const BAD: Bad = || {
    vec![
        bad("/iss", json!("https://cognito-idp.us-east-1.amazonaws.com/us-east-1_OTHER"), 401),
        bad("/token_use", json!("id"), 401),
        bad("/token_use", json!(null), 401),
        bad("/client_id", json!("client_id_3"), 401),
        bad("/client_id", json!(null), 401),
        bad("/cognito:groups", json!(["testers"]), 403),
        bad("/cognito:groups", json!(null), 403),
        bad("/cognito:groups", json!("managers"), 401),
        bad("/aud", json!("client_id_1"), 401),
    ]
};
