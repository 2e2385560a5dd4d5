//! Microsoft Entra ID: an access token of version 2.0, of a user or of an application.

use super::issuers::entra::sample;
use super::{Bad, Migration, bad};
use serde_json::json;

pub(super) mod before {
    use jsonwebtoken::jwk::JwkSet;
    use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
    use serde::Deserialize;

    const TENANT: &str = "aaaabbbb-0000-cccc-1111-dddd2222eeee";

    #[derive(Deserialize)]
    struct AccessToken {
        oid: String,
        tid: String,
        ver: String,
        #[serde(default)]
        scp: String,
        #[serde(default)]
        roles: Vec<String>,
    }

    pub(in super::super) fn user(keys: &JwkSet, token: &str) -> Result<String, u16> {
        let kid = decode_header(token).map_err(|_| 401u16)?.kid.ok_or(401u16)?;
        let key = keys.find(&kid).ok_or(401u16)?;
        let key = DecodingKey::from_jwk(key).map_err(|_| 401u16)?;
        let mut validation = Validation::new(Algorithm::RS256);
        validation.set_issuer(&[format!("https://login.microsoftonline.com/{TENANT}/v2.0")]);
        validation.set_audience(&["00001111-aaaa-2222-bbbb-3333cccc4444"]);
        validation.set_required_spec_claims(&["exp", "iss", "aud"]);
        validation.validate_nbf = true;
        let claims: AccessToken = decode(token, &key, &validation).map_err(|_| 401u16)?.claims;
        if claims.ver != "2.0" || claims.tid != TENANT {
            return Err(401);
        }
        let as_user =
            claims.scp.split(' ').any(|scope| scope == "Orders.Read" || scope == "Orders.ReadWrite");
        let as_application = claims.roles.iter().any(|role| role == "Orders.Read.All");
        if as_user || as_application { Ok(claims.oid) } else { Err(403) }
    }
}

pub(super) mod after {
    use jwt_claims::{Claims, Scopes, Verifier};

    #[derive(Claims)]
    #[claims(
        issuer = "https://login.microsoftonline.com/aaaabbbb-0000-cccc-1111-dddd2222eeee/v2.0",
        audience = "00001111-aaaa-2222-bbbb-3333cccc4444",
        either(scp, roles)
    )]
    struct AccessToken {
        oid: String,
        #[claim(equals = "aaaabbbb-0000-cccc-1111-dddd2222eeee", answer = 401)]
        tid: String,
        #[claim(equals = "2.0", answer = 401)]
        ver: String,
        #[claim(any_of = ["Orders.Read", "Orders.ReadWrite"])]
        scp: Option<Scopes>,
        #[claim(any_of = ["Orders.Read.All"])]
        roles: Option<Vec<String>>,
    }

    pub(in super::super) fn user(verifier: &Verifier, token: &str) -> Result<String, u16> {
        match verifier.verify::<AccessToken>(token) {
            Ok(claims) => Ok(claims.into_inner().oid),
            Err(error) => Err(error.challenge().map_or(500, |challenge| challenge.status())),
        }
    }
}

pub(super) const MIGRATION: Migration = Migration {
    name: "Microsoft Entra ID",
    source: include_str!("entra.rs"),
    sample,
    before: before::user,
    after: after::user,
    bad: BAD,
};

const BAD: Bad = || {
    vec![
        bad(
            "/iss",
            json!("https://login.microsoftonline.com/bbbbcccc-1111-dddd-2222-eeee3333ffff/v2.0"),
            401,
        ),
        bad("/aud", json!("api://orders"), 401),
        bad("/tid", json!("bbbbcccc-1111-dddd-2222-eeee3333ffff"), 401),
        bad("/ver", json!("1.0"), 401),
        bad("/scp", json!("User.Read"), 403),
        bad("/scp", json!(null), 403),
        bad("/scp", json!(["Orders.Read"]), 401),
        bad("/nbf", json!(4_102_444_000_i64), 401),
    ]
};

/// What an application gets for itself has `roles` and no `scp`.
#[test]
fn of_an_application() {
    let mut claims = super::now(sample());
    claims.as_object_mut().unwrap().remove("scp");
    claims["roles"] = json!(["Orders.Read.All"]);
    super::outcomes(&MIGRATION, &super::signed(&claims)).both(&Ok(claims["oid"].as_str().unwrap().into()));
}
