//! Keycloak: an access token with roles of the realm and of a client.

use super::issuers::keycloak::sample;
use super::{Bad, Migration, bad};
use serde_json::json;

pub(super) mod before {
    use jsonwebtoken::jwk::JwkSet;
    use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
    use serde::Deserialize;
    use std::collections::HashMap;

    #[derive(Deserialize)]
    struct AccessToken {
        sub: String,
        typ: String,
        #[serde(default)]
        realm_access: Access,
        #[serde(default)]
        resource_access: HashMap<String, Access>,
    }

    #[derive(Default, Deserialize)]
    struct Access {
        #[serde(default)]
        roles: Vec<String>,
    }

    pub(in super::super) fn user(keys: &JwkSet, token: &str) -> Result<String, u16> {
        let kid = decode_header(token).map_err(|_| 401u16)?.kid.ok_or(401u16)?;
        let key = keys.find(&kid).ok_or(401u16)?;
        let key = DecodingKey::from_jwk(key).map_err(|_| 401u16)?;
        let mut validation = Validation::new(Algorithm::RS256);
        validation.set_issuer(&["https://sso.acme.example/realms/acme"]);
        validation.set_audience(&["orders"]);
        validation.set_required_spec_claims(&["exp", "iss", "aud"]);
        validation.validate_nbf = true;
        let claims: AccessToken = decode(token, &key, &validation).map_err(|_| 401u16)?.claims;
        if claims.typ != "Bearer" {
            return Err(401);
        }
        let is_member = claims.realm_access.roles.iter().any(|role| role == "member" || role == "admin");
        let may_read = match claims.resource_access.get("orders") {
            Some(client) => client.roles.iter().any(|role| role == "read"),
            None => false,
        };
        if is_member && may_read { Ok(claims.sub) } else { Err(403) }
    }
}

pub(super) mod after {
    use jwt_claims::{Claims, Verifier};

    #[derive(Claims)]
    #[claims(issuer = "https://sso.acme.example/realms/acme", audience = "orders")]
    struct AccessToken {
        sub: String,
        #[claim(equals = "Bearer", answer = 401)]
        typ: String,
        #[claim(path = "realm_access.roles", any_of = ["member", "admin"])]
        realm_roles: Vec<String>,
        #[claim(path = "resource_access.orders.roles", all_of = ["read"])]
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
    name: "Keycloak",
    source: include_str!("keycloak.rs"),
    sample,
    before: before::user,
    after: after::user,
    bad: BAD,
};

const BAD: Bad = || {
    vec![
        bad("/iss", json!("https://sso.acme.example/realms/other"), 401),
        bad("/aud", json!("account"), 401),
        bad("/typ", json!("Refresh"), 401),
        bad("/typ", json!(null), 401),
        bad("/realm_access/roles", json!(["offline_access"]), 403),
        bad("/realm_access", json!(null), 403),
        bad("/realm_access/roles", json!("member"), 401),
        bad("/resource_access/orders/roles", json!(["write"]), 403),
        bad("/resource_access/orders", json!(null), 403),
        bad("/resource_access", json!({"account": {"roles": ["read"]}}), 403),
    ]
};
