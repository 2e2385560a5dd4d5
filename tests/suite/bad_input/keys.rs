//! Key material that no key can be made from.

use jwt_claims::Algorithm::{self, ES256, EdDSA, HS256, HS384, HS512, RS256};
use jwt_claims::{ErrorKind, SigningKey, VerifyingKey};
use jwt_claims_tests::forge::base64url;
use serde_json::json;

use super::*;

fn assert_refused<K>(name: &str, made: Result<K, Error>, words: &str) {
    let Err(error) = made else { panic!("{name}: a key was made") };
    let error = discreet(error);
    assert_eq!((error.kind(), error.code()), (ErrorKind::InvalidKey, "invalid_key"), "{name}: {error}");
    assert!(error.to_string().contains(words), "{name}: {error}");
}

#[test]
fn secrets_shorter_than_the_hash() {
    for (algorithm, least) in [(HS256, 32), (HS384, 48), (HS512, 64)] {
        for length in [0, 6, least - 1] {
            let secret = &MARKER.repeat(11)[..length];
            assert_refused(algorithm.name(), SigningKey::from_secret(algorithm, secret), &least.to_string());
            assert_refused(
                algorithm.name(),
                VerifyingKey::from_secret(algorithm, secret),
                &least.to_string(),
            );
        }
        assert!(SigningKey::from_secret(algorithm, &MARKER.repeat(11)[..least]).is_ok());
    }
    assert_refused("a secret for RSA", SigningKey::from_secret(RS256, [7; 64]), "RS256");
}

#[test]
fn pem_of_another_kind() {
    let ec = SigningKey::generate(ES256).unwrap();
    let (private, public) = (ec.to_private_pem().unwrap(), ec.verifying_key().to_pem().unwrap());
    assert_refused("public where private is needed", SigningKey::from_pem(ES256, &public), "private");
    assert_refused(
        "private where public is needed",
        VerifyingKey::from_pem(ES256, private.as_str()),
        "public",
    );
    assert_refused("of another curve", VerifyingKey::from_pem(Algorithm::ES384, &public), "P-384");
    assert_refused("of another family", VerifyingKey::from_pem(RS256, &public), "RSA");
    assert_refused("of another family", SigningKey::from_pem(EdDSA, private.as_str()), "Ed25519");
    assert_refused("as an HMAC secret", SigningKey::from_pem(HS256, private.as_str()), "HS256");
    assert_refused("as an HMAC secret", VerifyingKey::hs256(&public), "PEM");
    assert_refused("cut", VerifyingKey::from_pem(ES256, &public[..80]), "PEM");
    assert_refused("no PEM", VerifyingKey::from_pem(ES256, MARKER), "PEM");
    assert_refused("a JWK", VerifyingKey::from_pem(ES256, ec.verifying_key().to_jwk().unwrap()), "PEM");
}

#[test]
fn jwk_members_of_a_wrong_length() {
    let octets = |length: usize| base64url(vec![7; length]);
    for length in [0, 1, 31, 33, 64] {
        let ec = json!({"kty": "EC", "crv": "P-256", "x": octets(length), "y": octets(32)});
        let okp = json!({"kty": "OKP", "crv": "Ed25519", "x": octets(length)});
        let private = json!({"kty": "OKP", "crv": "Ed25519", "x": octets(32), "d": octets(length)});
        assert_refused("EC", VerifyingKey::from_jwk(ES256, &ec.to_string()), "32");
        assert_refused("OKP", VerifyingKey::from_jwk(EdDSA, &okp.to_string()), "32");
        assert_refused("OKP", SigningKey::from_jwk(EdDSA, &private.to_string()), "");
    }
    let short = json!({"kty": "oct", "k": base64url(MARKER)});
    assert_refused("oct", VerifyingKey::from_jwk(HS256, &short.to_string()), "32");
}

#[test]
fn jwks_that_are_none() {
    let cases = [
        ("no JSON", MARKER, "JSON"),
        ("an array", "[]", "object"),
        ("no kty", r#"{"k":"m4rk3r"}"#, "kty"),
        ("kty a number", r#"{"kty":1}"#, "kty"),
        ("another kty", r#"{"kty":"m4rk3r"}"#, "kty"),
        ("no k", r#"{"kty":"oct"}"#, "`k`"),
        ("k a number", r#"{"kty":"oct","k":5}"#, "`k`"),
        ("k no base64url", r#"{"kty":"oct","k":"m4rk3r+/=="}"#, "base64url"),
        ("k twice", r#"{"kty":"oct","k":"m4rk3r","k":"m4rk3r"}"#, "twice"),
        ("for encryption", r#"{"kty":"oct","k":"m4rk3r","use":"enc"}"#, "`use`"),
        ("for another operation", r#"{"kty":"oct","k":"m4rk3r","key_ops":["encrypt"]}"#, "`key_ops`"),
        ("for another algorithm", r#"{"kty":"oct","k":"m4rk3r","alg":"HS512"}"#, "`alg`"),
    ];
    for (name, jwk, words) in cases {
        assert_refused(name, VerifyingKey::from_jwk(HS256, jwk), words);
        assert_refused(name, SigningKey::from_jwk(HS256, jwk), words);
    }
    let public = SigningKey::generate(ES256).unwrap().verifying_key().to_jwk().unwrap();
    assert_refused("public where private is needed", SigningKey::from_jwk(ES256, &public), "private");
    assert_refused("for another algorithm", VerifyingKey::from_jwk(RS256, &public), "`alg`");
}
