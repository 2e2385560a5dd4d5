//! Each check, broken alone.

use http::Request;
use jwt_claims::dpop::Dpop;
use jwt_claims::{Algorithm, SigningKey};
use serde_json::{Value, json};

use super::support::{Counting, Forger, NOW, ORIGIN, Service, claims, get, with_proof};

#[tokio::test]
async fn a_token_with_a_proof_of_its_key_is_accepted() {
    let service = Service::new();
    let key = service.client();
    let token = service.token(&key);
    let proof = key.proof("GET", "https://api.example.com/orders").for_token(&token).sign().unwrap();
    assert_eq!(service.send(&with_proof(&token, &proof)).await.unwrap(), "alice");
}

#[tokio::test]
async fn each_algorithm_signs_proofs() {
    let list = Algorithm::ALL.iter().copied().filter(|algorithm| !algorithm.name().starts_with("HS"));
    let service = Service::of(|dpop| dpop.with_algorithms(list.clone()).unwrap());
    for algorithm in list {
        let key = jwt_claims::dpop::ProofKey::generate(algorithm).unwrap().with_clock(service.clock.clone());
        let token = service.token(&key);
        let proof = key.proof("GET", "https://api.example.com/orders").for_token(&token).sign().unwrap();
        assert_eq!(service.send(&with_proof(&token, &proof)).await.unwrap(), "alice", "{algorithm}");
    }
}

#[tokio::test]
async fn a_fault_of_the_header_is_one_of_the_client() {
    let (service, forger) = (Service::new(), Forger::new());
    let token = service.token(&forger.key);
    let header = forger.header().to_string().replacen('{', r#"{"typ":"dpop+jwt","#, 1);
    let proof = forger.sign(&header, &claims(&token).to_string());
    let rejection = service.send(&with_proof(&token, &proof)).await.unwrap_err();
    let message = rejection.error().unwrap().to_string();
    assert!(
        message.contains("repeated") && message.ends_with("the issuer of a proof is the client"),
        "{message}"
    );
}

#[tokio::test]
async fn each_change_of_the_header_is_refused() {
    let (service, forger) = (Service::new(), Forger::new());
    let token = service.token(&forger.key);
    let send = async |header: &str| {
        let proof = forger.sign(header, &claims(&token).to_string());
        service.send(&with_proof(&token, &proof)).await.map_err(|rejection| rejection.code())
    };
    let changed = |name: &str, value: Value| {
        let mut header = forger.header();
        header[name] = value;
        header.to_string()
    };
    assert_eq!(send(&forger.header().to_string()).await, Ok("alice".into()));
    assert_eq!(send(&changed("typ", json!("application/DPoP+JWT"))).await, Ok("alice".into()));
    assert_eq!(send(&changed("unknown", json!(1))).await, Ok("alice".into()));

    let with = |name: &str, value: &str| {
        let mut jwk = forger.jwk.clone();
        jwk[name] = json!(value);
        changed("jwk", jwk)
    };
    let without = |name: &str| {
        let mut header = forger.header();
        header.as_object_mut().unwrap().remove(name);
        header.to_string()
    };
    let twice = format!(r#"{{"typ":"dpop+jwt","alg":"ES256","jwk":{0},"jwk":{0}}}"#, forger.jwk);
    for header in [
        without("typ"),
        without("alg"),
        without("jwk"),
        changed("typ", json!("JWT")),
        changed("typ", json!("at+jwt")),
        changed("typ", json!(1)),
        changed("alg", json!("none")),
        changed("alg", json!("None")),
        changed("alg", json!("HS256")),
        changed("alg", json!("ES384")),
        changed("alg", json!("RS256")),
        changed("alg", json!("es256")),
        changed("alg", Value::Null),
        changed("jwk", Value::Null),
        changed("jwk", json!(forger.jwk.to_string())),
        changed("jwk", json!([forger.jwk])),
        changed("jwk", forger.private_jwk()),
        changed("jwk", json!({ "kty": "oct", "k": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" })),
        changed("jwk", Forger::new().jwk),
        with("d", "AQ"),
        with("k", "AQ"),
        with("priv", "AQ"),
        with("use", "enc"),
        with("alg", "ES384"),
        with("crv", "P-384"),
        with("kty", "RSA"),
        with("x", "AQ"),
        changed("crit", json!(["exp"])),
        changed("b64", json!(false)),
        twice,
        "[]".into(),
        "{}".into(),
        String::new(),
    ] {
        assert_eq!(send(&header).await, Err("dpop_proof_invalid"), "{header}");
    }
}

#[tokio::test]
async fn each_change_of_the_claims_is_refused() {
    let (service, forger) = (Service::new(), Forger::new());
    let token = service.token(&forger.key);
    let send = async |payload: &str| {
        let proof = forger.sign(&forger.header().to_string(), payload);
        service.send(&with_proof(&token, &proof)).await.map_err(|rejection| rejection.code())
    };
    let changed = |name: &str, value: Value| {
        let mut claims = claims(&token);
        claims[name] = value;
        claims.to_string()
    };
    let other = super::support::claims("another token")["ath"].clone();
    for accepted in [
        ("iat", json!(NOW - 60)),
        ("iat", json!(NOW + 60)),
        ("iat", json!(NOW as f64 + 0.5)),
        ("exp", json!(NOW + 1)),
        ("exp", json!(NOW - 60)),
        ("nbf", json!(NOW)),
        ("nonce", json!("of another service")),
        ("unknown", json!({})),
        ("htu", json!("https://API.example.com:443/orders?page=9#top")),
    ] {
        let payload = changed(accepted.0, accepted.1);
        assert_eq!(send(&payload).await, Ok("alice".into()), "{payload}");
    }
    for (name, value, code) in [
        ("jti", Value::Null, "dpop_proof_invalid"),
        ("jti", json!(1), "dpop_proof_invalid"),
        ("jti", json!(""), "dpop_proof_invalid"),
        ("jti", json!("a".repeat(257)), "dpop_proof_invalid"),
        ("htm", Value::Null, "dpop_proof_invalid"),
        ("htu", Value::Null, "dpop_proof_invalid"),
        ("iat", Value::Null, "dpop_proof_invalid"),
        ("iat", json!("now"), "dpop_proof_invalid"),
        ("iat", json!(1e300), "dpop_proof_invalid"),
        ("htm", json!("POST"), "dpop_proof_mismatch"),
        ("htm", json!("get"), "dpop_proof_mismatch"),
        ("htu", json!("https://api.example.com/"), "dpop_proof_mismatch"),
        ("htu", json!("https://api.example.com/orders/"), "dpop_proof_mismatch"),
        ("htu", json!("http://api.example.com/orders"), "dpop_proof_mismatch"),
        ("htu", json!("https://evil.example/orders"), "dpop_proof_mismatch"),
        ("htu", json!("/orders"), "dpop_proof_mismatch"),
        ("htu", json!(""), "dpop_proof_mismatch"),
        ("iat", json!(NOW - 61), "dpop_proof_outdated"),
        ("iat", json!(NOW + 61), "dpop_proof_outdated"),
        ("iat", json!(0), "dpop_proof_outdated"),
        ("exp", json!(NOW - 61), "dpop_proof_outdated"),
        ("nbf", json!(NOW + 61), "dpop_proof_outdated"),
        ("ath", Value::Null, "dpop_proof_mismatch"),
        ("ath", json!(""), "dpop_proof_mismatch"),
        ("ath", other, "dpop_proof_mismatch"),
    ] {
        let payload = changed(name, value);
        assert_eq!(send(&payload).await, Err(code), "{payload}");
    }
    for payload in ["", "null", "[]", "{}", "1", r#"["a","GET","u",1]"#] {
        assert_eq!(send(payload).await, Err("dpop_proof_invalid"), "{payload}");
    }
    let repeated = claims(&token).to_string().replacen('{', r#"{"htm":"GET","#, 1);
    assert_eq!(send(&repeated).await, Err("dpop_proof_invalid"));
}

#[tokio::test]
async fn each_changed_character_of_a_proof_is_refused() {
    let (service, store) = (Service::new(), Counting::default());
    let dpop = Dpop::new(store.clone(), ORIGIN).unwrap().with_clock(service.clock.clone());
    let guard = service.guard.clone().with_dpop(dpop);
    let key = service.client();
    let token = service.token(&key);
    let proof = key.proof("GET", "https://api.example.com/orders").for_token(&token).sign().unwrap();
    for nth in 0..proof.len() {
        for other in ["A", "b", ".", "="] {
            let mut changed = proof.clone();
            changed.replace_range(nth..=nth, other);
            if changed != proof {
                let result = guard.token(&with_proof(&token, &changed)).await;
                assert_eq!(result.unwrap_err().code(), "dpop_proof_invalid", "{changed}");
            }
        }
        let cut = guard.token(&with_proof(&token, &proof[..nth])).await;
        assert_eq!(cut.unwrap_err().code(), "dpop_proof_invalid");
    }
    assert_eq!(store.0.load(std::sync::atomic::Ordering::Relaxed), 0, "nothing of it was stored");
}

#[tokio::test]
async fn a_proof_is_for_one_method_one_path_and_one_token() {
    let service = Service::new();
    let key = service.client();
    let (token, other) = (service.token(&key), service.token(&key));
    assert_ne!(token, other);
    for (method, path, token_sent, is_accepted) in [
        ("POST", "/orders", &token, false),
        ("HEAD", "/orders", &token, false),
        ("GET", "/orders/1", &token, false),
        ("GET", "/ORDERS", &token, false),
        ("GET", "//orders", &token, false),
        ("GET", "/orders", &other, false),
        ("GET", "/orders?page=9", &token, true),
    ] {
        let proof = key.proof("GET", "https://api.example.com/orders").for_token(&token).sign().unwrap();
        let request = Request::builder().method(method).uri(path);
        let request = request.header("authorization", format!("DPoP {token_sent}")).header("dpop", proof);
        let result = service.send(&request.body(()).unwrap()).await.map_err(|rejection| rejection.code());
        let expected = if is_accepted { Ok("alice".into()) } else { Err("dpop_proof_mismatch") };
        assert_eq!(result, expected, "{method} {path}");
    }
}

#[tokio::test]
async fn a_thief_of_a_token_has_no_proof() {
    let service = Service::new();
    let (owner, thief) = (service.client(), service.client());
    let token = service.token(&owner);
    let proof = thief.proof("GET", "https://api.example.com/orders").for_token(&token).sign().unwrap();
    assert_eq!(service.refused(&with_proof(&token, &proof)).await, "dpop_key_mismatch");
}

#[tokio::test]
async fn one_header_and_not_too_long() {
    let service = Service::new();
    let key = service.client();
    let token = service.token(&key);
    let authorization = format!("DPoP {token}");
    let sign = || key.proof("GET", "https://api.example.com/orders").for_token(&token).sign().unwrap();
    let (one, two) = (sign(), sign());
    for (code, proofs) in [
        ("dpop_proof_missing", vec![]),
        ("dpop_proof_invalid", vec![one.clone(), two.clone()]),
        ("dpop_proof_invalid", vec![one.clone(), one.clone()]),
        ("dpop_proof_invalid", vec![format!("{one}, {two}")]),
        ("dpop_proof_invalid", vec![format!("{one} ")]),
        ("dpop_proof_invalid", vec![String::new()]),
        ("dpop_proof_invalid", vec!["ä".into()]),
        ("dpop_proof_invalid", vec!["a".repeat(12 * 1024 + 1)]),
        ("dpop_proof_invalid", vec![format!("{}.a.a", "a".repeat(12 * 1024 - 4))]),
    ] {
        let mut headers = vec![("authorization", authorization.as_str())];
        headers.extend(proofs.iter().map(|proof| ("dpop", proof.as_str())));
        assert_eq!(service.refused(&get(&headers)).await, code, "{proofs:?}");
    }
    let not_text = get(&[("authorization", &authorization)]);
    let (mut parts, ()) = not_text.into_parts();
    parts.headers.insert("dpop", http::HeaderValue::from_bytes(b"\xff").unwrap());
    let rejection = service.guard.token(&parts).await.unwrap_err();
    assert_eq!(rejection.code(), "dpop_proof_invalid");
}

#[tokio::test]
async fn a_forged_token_is_refused_before_its_proof_is_read() {
    let service = Service::new();
    let request = with_proof("a.b.c", "junk");
    assert_eq!(service.refused(&request).await, "token_malformed");
    let other = Service::new();
    let key = other.client();
    let issuer = jwt_claims::Issuer::new(SigningKey::hs256([8; 32]).unwrap()).with_clock(other.clock.clone());
    let forged = issuer
        .issue(&super::support::Bound {
            sub: "alice".into(),
            cnf: jwt_claims::dpop::Confirmation::new(key.thumbprint()),
        })
        .unwrap();
    assert_eq!(service.refused(&with_proof(forged.as_str(), "junk")).await, "signature_invalid");
}

#[tokio::test]
async fn a_weak_or_small_key_is_refused() {
    let service = Service::of(|dpop| dpop.with_algorithms([Algorithm::PS256, Algorithm::EdDSA]).unwrap());
    let forger = Forger::new();
    let token = service.token(&forger.key);
    for (alg, jwk) in [
        ("PS256", json!({ "kty": "RSA", "n": "AQAB", "e": "AQAB" })),
        // 1024 bits
        ("PS256", json!({ "kty": "RSA", "e": "AQAB", "n": format!("{}w", "_".repeat(170)) })),
        (
            "EdDSA",
            json!({ "kty": "OKP", "crv": "Ed25519", "x": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" }),
        ),
        (
            "EdDSA",
            json!({ "kty": "OKP", "crv": "X25519", "x": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" }),
        ),
    ] {
        let header = json!({ "typ": "dpop+jwt", "alg": alg, "jwk": jwk }).to_string();
        let proof = forger.sign(&header, &claims(&token).to_string());
        assert_eq!(service.refused(&with_proof(&token, &proof)).await, "dpop_proof_invalid", "{header}");
    }
}
