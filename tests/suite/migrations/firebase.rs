//! Firebase Authentication: an ID token of a project.

use super::{Bad, Migration, bad};
use serde_json::{Value, json};

pub(super) mod before {
    use jsonwebtoken::jwk::JwkSet;
    use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header, get_current_timestamp};
    use serde::Deserialize;

    #[derive(Deserialize)]
    struct IdToken {
        sub: String,
        auth_time: u64,
        #[serde(default)]
        email_verified: bool,
    }

    pub(in super::super) fn user(keys: &JwkSet, token: &str) -> Result<String, u16> {
        let kid = decode_header(token).map_err(|_| 401u16)?.kid.ok_or(401u16)?;
        let key = keys.find(&kid).ok_or(401u16)?;
        let key = DecodingKey::from_jwk(key).map_err(|_| 401u16)?;
        let mut validation = Validation::new(Algorithm::RS256);
        validation.set_issuer(&["https://securetoken.google.com/acme-shop"]);
        validation.set_audience(&["acme-shop"]);
        validation.set_required_spec_claims(&["exp", "iss", "aud"]);
        let claims: IdToken = decode(token, &key, &validation).map_err(|_| 401u16)?.claims;
        let has_user = (1..=128).contains(&claims.sub.chars().count());
        if !has_user || claims.auth_time > get_current_timestamp() + validation.leeway {
            return Err(401);
        }
        if claims.email_verified { Ok(claims.sub) } else { Err(403) }
    }
}

pub(super) mod after {
    use jwt_claims::{Claims, NumericDate, Verifier};

    #[derive(Claims)]
    #[claims(issuer = "https://securetoken.google.com/acme-shop", audience = "acme-shop")]
    struct IdToken {
        #[claim(len(min = 1, max = 128))]
        sub: String,
        #[claim(past)]
        auth_time: NumericDate,
        #[claim(equals = true)]
        email_verified: bool,
    }

    pub(in super::super) fn user(verifier: &Verifier, token: &str) -> Result<String, u16> {
        match verifier.verify::<IdToken>(token) {
            Ok(claims) => Ok(claims.into_inner().sub),
            Err(error) => Err(error.challenge().map_or(500, |challenge| challenge.status())),
        }
    }
}

pub(super) const MIGRATION: Migration = Migration {
    name: "Firebase",
    source: include_str!("firebase.rs"),
    sample,
    before: before::user,
    after: after::user,
    bad: BAD,
};

fn sample() -> Value {
    json!({
        "name": "Alice Liddell",
        "iss": "https://securetoken.google.com/acme-shop",
        "aud": "acme-shop",
        "auth_time": 1_799_999_000,
        "user_id": "8Ng6VJ5cLAYYyDGfYmVyxYXB0Kh2",
        "sub": "8Ng6VJ5cLAYYyDGfYmVyxYXB0Kh2",
        "iat": 1_800_000_000,
        "exp": 1_800_003_600,
        "email": "alice@acme.example",
        "email_verified": true,
        "firebase": {
            "identities": {"google.com": ["10769150350006150715113082367"], "email": ["alice@acme.example"]},
            "sign_in_provider": "google.com"
        }
    })
}

const BAD: Bad = || {
    vec![
        bad("/iss", json!("https://securetoken.google.com/other-shop"), 401),
        bad("/aud", json!("other-shop"), 401),
        bad("/sub", json!(""), 401),
        bad("/sub", json!("x".repeat(129)), 401),
        bad("/sub", json!(null), 401),
        bad("/auth_time", json!(4_102_444_000_u64), 401),
        bad("/auth_time", json!(null), 401),
        bad("/email_verified", json!(false), 403),
        bad("/email_verified", json!(null), 403),
    ]
};
