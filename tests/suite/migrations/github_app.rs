//! A GitHub App authenticates as itself with a token that it signs. GitHub accepts ten
//! minutes at most, and suggests an `iat` a minute ago.

use jwt_claims::{Algorithm, Claims, SigningKey, Verifier, VerifyingKey};

pub(super) const SOURCE: &str = include_str!("github_app.rs");

pub(super) mod before {
    use jsonwebtoken::{Algorithm, EncodingKey, Header, encode, errors::Error, get_current_timestamp};
    use serde::Serialize;

    #[derive(Serialize)]
    struct AppToken<'a> {
        iss: &'a str,
        iat: u64,
        exp: u64,
    }

    pub(in super::super) fn app_token(pem: &str, client_id: &str) -> Result<String, Error> {
        let key = EncodingKey::from_rsa_pem(pem.as_bytes())?;
        let now = get_current_timestamp();
        let claims = AppToken { iss: client_id, iat: now - 60, exp: now + 9 * 60 };
        encode(&Header::new(Algorithm::RS256), &claims, &key)
    }
}

pub(super) mod after {
    use jwt_claims::{Algorithm, Claims, Error, Issuer, SigningKey};
    use std::time::{Duration, SystemTime};

    #[derive(Claims)]
    #[claims(ttl = "9m")]
    struct AppToken {
        iat: SystemTime,
    }

    pub(in super::super) fn app_token(pem: &str, client_id: &str) -> Result<String, Error> {
        let key = SigningKey::from_pem(Algorithm::RS256, pem)?.without_kid();
        let claims = AppToken { iat: SystemTime::now() - Duration::from_secs(60) };
        Ok(Issuer::new(key).with_issuer(client_id).issue(&claims)?.into_string())
    }
}

/// What GitHub requires of such a token.
#[derive(Claims)]
#[claims(issuer = "Iv23liAbCdEf", verify_only, check = Accepted::is_short)]
struct Accepted {
    iat: i64,
    exp: i64,
}

impl Accepted {
    fn is_short(&self) -> bool {
        let now = super::now_seconds();
        self.exp <= now + 600 && (now - 90..=now - 30).contains(&self.iat)
    }
}

const PRIVATE: &str = include_str!("../../../jwt-claims/tests/fixtures/keys/rsa.pkcs1.pem");
const PUBLIC: &str = include_str!("../../../jwt-claims/tests/fixtures/keys/rsa.spki.pem");

#[test]
fn both_tokens_are_what_github_requires() {
    super::install_provider();
    let github = Verifier::new(VerifyingKey::from_pem(Algorithm::RS256, PUBLIC).unwrap());
    let tokens = [
        before::app_token(PRIVATE, "Iv23liAbCdEf").unwrap(),
        after::app_token(PRIVATE, "Iv23liAbCdEf").unwrap(),
    ];
    for token in tokens {
        github.token(&token).verify::<Accepted>().unwrap();
    }
}

#[test]
fn both_refuse_what_is_not_a_private_rsa_key() {
    super::install_provider();
    let ec = SigningKey::generate(Algorithm::ES256).unwrap().to_private_pem().unwrap();
    for pem in ["", "-----BEGIN RSA PRIVATE KEY-----", PUBLIC, &*ec] {
        assert!(before::app_token(pem, "Iv23liAbCdEf").is_err(), "{pem}");
        assert!(after::app_token(pem, "Iv23liAbCdEf").is_err(), "{pem}");
    }
}
