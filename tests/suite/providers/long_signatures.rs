//! Signatures of ML-DSA's lengths, made by a provider that stands in for it.

use aws_lc_rs::hmac;
use jwt_claims::provider::{BadSignature, Failure, Sign, Verify};
use jwt_claims::{Algorithm, Backend, ErrorKind, Issuer, KeySet, SigningKey, Verifier, VerifyingKey, jws};
use jwt_claims_tests::forge::{base64url, from_base64url};

use super::{SECRET, Session, alice};

/// FIPS 204, table 2.
const LENGTHS: [(Algorithm, usize); 3] =
    [(Algorithm::MlDsa44, 2420), (Algorithm::MlDsa65, 3309), (Algorithm::MlDsa87, 4627)];

/// As many octets as the algorithm's signatures have, all of them from the message.
struct StandIn(usize);

impl Sign for StandIn {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Failure> {
        let key = hmac::Key::new(hmac::HMAC_SHA512, SECRET);
        let tag = hmac::sign(&key, message);
        Ok(tag.as_ref().iter().copied().cycle().take(self.0).collect())
    }
}

impl Verify for StandIn {
    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), BadSignature> {
        assert_eq!(signature.len(), self.0, "asked about a signature of another length");
        if self.sign(message).is_ok_and(|good| good == signature) { Ok(()) } else { Err(BadSignature) }
    }
}

fn key(algorithm: Algorithm, length: usize) -> SigningKey {
    let public = VerifyingKey::from_verifier(algorithm, StandIn(length)).unwrap();
    SigningKey::from_signer(public.with_kid("pq"), StandIn(length)).unwrap()
}

#[test]
fn tokens_are_issued_and_verified_with_default_limits() {
    for (algorithm, length) in LENGTHS {
        let key = key(algorithm, length);
        let issued = Issuer::new(key.clone()).issue(&alice()).unwrap();
        let (rest, signature) = issued.as_str().rsplit_once('.').unwrap();
        assert_eq!(from_base64url(signature).unwrap().len(), length);
        let header = String::from_utf8(from_base64url(rest.split_once('.').unwrap().0).unwrap()).unwrap();
        assert!(header.contains(&format!(r#""alg":"{algorithm}""#)), "{header}");
        // the second time the header is known
        let verifier = Verifier::new(key.verifying_key());
        for _ in 0..2 {
            assert_eq!(*verifier.token(issued.as_str()).verify::<Session>().unwrap(), alice());
        }
        let raw = jws::sign(&key, b"payload").unwrap();
        assert_eq!(jws::verify(&verifier, &raw).unwrap().as_ref(), b"payload");
    }
}

#[test]
fn a_changed_signature_is_refused_wherever_it_was_changed() {
    for (algorithm, length) in LENGTHS {
        let key = key(algorithm, length);
        let issued = Issuer::new(key.clone()).issue(&alice()).unwrap();
        let (rest, signature) = issued.as_str().rsplit_once('.').unwrap();
        let verifier = Verifier::new(key.verifying_key());
        let good = from_base64url(signature).unwrap();
        for at in [0, 63, 64, 1023, 1024, length - 1] {
            let mut changed = good.clone();
            changed[at] ^= 1;
            let token = format!("{rest}.{}", base64url(changed));
            assert_eq!(verifier.token(&token).verify::<Session>().unwrap_err().code(), "signature_invalid");
        }
        let doubled = good.repeat(3);
        for wrong in [0, 1, 64, 1024, 1025, length - 1, length + 1, 4627, 4628, 9000] {
            if wrong != length {
                let token = format!("{rest}.{}", base64url(&doubled[..wrong.min(doubled.len())]));
                assert!(verifier.token(&token).verify::<Session>().is_err(), "{algorithm}: {wrong}");
            }
        }
        let token = format!("{rest}.{signature}=");
        assert_eq!(verifier.token(&token).verify::<Session>().unwrap_err().code(), "token_malformed");
    }
}

#[test]
fn the_signature_counts_in_the_size_that_issuers_keep() {
    let issuer = Issuer::new(key(Algorithm::MlDsa87, 4627));
    let sizes = (40_000..48_000).step_by(97).map(|length| Session { sub: "a".repeat(length) });
    let mut outcomes = [0, 0];
    for claims in sizes {
        match issuer.issue(&claims) {
            Ok(issued) => {
                assert!(issued.as_str().len() <= 64 * 1024);
                outcomes[0] += 1;
            }
            Err(error) => {
                assert!(error.to_string().contains("at most 65536 bytes"), "{error}");
                outcomes[1] += 1;
            }
        }
    }
    assert!(outcomes.iter().all(|&count| count > 0), "{outcomes:?}");
}

#[test]
fn keys_of_both_kinds_are_side_by_side() {
    let (old, new) = (SigningKey::generate(Algorithm::ES256).unwrap(), key(Algorithm::MlDsa87, 4627));
    let verifier = Verifier::new(KeySet::from_iter([old.verifying_key(), new.verifying_key()]));
    for key in [old, new] {
        let issued = Issuer::new(key).issue(&alice()).unwrap();
        assert!(verifier.token(issued.as_str()).verify::<Session>().is_ok());
    }
}

#[test]
fn no_key_of_another_kind_is_taken_for_ml_dsa() {
    let ec = SigningKey::generate(Algorithm::ES256).unwrap();
    let pem = ec.to_private_pem().unwrap();
    for (algorithm, _) in LENGTHS {
        assert_eq!(Algorithm::from_name(algorithm.name()), Some(algorithm));
        let errors = [
            SigningKey::from_secret(algorithm, [7; 64]).unwrap_err(),
            SigningKey::from_pem(algorithm, pem.as_bytes()).unwrap_err(),
            SigningKey::from_jwk(algorithm, &ec.to_private_jwk().unwrap()).unwrap_err(),
            VerifyingKey::from_secret(algorithm, [7; 64]).unwrap_err(),
            VerifyingKey::from_pem(algorithm, ec.verifying_key().to_pem().unwrap()).unwrap_err(),
            VerifyingKey::from_der(algorithm, []).unwrap_err(),
        ];
        for error in errors {
            assert_eq!(error.kind(), ErrorKind::InvalidKey, "{error}");
        }
        let elsewhere = SigningKey::generate(algorithm).unwrap().on(Backend::RUST_CRYPTO);
        assert_eq!(elsewhere.unwrap_err().kind(), ErrorKind::Unsupported);
    }
    let jwks = r#"{"keys":[{"kty":"AKP","alg":"ML-DSA-87","pub":"AA","kid":"pq"}]}"#;
    let keys = KeySet::from_jwks(jwks, Algorithm::ALL).unwrap();
    assert_eq!((keys.len(), keys.skipped().len()), (0, 1));
    let reason = keys.skipped().next().unwrap().reason().to_string();
    assert!(reason.contains("2592 octets"), "{reason}");
}
