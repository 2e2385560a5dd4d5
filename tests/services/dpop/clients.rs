//! The client's side.

use jwt_claims::dpop::{Dpop, ProofKey};
use jwt_claims::store::MemoryStore;
use jwt_claims::unverified::look_inside_unverified;
use jwt_claims::{Algorithm, SigningKey};

#[test]
fn a_proof_has_what_rfc_9449_wants_and_no_more() {
    let key = ProofKey::generate(Algorithm::ES256).unwrap();
    let sign = || key.proof("POST", "https://user.example.com:8443/a/b?c=d#e").sign().unwrap();
    let proof = look_inside_unverified(&sign()).unwrap();
    let header = proof.unverified_header();
    assert_eq!((header.typ(), header.alg(), header.kid()), (Some("dpop+jwt"), "ES256", None));
    let jwk: serde_json::Value = serde_json::from_str(header.jwk().unwrap()).unwrap();
    let members: Vec<&String> = jwk.as_object().unwrap().keys().collect();
    assert_eq!(members, ["crv", "kty", "x", "y"]);
    assert_eq!(jwt_claims::jwk::thumbprint(header.jwk().unwrap()).unwrap(), key.thumbprint().to_string());
    let claims = proof.unverified_claims();
    let names: Vec<&String> = claims.keys().collect();
    assert_eq!(names, ["htm", "htu", "iat", "jti"]);
    assert_eq!(
        (&claims["htm"], &claims["htu"]),
        (&"POST".into(), &"https://user.example.com:8443/a/b".into())
    );
    assert_ne!(look_inside_unverified(&sign()).unwrap().unverified_claims()["jti"], claims["jti"]);

    let proof =
        key.proof("GET", "https://a.example").for_token("Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU");
    let proof = look_inside_unverified(&proof.with_nonce("n").sign().unwrap()).unwrap();
    let claims = proof.unverified_claims();
    // RFC 9449 §7.1
    assert_eq!(claims["ath"], "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo");
    assert_eq!((&claims["nonce"], &claims["htu"]), (&"n".into(), &"https://a.example/".into()));
}

#[test]
fn secrets_in_a_url_are_not_in_its_proof() {
    let key = ProofKey::generate(Algorithm::ES256).unwrap();
    let proof = key.proof("GET", "https://alice:secret@api.example.com/orders?token=secret#secret");
    let signed = look_inside_unverified(&proof.sign().unwrap()).unwrap();
    assert_eq!(signed.unverified_claims()["htu"], "https://api.example.com/orders");
    let shown = format!("{proof:?} {:?}", key.proof("GET", "/orders?token=secret"));
    assert!(shown.contains("https://api.example.com/orders"), "{shown}");
    assert!(!shown.contains("secret") && !shown.contains("alice"), "{shown}");
}

#[test]
fn a_key_needs_a_public_half() {
    let secret = SigningKey::hs256([7; 32]).unwrap();
    assert_eq!(ProofKey::new(secret).unwrap_err().code(), "invalid_key");
    assert_eq!(ProofKey::generate(Algorithm::HS256).unwrap_err().code(), "invalid_key");
    let kept = SigningKey::generate(Algorithm::EdDSA).unwrap();
    let (one, two) = (ProofKey::new(kept.clone()).unwrap(), ProofKey::new(kept.with_kid("a")).unwrap());
    assert_eq!(one.thumbprint(), two.thumbprint());
    assert_eq!(
        one.proof("GET", "/orders").sign().unwrap_err().code(),
        "invalid_config",
        "a proof is for a whole URL"
    );
    assert_eq!(one.proof("GET", "data:a").sign().unwrap_err().code(), "invalid_config");
}

#[test]
fn settings_have_limits() {
    let dpop = || Dpop::new(MemoryStore::new(1).unwrap(), "https://api.example.com").unwrap();
    let seconds = std::time::Duration::from_secs;
    for window in [0, 301, u64::MAX] {
        assert_eq!(dpop().with_window(seconds(window)).unwrap_err().code(), "invalid_config");
    }
    assert!(dpop().with_window(seconds(1)).is_ok() && dpop().with_window(seconds(300)).is_ok());
    for algorithms in [vec![], vec![Algorithm::HS256], vec![Algorithm::ES256, Algorithm::HS512]] {
        assert_eq!(dpop().with_algorithms(algorithms).unwrap_err().code(), "invalid_config");
    }
    let named = dpop().with_algorithms([Algorithm::ES384, Algorithm::ES384, Algorithm::EdDSA]).unwrap();
    assert_eq!(named.algorithm_names(), ["ES384", "EdDSA", "Ed25519"]);
}
