//! From jsonwebtoken's types.

use jsonwebtoken::jwk::{Jwk, JwkSet};
use jsonwebtoken::{DecodingKey, EncodingKey};

use super::formats::fixture;
use super::{KeySet, SigningKey, VerifyingKey, sign};
use crate::crypto::algorithm::Algorithm::{self, ES256, ES384, EdDSA, HS256, HS512, PS256, RS256};
use crate::error::ErrorKind;

/// A key as jsonwebtoken reads it: private, and public in several ways.
fn keys() -> Vec<(Algorithm, EncodingKey, Vec<DecodingKey>)> {
    let jwk = |text| DecodingKey::from_jwk(&serde_json::from_str::<Jwk>(text).unwrap()).unwrap();
    let secret = [7; 32];
    let rsa = EncodingKey::from_rsa_der(
        super::super::pem::read(fixture!("rsa.pkcs1.pem").as_bytes()).unwrap().1.as_ref(),
    );
    let der = |pem: &str| super::super::pem::read(pem.as_bytes()).unwrap().1;
    vec![
        (HS256, EncodingKey::from_secret(&secret), vec![DecodingKey::from_secret(&secret)]),
        (
            RS256,
            rsa.clone(),
            vec![
                jwk(fixture!("rsa.jwk.json")),
                DecodingKey::from_rsa_der(&der(fixture!("rsa.pkcs1.pub.pem"))),
            ],
        ),
        (PS256, rsa, vec![jwk(fixture!("rsa.jwk.json"))]),
        (
            ES256,
            EncodingKey::from_ec_der(&der(fixture!("p256.pkcs8.pem"))),
            vec![jwk(fixture!("p256.jwk.json")), DecodingKey::from_ec_der(&der(fixture!("p256.spki.pem")))],
        ),
        (
            EdDSA,
            EncodingKey::from_ed_der(&der(fixture!("ed25519.pkcs8.pem"))),
            vec![
                jwk(fixture!("ed25519.jwk.json")),
                DecodingKey::from_ed_der(&der(fixture!("ed25519.spki.pem"))),
            ],
        ),
    ]
}

#[test]
fn its_keys_become_ours() {
    for (algorithm, encoding, decoding) in keys() {
        let signing = SigningKey::from_jsonwebtoken(algorithm, &encoding).unwrap();
        let signature = sign(&signing, b"message");
        for decoding in &decoding {
            let verifying = VerifyingKey::from_jsonwebtoken(algorithm, decoding).unwrap();
            assert!(verifying.verify(b"message", &signature), "{algorithm}");
        }
    }
}

#[test]
fn what_it_does_not_check_is_checked() {
    for (algorithm, encoding, decoding) in keys() {
        for other in [HS512, ES384, if algorithm == RS256 || algorithm == PS256 { EdDSA } else { RS256 }] {
            let error = SigningKey::from_jsonwebtoken(other, &encoding).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidKey);
            for decoding in &decoding {
                assert!(VerifyingKey::from_jsonwebtoken(other, decoding).is_err(), "{algorithm} as {other}");
            }
        }
    }
    assert!(SigningKey::from_jsonwebtoken(HS256, &EncodingKey::from_secret(b"secret")).is_err());
    assert!(VerifyingKey::from_jsonwebtoken(EdDSA, &DecodingKey::from_ed_der(&[1, 2])).is_err());
    assert!(VerifyingKey::from_jsonwebtoken(ES256, &DecodingKey::from_ec_der(&[4; 65])).is_err());
    assert!(
        VerifyingKey::from_jsonwebtoken(RS256, &DecodingKey::from_rsa_raw_components(&[3], &[3])).is_err()
    );
}

#[test]
fn its_jwks_become_ours() {
    let jwk: Jwk = serde_json::from_str(fixture!("p256.jwk.json")).unwrap();
    let key = VerifyingKey::from_jsonwebtoken_jwk(ES256, &jwk).unwrap();
    let set = KeySet::from_jsonwebtoken(&JwkSet { keys: vec![jwk] }, &[ES256, RS256]).unwrap();
    assert_eq!(set.iter().map(VerifyingKey::thumbprint).collect::<Vec<_>>(), [key.thumbprint()]);
}
