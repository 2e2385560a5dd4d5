//! ML-DSA on aws-lc-rs (FIPS 204, RFC 9964): keys in every form, and the sizes of tokens.

use jwt_claims::{Algorithm, Backend, Claims, Issuer, KeySet, SigningKey, Verifier, VerifyingKey, jwk, jws};
use jwt_claims_tests::forge::base64url;
use serde_json::{Value, json};

const ALGORITHMS: [Algorithm; 3] = [Algorithm::MlDsa44, Algorithm::MlDsa65, Algorithm::MlDsa87];

#[derive(Claims, Debug)]
#[claims(ttl = "15m")]
struct Session {
    sub: String,
}

fn session() -> Session {
    Session { sub: "alice".into() }
}

fn is_of(verifying: &VerifyingKey, signing: &SigningKey) -> bool {
    let token = jws::sign(signing, b"payload").unwrap();
    jws::verify(&Verifier::new(verifying.clone()), &token).is_ok()
}

#[test]
fn a_key_is_the_same_in_every_form() {
    for algorithm in ALGORITHMS {
        let key = SigningKey::generate(algorithm).unwrap();
        let private = key.to_private_jwk().unwrap();
        let jwk: Value = serde_json::from_str(&private).unwrap();
        assert_eq!((&jwk["kty"], &jwk["alg"]), (&json!("AKP"), &json!(algorithm.name())));
        let seed = jwt_claims_tests::forge::from_base64url(jwk["priv"].as_str().unwrap()).unwrap();
        let pem = key.to_private_pem().unwrap();
        for again in [
            SigningKey::from_jwk(algorithm, &private).unwrap(),
            SigningKey::from_seed(algorithm, &seed).unwrap(),
            SigningKey::from_pem(algorithm, pem.as_bytes()).unwrap(),
        ] {
            assert!(
                is_of(&again.verifying_key(), &key) && is_of(&key.verifying_key(), &again),
                "{algorithm}"
            );
            assert_eq!(again.kid(), key.kid());
            assert_eq!(again.backend(), Backend::AWS_LC_RS);
        }
        let public = key.verifying_key();
        for again in [
            VerifyingKey::from_jwk(algorithm, &public.to_jwk().unwrap()).unwrap(),
            VerifyingKey::from_pem(algorithm, public.to_pem().unwrap()).unwrap(),
            VerifyingKey::from_jwk(algorithm, &private).unwrap(),
        ] {
            assert!(is_of(&again, &key), "{algorithm}");
            assert_eq!(again.thumbprint(), public.thumbprint());
        }
        assert_eq!(public.thumbprint().unwrap(), jwk::thumbprint(&public.to_jwk().unwrap()).unwrap());
        assert!(
            !public.to_jwk().unwrap().contains("priv") && !format!("{key:?}").contains(&base64url(&seed))
        );
    }
}

#[test]
fn tokens_are_issued_verified_and_refused() {
    for algorithm in ALGORITHMS {
        let [key, other] = [(); 2].map(|()| SigningKey::generate(algorithm).unwrap());
        let token = Issuer::new(key.clone()).issue(&session()).unwrap().into_string();
        let jwks = KeySet::from([key.verifying_key()]).to_jwks();
        let keys = KeySet::from_jwks(&jwks, &ALGORITHMS).unwrap();
        assert_eq!(Verifier::new(keys).verify::<Session>(&token).unwrap().sub, "alice");
        let stranger = Verifier::new(other.verifying_key());
        assert_eq!(stranger.verify::<Session>(&token).unwrap_err().code(), "signature_invalid");
        for wrong in ALGORITHMS.into_iter().filter(|wrong| *wrong != algorithm) {
            let verifier = Verifier::new(SigningKey::generate(wrong).unwrap().verifying_key());
            assert_eq!(verifier.verify::<Session>(&token).unwrap_err().code(), "alg_not_allowed");
        }
    }
}

#[test]
fn keys_that_do_not_fit_are_refused() {
    for algorithm in ALGORITHMS {
        let key = SigningKey::generate(algorithm).unwrap();
        let jwk: Value = serde_json::from_str(&key.to_private_jwk().unwrap()).unwrap();
        let with = |change: &dyn Fn(&mut Value)| {
            let mut jwk = jwk.clone();
            change(&mut jwk);
            let text = jwk.to_string();
            [SigningKey::from_jwk(algorithm, &text).is_ok(), VerifyingKey::from_jwk(algorithm, &text).is_ok()]
        };
        assert_eq!(with(&|_| {}), [true, true]);
        // RFC 9964 §3: `alg` is required
        assert_eq!(with(&|jwk| drop(jwk.as_object_mut().unwrap().remove("alg"))), [false, false]);
        assert_eq!(with(&|jwk| jwk["alg"] = json!("ES256")), [false, false]);
        assert_eq!(with(&|jwk| jwk["kty"] = json!("OKP")), [false, false]);
        assert_eq!(with(&|jwk| jwk["use"] = json!("enc")), [false, false]);
        assert_eq!(
            with(&|jwk| jwk["pub"] = json!(base64url([7; 1312]))),
            [false, algorithm == Algorithm::MlDsa44]
        );
        assert_eq!(with(&|jwk| jwk["pub"] = json!(base64url([7; 31]))), [false, false]);
        assert_eq!(with(&|jwk| jwk["priv"] = json!(base64url([7; 32]))), [false, true]);
        assert_eq!(with(&|jwk| jwk["priv"] = json!(base64url([7; 31]))), [false, true]);
        assert_eq!(with(&|jwk| drop(jwk.as_object_mut().unwrap().remove("priv"))), [false, true]);
        for wrong in [0, 31, 33, 64] {
            assert_eq!(SigningKey::from_seed(algorithm, vec![7; wrong]).unwrap_err().code(), "invalid_key");
        }
        let pem = key.to_private_pem().unwrap();
        for wrong in ALGORITHMS.into_iter().filter(|wrong| *wrong != algorithm) {
            assert_eq!(SigningKey::from_pem(wrong, pem.as_bytes()).unwrap_err().code(), "invalid_key");
        }
    }
    let error = SigningKey::from_seed(Algorithm::ES256, [7; 32]).unwrap_err();
    assert!(error.to_string().contains("seeds are for ML-DSA and Ed25519"), "{error}");
    let ed = SigningKey::from_seed(Algorithm::EdDSA, [7; 32]).unwrap();
    assert!(is_of(&ed.verifying_key(), &ed));
}

/// FIPS 204 table 2, and what browsers keep (RFC 6265 §6.1).
#[test]
fn a_token_that_is_too_long_for_a_cookie_says_so() {
    for (algorithm, fits) in [
        (Algorithm::ES256, true),
        (Algorithm::MlDsa44, true),
        (Algorithm::MlDsa65, false),
        (Algorithm::MlDsa87, false),
    ] {
        let issued = Issuer::new(SigningKey::generate(algorithm).unwrap()).issue(&session()).unwrap();
        let checked = issued.check_cookie("__Host-session");
        assert_eq!(checked.is_ok(), fits, "{algorithm}: {} bytes", issued.as_str().len());
        if let Err(error) = checked {
            assert_eq!(error.code(), "token_too_large");
            assert!(error.to_string().contains("4096"), "{error}");
        }
    }
    let issued = Issuer::new(SigningKey::hs256([7; 32]).unwrap()).issue(&session()).unwrap();
    assert!(issued.check_cookie(&"n".repeat(4096)).is_err());
}

/// RFC 9964 Appendix A: the seed is zeros, and the names of the keys are their thumbprints.
#[test]
fn the_keys_of_rfc_9964_are_made_from_their_seed() {
    let seed = [0; 32];
    for (algorithm, thumbprint) in [
        (Algorithm::MlDsa44, "T4xl70S7MT6Zeq6r9V9fPJGVn76wfnXJ21-gyo0Gu6o"),
        (Algorithm::MlDsa65, "Suiu29qbfuaBaR4Ats-c6XQBePB_OpAxAwcTR_0KXVM"),
        (Algorithm::MlDsa87, "tRn1JNIkgMsABVQBlXeDHxAIcclh-2IX0UdDEzPt5XU"),
    ] {
        let key = SigningKey::from_seed(algorithm, seed).unwrap();
        assert_eq!(key.verifying_key().thumbprint().as_deref(), Some(thumbprint), "{algorithm}");
        assert_eq!(key.kid(), Some(thumbprint));
    }
}
