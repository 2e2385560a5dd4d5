//! Auth0: an access token for an API with RBAC and roles in a namespace.

use super::issuers::auth0::sample;
use super::{Bad, Migration, bad};
use serde_json::json;

pub(super) mod before {
    use jsonwebtoken::jwk::JwkSet;
    use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
    use serde::Deserialize;

    #[derive(Deserialize)]
    struct AccessToken {
        sub: String,
        #[serde(default)]
        permissions: Vec<String>,
        #[serde(default, rename = "https://acme.example/roles")]
        roles: Vec<String>,
    }

    pub(in super::super) fn user(keys: &JwkSet, token: &str) -> Result<String, u16> {
        let kid = decode_header(token).map_err(|_| 401u16)?.kid.ok_or(401u16)?;
        let key = keys.find(&kid).ok_or(401u16)?;
        let key = DecodingKey::from_jwk(key).map_err(|_| 401u16)?;
        let mut validation = Validation::new(Algorithm::RS256);
        validation.set_issuer(&["https://acme.eu.auth0.com/"]);
        validation.set_audience(&["https://orders.acme.example"]);
        validation.set_required_spec_claims(&["exp", "iss", "aud"]);
        validation.validate_nbf = true;
        let claims: AccessToken = decode(token, &key, &validation).map_err(|_| 401u16)?.claims;
        let may_read = claims.permissions.iter().any(|permission| permission == "read:orders");
        let is_staff = claims.roles.iter().any(|role| role == "admin" || role == "support");
        if may_read && is_staff { Ok(claims.sub) } else { Err(403) }
    }
}

pub(super) mod after {
    use jwt_claims::{Claims, Verifier};

    #[derive(Claims)]
    #[claims(issuer = "https://acme.eu.auth0.com/", audience = "https://orders.acme.example")]
    struct AccessToken {
        sub: String,
        #[claim(all_of = ["read:orders"])]
        permissions: Vec<String>,
        #[claim(name = "https://acme.example/roles", any_of = ["admin", "support"])]
        roles: Vec<String>,
    }

    pub(in super::super) fn user(verifier: &Verifier, token: &str) -> Result<String, u16> {
        match verifier.verify::<AccessToken>(token) {
            Ok(claims) => Ok(claims.into_inner().sub),
            Err(error) => Err(error.challenge().map_or(500, |challenge| challenge.status())),
        }
    }
}

pub(super) const MIGRATION: Migration = Migration {
    name: "Auth0",
    source: include_str!("auth0.rs"),
    sample,
    before: before::user,
    after: after::user,
    bad: BAD,
};

const BAD: Bad = || {
    vec![
        bad("/iss", json!("https://acme.eu.auth0.com"), 401),
        bad("/aud", json!(["https://acme.eu.auth0.com/userinfo"]), 401),
        bad("/permissions", json!(["delete:orders"]), 403),
        bad("/permissions", json!([]), 403),
        bad("/permissions", json!("read:orders"), 401),
        bad("/https:~1~1acme.example~1roles", json!(["customer"]), 403),
        bad("/https:~1~1acme.example~1roles", json!(null), 403),
        bad("/sub", json!(null), 401),
    ]
};
