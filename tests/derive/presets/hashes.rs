//! `at_hash` and `c_hash`. The values for SHA-256 are those of OpenID Connect Core 1.0,
//! appendix A; the others were computed with Python's `hashlib`.

use std::time::Duration;

use jwt_claims::preset::{IdToken, Login, check_at_hash, check_c_hash, token_hash};
use jwt_claims::{Algorithm, Claims, ErrorKind, Issuer, SigningKey, Verified, Verifier};

const ACCESS_TOKEN: &str = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y";
const CODE: &str = "Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk";

/// The hashes of the access token and of the code, by the bits of SHA-2.
const HASHES: [(u16, &str, &str); 3] = [
    (256, "77QmUPtjPfzWtF2AnpK9RQ", "LDktKdoQak3Pk0cnXxCltA"),
    (384, "jtAeDp945y1dDqU3nkIVGNZP1HjH_MFs", "Mq-knyaEMtWGfnBi2POEZb1kiLx10_DF"),
    (512, "q7nS86GgvvFaZkzALLWqJYaJIKw2wCDAVfCAsm5CrBM", "E9z1C-c0Az4eTEzE0Nm3OQ3BS2BhMgxuP7x5JAQj1_4"),
];

fn bits(algorithm: Algorithm) -> u16 {
    match algorithm.name() {
        "EdDSA" => 512,
        "ES256K" => 256,
        name => name[2..].parse().unwrap(),
    }
}

fn algorithms() -> impl Iterator<Item = Algorithm> {
    Algorithm::ALL.iter().copied().filter(|algorithm| !algorithm.name().starts_with("ML"))
}

#[derive(Claims, Debug)]
struct User(IdToken);

/// A verified ID token with these hashes, signed with a key of the algorithm.
fn user(algorithm: Algorithm, at_hash: Option<&str>, c_hash: Option<&str>) -> Verified<User> {
    let key = match algorithm.name().as_bytes() {
        [b'R' | b'P', ..] => {
            let pem = include_str!("../../../jwt-claims/tests/fixtures/keys/rsa.pkcs8.pem");
            SigningKey::from_pem(algorithm, pem)
        }
        _ => SigningKey::generate(algorithm),
    };
    let key = key.unwrap();
    let verifier = Verifier::new(key.verifying_key());
    let issuer = Issuer::new(key).with_issuer("https://auth.example.com");
    let id = IdToken {
        sub: "alice".into(),
        aud: "shop".into(),
        at_hash: at_hash.map(Into::into),
        c_hash: c_hash.map(Into::into),
        ..IdToken::default()
    };
    let login = Login::new("shop");
    let issued = issuer.with_ttl(Duration::from_secs(60)).unwrap().issue_with(&User(id), &login).unwrap();
    verifier.verify_with::<User>(issued.as_str(), &login).unwrap()
}

#[test]
fn the_hash_function_is_that_of_the_algorithm() {
    for algorithm in algorithms() {
        let (_, at_hash, c_hash) = HASHES.into_iter().find(|row| row.0 == bits(algorithm)).unwrap();
        assert_eq!(token_hash(algorithm, ACCESS_TOKEN).unwrap(), at_hash, "{algorithm}");
        let user = user(algorithm, Some(at_hash), Some(c_hash));
        assert!(user.check_access_token(&user.header(), ACCESS_TOKEN).is_ok(), "{algorithm}");
        assert!(user.check_code(&user.header(), CODE).is_ok(), "{algorithm}");
        assert!(check_at_hash(Some(at_hash), &user.header(), ACCESS_TOKEN).is_ok());
        assert!(check_c_hash(Some(c_hash), &user.header(), CODE).is_ok());
        let error = user.check_code(&user.header(), ACCESS_TOKEN).unwrap_err();
        assert_eq!(error.violations()[0].claim(), "c_hash");
        // the hash of the same token with another function
        for (_, others, _) in HASHES.into_iter().filter(|row| row.0 != bits(algorithm)) {
            let user = self::user(algorithm, Some(others), None);
            assert!(user.check_access_token(&user.header(), ACCESS_TOKEN).is_err(), "{algorithm}");
        }
    }
    assert_eq!(token_hash(Algorithm::ES256, "").unwrap(), "47DEQpj8HBSa-_TImW-5JA");
    let error = token_hash(Algorithm::MlDsa44, "").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
}

#[test]
fn an_absent_or_wrong_hash_is_refused() {
    let right = HASHES[0].1;
    let twice = format!("{right}{right}");
    let wrong =
        ["", "=", &right[1..], &format!("{right}="), &format!("{right} "), &right.to_lowercase(), &twice];
    for at_hash in wrong.into_iter().map(Some).chain([None]) {
        let user = user(Algorithm::HS256, at_hash, at_hash);
        let checks = [
            ("at_hash", user.check_access_token(&user.header(), ACCESS_TOKEN)),
            ("c_hash", user.check_code(&user.header(), CODE)),
        ];
        for (claim, result) in checks {
            let error = result.unwrap_err();
            let [violation] = error.violations() else { panic!("{error}") };
            let code = if at_hash.is_some() { "wrong_hash" } else { "missing" };
            assert_eq!((violation.claim(), violation.code()), (claim, code));
            assert_eq!(error.challenge().unwrap().status(), 401);
            assert!(!error.to_string().contains(right), "{error}");
        }
    }
    let user = user(Algorithm::HS256, Some(right), None);
    for token in ["", "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0", &format!("{ACCESS_TOKEN}\n")] {
        let error = user.check_access_token(&user.header(), token).unwrap_err();
        assert_eq!(
            error.to_string(),
            "claims refused: `at_hash`: expected the hash of the access token, found another hash"
        );
    }
}

#[test]
fn the_alg_of_a_strange_header_is_refused() {
    let user = user(Algorithm::HS256, Some(HASHES[0].1), None);
    let header = jwt_claims_tests::forge::base64url(r#"{"alg":"HS\u001b1"}"#);
    let token = format!("{header}.e30.");
    let unverified = jwt_claims::unverified::look_inside_unverified(&token).unwrap();
    let error = user.check_access_token(&unverified.unverified_header(), ACCESS_TOKEN).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert!(error.to_string().contains(r"HS\u{1b}1"), "{error}");
}
