//! Header parameters that an issuer adds, and what a verifier makes of them.

use std::collections::BTreeMap;

use aws_lc_rs::digest;
use jwt_claims::unverified::look_inside_unverified;
use jwt_claims::{Algorithm, Claims, Issuer, KeySet, SigningKey, Verifier, VerifyingKey};
use jwt_claims_tests::forge::base64url;
use serde_json::json;

#[derive(Claims, Debug)]
#[claims(ttl = "5m")]
struct Session {
    sub: String,
}

#[derive(Claims, Debug)]
#[claims(ttl = "5m", typ = "at+jwt")]
struct Access {
    sub: String,
}

macro_rules! fixture {
    ($name:literal) => {
        include_str!(concat!("../../jwt-claims/tests/fixtures/keys/", $name))
    };
}

const SECRET: [u8; 32] = [7; 32];

fn secret() -> SigningKey {
    SigningKey::hs256(SECRET).unwrap()
}

/// Keys, each with its certificate.
fn parties() -> [(SigningKey, &'static str); 3] {
    let key = |algorithm, pem: &str| SigningKey::from_pem(algorithm, pem).unwrap();
    [
        (key(Algorithm::RS256, fixture!("rsa.pkcs8.pem")), fixture!("rsa.cert.pem")),
        (key(Algorithm::ES256, fixture!("p256.pkcs8.pem")), fixture!("p256.cert.pem")),
        (key(Algorithm::EdDSA, fixture!("ed25519.pkcs8.pem")), fixture!("ed25519.cert.pem")),
    ]
}

fn token(issuer: &Issuer) -> String {
    issuer.issue(&Session { sub: "alice".into() }).unwrap().into_string()
}

fn text(issuer: Result<Issuer, jwt_claims::Error>) -> (&'static str, String) {
    let error = issuer.expect_err("a refusal");
    (error.code(), error.to_string())
}

#[test]
fn own_parameters_arrive_as_they_were_set() {
    let key = secret();
    let verifier = Verifier::new(key.verifying_key());
    let plain = Issuer::new(key);
    let issuer = plain
        .clone()
        .with_header_parameter("region", "eu-1")
        .unwrap()
        .with_header_parameter("a \"b\"\u{1b}", json!({"n": [1, 2.5], "é": "\n"}))
        .unwrap()
        .with_header_parameter("jku", "https://auth.example.com/jwks")
        .unwrap()
        .with_header_parameter("region", "eu-2")
        .unwrap();
    // the headers of both claims types, and of the issuer that it was cloned from
    for _ in 0..2 {
        let session = verifier.verify::<Session>(&token(&issuer)).unwrap();
        let header = session.header();
        assert_eq!(header.get::<String>("region").unwrap().as_deref(), Some("eu-2"));
        assert_eq!(
            header.get::<serde_json::Value>("a \"b\"\u{1b}").unwrap(),
            Some(json!({"n": [1, 2.5], "é": "\n"}))
        );
        assert_eq!(header.jku().as_deref(), Some("https://auth.example.com/jwks"));
        assert_eq!((header.alg(), header.typ()), ("HS256", Some("JWT")));
        let access = issuer.issue(&Access { sub: "alice".into() }).unwrap();
        let access = verifier.verify::<Access>(access.as_str()).unwrap();
        assert_eq!(access.header().typ(), Some("at+jwt"));
        assert_eq!(access.header().get::<&str>("region").unwrap(), Some("eu-2"));
        let session = verifier.verify::<Session>(&token(&plain)).unwrap();
        assert_eq!(session.header().get::<&str>("region").unwrap(), None);
        let kept = verifier.token(&token(&issuer)).authenticate().unwrap();
        assert_eq!(kept.header().get::<&str>("region").unwrap(), Some("eu-2"));
    }
    assert!(format!("{issuer:?}").contains("region") && !format!("{issuer:?}").contains("eu-2"));
}

#[test]
fn what_the_key_or_the_claims_type_sets_is_refused() {
    let names = [
        "alg", "typ", "kid", "crit", "b64", "enc", "zip", "cty", "jwk", "x5c", "x5t", "x5t#S256", "ALG",
        " kid ",
    ];
    let mut said = BTreeMap::new();
    for name in names {
        let (code, text) = text(Issuer::new(secret()).with_header_parameter(name, "x"));
        assert_eq!(code, "invalid_config");
        assert!(text.contains(&format!("`{name}`")) && text.contains("; "), "{text}");
        assert_eq!(said.insert(text, name), None);
    }
}

#[test]
fn a_header_that_verifiers_would_refuse_is_refused() {
    let with = |value| Issuer::new(secret()).with_header_parameter("x", value);
    assert!(with(json!("a".repeat(6_000))).is_ok());
    assert!(with(json!(vec![1; 20])).is_ok());
    for value in [json!("a".repeat(6_144)), json!(vec![1; 40]), json!("\n".repeat(400))] {
        let (code, text) = text(with(value));
        assert_eq!(code, "invalid_config");
        assert!(text.contains("`x`") && text.contains("6 KiB"), "{text}");
    }
    // a repeated name inside, which a `Serialize` by hand can write
    struct Twice;
    impl serde::Serialize for Twice {
        fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.collect_map([("a", 1), ("a", 2)])
        }
    }
    assert_eq!(text(Issuer::new(secret()).with_header_parameter("x", Twice)).0, "invalid_config");
    // room for `JWT`, and none for a longer `typ`: refused when the token is issued
    let longest = (6_000..).find(|length| with(json!("a".repeat(*length))).is_err()).unwrap() - 1;
    let issuer = with(json!("a".repeat(longest))).unwrap();
    assert!(issuer.issue(&Session { sub: "alice".into() }).is_ok());
    let error = issuer.issue(&Access { sub: "alice".into() }).unwrap_err();
    assert_eq!(error.code(), "issue_failed");
    assert!(error.to_string().contains("fewer header parameters"), "{error}");
}

#[test]
fn the_jwk_is_the_public_half_of_the_key() {
    for (key, _) in parties() {
        let verifier = Verifier::new(key.verifying_key());
        let public = key.verifying_key().to_jwk().unwrap();
        let algorithm = key.algorithm();
        let token = token(&Issuer::new(key).with_jwk().unwrap());
        let session = verifier.verify::<Session>(&token).unwrap();
        assert_eq!(session.header().jwk(), Some(public.as_str()));
        for private in ["\"d\"", "\"p\"", "\"k\""] {
            assert!(!session.header().jwk().unwrap().contains(private));
        }
        // as for DPoP: the key that the header has verifies this token
        let unverified = look_inside_unverified(&token).unwrap();
        let jwk = unverified.unverified_header().jwk().unwrap();
        let sent = VerifyingKey::from_jwk(algorithm, jwk).unwrap();
        assert!(Verifier::new(sent).verify::<Session>(&token).is_ok());
    }
    let (code, text) = text(Issuer::new(secret()).with_jwk());
    assert_eq!(code, "invalid_config");
    assert!(text.contains("HS256") && text.contains("leave the parameter out"), "{text}");
}

#[test]
fn a_key_in_the_header_is_not_trusted() {
    let [(rsa, _), (ec, _), _] = parties();
    let mallory = SigningKey::generate(Algorithm::ES256).unwrap();
    let kid = ec.kid().unwrap().to_owned();
    let forged = token(&Issuer::new(mallory.clone().with_kid(kid)).with_jwk().unwrap());
    let stranger = token(&Issuer::new(mallory.without_kid()).with_jwk().unwrap());
    let one = Verifier::new(ec.verifying_key());
    let several = Verifier::new([rsa.verifying_key(), ec.verifying_key()]);
    for verifier in [one, several, Verifier::new(KeySet::default())] {
        for token in [&forged, &stranger] {
            let code = verifier.verify::<Session>(token).unwrap_err().code();
            assert!(matches!(code, "signature_invalid" | "key_not_found"), "{code}");
        }
    }
}

#[test]
fn certificates_and_their_thumbprints() {
    for (key, pem) in parties() {
        let der = der(pem);
        let verifier = Verifier::new(key.verifying_key());
        let sha1 = base64url(digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, &der));
        let sha256 = base64url(digest::digest(&digest::SHA256, &der));
        for certificate in [pem.as_bytes(), der.as_slice()] {
            let issuer = Issuer::new(key.clone());
            let issuer = issuer.with_x5c(certificate).unwrap();
            let issuer = issuer.with_x5t(certificate).unwrap().with_x5t_s256(certificate).unwrap();
            let session = verifier.verify::<Session>(&token(&issuer)).unwrap();
            let header = session.header();
            assert_eq!(header.x5c(), Some(vec![der.clone()]));
            assert_eq!(header.x5t().as_deref(), Some(sha1.as_str()));
            assert_eq!(header.x5t_s256().as_deref(), Some(sha256.as_str()));
        }
        // a token without `kid` selects its key by the thumbprint of a key set
        let jwk =
            key.verifying_key().to_jwk().unwrap().replacen('{', &format!(r##"{{"x5t#S256":"{sha256}","##), 1);
        let other = SigningKey::generate(key.algorithm()).unwrap().verifying_key().to_jwk().unwrap();
        let set = KeySet::from_jwks(&format!(r#"{{"keys":[{other},{jwk}]}}"#), &[key.algorithm()]).unwrap();
        let issuer = Issuer::new(key.without_kid()).with_x5t_s256(pem).unwrap();
        assert!(Verifier::new(set).verify::<Session>(&token(&issuer)).is_ok());
    }
}

fn der(pem: &str) -> Vec<u8> {
    use base64::Engine;
    let body: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    base64::engine::general_purpose::STANDARD.decode(body).unwrap()
}

#[test]
fn a_chain_begins_with_the_certificate_of_the_key() {
    let [(rsa, of_rsa), (ec, of_ec), (_, of_ed)] = parties();
    let issuer = Issuer::new(ec.clone());
    let chain = format!("subject=CN\n{of_ec}\n{of_ed}{of_ec}");
    let session = token(&issuer.clone().with_x5c(&chain).unwrap());
    let session = Verifier::new(ec.verifying_key()).verify::<Session>(&session).unwrap();
    assert_eq!(session.header().x5c(), Some(vec![der(of_ec), der(of_ed), der(of_ec)]));

    let private = fixture!("p256.pkcs8.pem");
    let public = fixture!("p256.spki.pem");
    let request = fixture!("p256.csr.pem");
    let refused = [
        ("", "found nothing"),
        ("{}", "JSON"),
        (public, "expected certificates"),
        (private, "found a private key"),
        (request, "expected certificates"),
        (&format!("{of_ec}{private}"), "found a private key"),
        (&format!("{private}{of_ec}"), "found a private key"),
        (&format!("{of_ed}{of_ec}"), "Ed25519"),
        (&of_ec[..of_ec.len() / 2], "damaged"),
    ];
    for (certificates, words) in refused {
        for result in [
            issuer.clone().with_x5c(certificates),
            issuer.clone().with_x5t(certificates),
            issuer.clone().with_x5t_s256(certificates),
        ] {
            let (code, text) = text(result);
            assert_eq!(code, "invalid_key");
            assert!(text.contains(words), "{certificates:?}: {text}");
        }
    }
    // the same algorithm, another key
    let other = SigningKey::generate(Algorithm::RS256).unwrap();
    let (code, text_of_other) = text(Issuer::new(other).with_x5c(of_rsa));
    assert_eq!(code, "invalid_key");
    assert!(text_of_other.contains("found that of another key"), "{text_of_other}");
    assert!(Issuer::new(rsa.clone()).with_x5c(of_rsa).is_ok());
    // too long for a header, although each is a certificate
    assert_eq!(text(Issuer::new(rsa).with_x5c(of_rsa.repeat(20))).0, "invalid_config");
    for result in [
        Issuer::new(secret()).with_x5c(of_ec),
        Issuer::new(secret()).with_x5t(of_ec),
        Issuer::new(secret()).with_x5t_s256(of_ec),
    ] {
        assert_eq!(text(result).0, "invalid_config");
    }
}
