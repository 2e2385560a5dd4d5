//! What a JWK may say, and what it may not.

use super::formats::{fixture, formats};
use super::{SigningKey, VerifyingKey, base64url, sign};
use crate::crypto::algorithm::Algorithm::{self, ES256, ES384, EdDSA, HS256, HS512, PS256, RS256};
use crate::error::{Error, ErrorKind};

const EC: &str = r#""kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0""#;
const EC_D: &str = "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI";
const OKP: &str = r#""kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo""#;
const OCT: &str = r#""kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr8""#;

fn with(members: &str, more: &str) -> String {
    format!("{{{members}{}{more}}}", if more.is_empty() { "" } else { "," })
}

fn refused(algorithm: Algorithm, jwk: &str) -> Error {
    let error = VerifyingKey::from_jwk(algorithm, jwk).expect_err(jwk);
    assert_eq!(error.kind(), ErrorKind::InvalidKey);
    error
}

#[test]
fn purpose_is_honoured() {
    let allowed = [
        "",
        r#""use":"sig""#,
        r#""alg":"ES256""#,
        r#""key_ops":["verify"]"#,
        r#""use":"sig","key_ops":["sign","verify"],"alg":"ES256""#,
        r#""x5c":["MIIB"],"x5t":1,"ext":true,"anything":{"a":[1,{}]}"#,
    ];
    for more in allowed {
        VerifyingKey::from_jwk(ES256, &with(EC, more)).expect(more);
    }
    let forbidden = [
        r#""use":"enc""#,
        r#""use":"SIG""#,
        r#""use":["sig"]"#,
        r#""use":null"#,
        r#""key_ops":["sign"]"#,
        r#""key_ops":[]"#,
        r#""key_ops":"verify""#,
        r#""key_ops":["verify",1]"#,
        r#""key_ops":["verify","verify"]"#,
        r#""key_ops":null"#,
        r#""alg":"ES384""#,
        r#""alg":"es256""#,
        r#""alg":"none""#,
        r#""alg":7"#,
        r#""kid":7"#,
        r#""kid":"a","kid":"a""#,
        r#""x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU""#,
        r#""extra":1,"extra":1"#,
    ];
    for more in forbidden {
        refused(ES256, &with(EC, more));
    }
    for more in [r#""key_ops":["sign"]"#, r#""use":"enc""#] {
        refused(HS256, &with(OCT, more));
    }
}

#[test]
fn a_key_that_may_only_sign_signs_and_its_verifying_key_verifies() {
    let jwk = with(OCT, r#""key_ops":["sign"],"kid":"k""#);
    let key = SigningKey::from_jwk(HS256, &jwk).unwrap();
    assert_eq!(key.kid(), Some("k"));
    assert!(key.verifying_key().verify(b"message", &sign(&key, b"message")));
    assert!(SigningKey::from_jwk(HS256, &with(OCT, r#""key_ops":["verify"]"#)).is_err());
}

#[test]
fn kind_and_encoding_are_exact() {
    let changes = [
        (ES384, EC.to_owned()),
        (EdDSA, EC.to_owned()),
        (RS256, EC.to_owned()),
        (HS256, EC.to_owned()),
        (ES256, OKP.to_owned()),
        (ES256, EC.replace("\"EC\"", "\"ec\"")),
        (ES256, EC.replace("P-256", "p-256")),
        (ES256, EC.replace("P-256", "P-384")),
        (ES256, EC.replace("VEU\"", "VEU=\"")),
        (ES256, EC.replace("VEU\"", "VEV\"")), // unused bits
        (ES256, EC.replace("f83", "f8+")),
        (ES256, EC.replace("5a0", "5a4")),               // off the curve
        (ES256, EC.replace("VEU\"", "\"")),              // short
        (ES256, EC.replace("\"x\":\"", "\"x\":\"AAAA")), // long
        (EdDSA, OKP.replace("URo", "")),
        (EdDSA, OKP.replace("Ed25519", "Ed448")),
        (EdDSA, OKP.replace("Ed25519", "X25519")),
        (EdDSA, OKP.replace("OKP", "EC")),
        (HS256, OCT.replace("QLr8", "")), // 29 octets
        (HS512, OCT.to_owned()),
        (HS256, OCT.replace("\"k\"", "\"kk\"")),
        (RS256, r#""kty":"RSA","n":"","e":"AQAB""#.to_owned()),
        (RS256, r#""kty":"RSA","e":"AQAB""#.to_owned()),
        (ES256, String::new()),
    ];
    for (algorithm, members) in changes {
        refused(algorithm, &with(&members, ""));
    }
    for text in ["", "x", "[]", "1", "null", "\"a\"", "{}x", "-----BEGIN PUBLIC KEY-----"] {
        refused(ES256, text);
    }
    refused(ES256, &format!("[{}]", with(EC, "")));
    refused(ES256, &format!("{} x", with(EC, "")));
}

#[test]
fn rsa_sizes_and_exponents_have_bounds() {
    let jwk = |modulus: &[u8], exponent: &str| {
        let modulus = base64url::encode(modulus);
        with(&format!(r#""kty":"RSA","n":"{}","e":"{exponent}""#, *modulus), "")
    };
    let modulus = |octets: usize| {
        let mut modulus = vec![0xc1; octets];
        modulus[octets - 1] |= 1;
        modulus
    };
    for octets in [256, 384, 512] {
        VerifyingKey::from_jwk(RS256, &jwk(&modulus(octets), "AQAB")).unwrap();
    }
    assert!(refused(RS256, &jwk(&modulus(255), "AQAB")).to_string().contains("found 2040"));
    assert!(refused(RS256, &jwk(&modulus(1025), "AQAB")).to_string().contains("found 8200"));
    assert!(refused(PS256, &jwk(&[0xc0; 256], "AQAB")).to_string().contains("odd"));
    let leading_zero = [&[0], &modulus(256)[..]].concat();
    assert!(refused(RS256, &jwk(&leading_zero, "AQAB")).to_string().contains("leading zeros"));
    VerifyingKey::from_jwk(RS256, &jwk(&modulus(256), "Aw")).unwrap();
    // 1, 2, 0, 65536, 2^33 + 1, none
    for exponent in ["AQ", "Ag", "AA", "AQAA", "AgAAAAE", ""] {
        refused(RS256, &jwk(&modulus(256), exponent));
    }
}

#[cfg(all(feature = "aws_lc_rs", feature = "rust_crypto"))]
#[test]
fn rsa_up_to_8192_bits_is_for_aws_lc_alone() {
    let mut modulus = vec![0xc1; 1024];
    modulus[1023] = 1;
    let jwk = with(&format!(r#""kty":"RSA","n":"{}","e":"AQAB""#, *base64url::encode(&modulus)), "");
    let key = VerifyingKey::from_jwk(RS256, &jwk).unwrap();
    let on_rust_crypto = key.on(crate::Backend::RUST_CRYPTO);
    assert_eq!(on_rust_crypto.unwrap_err().kind(), ErrorKind::Unsupported);
}

#[test]
fn private_halves_must_be_of_the_public_ones() {
    let private = with(EC, &format!(r#""d":"{EC_D}""#));
    let key = SigningKey::from_jwk(ES256, &private).unwrap();
    assert_eq!(
        VerifyingKey::from_jwk(ES256, &private).unwrap().thumbprint(),
        key.verifying_key().thumbprint()
    );
    let refusals = [
        (ES256, with(EC, ""), "no `d`"),
        (ES256, with(EC, &format!(r#""d":"{}""#, EC_D.replace("jps", "jpt"))), "export it again"),
        (ES256, with(EC, r#""d":"AAAA""#), "found 3"),
        (ES256, with(EC, r#""d":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA""#), "out of range"),
        (ES256, with(EC, r#""d":"__________________________________________8""#), "out of range"),
        (EdDSA, with(OKP, r#""d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2B""#), "base64url"),
        (EdDSA, with(OKP, r#""d":"mWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A""#), "export it again"),
        (EdDSA, with(OKP, r#""d":"AAAA""#), "found 3"),
    ];
    for (algorithm, jwk, advice) in refusals {
        let error = SigningKey::from_jwk(algorithm, &jwk).expect_err(&jwk);
        assert!(error.to_string().contains(advice), "expected {advice:?} in {error}");
    }
}

#[test]
fn rsa_private_keys_need_their_primes_and_parts_that_agree() {
    let whole: serde_json::Value = serde_json::from_str(fixture!("rsa.jwk.json")).unwrap();
    for name in ["d", "p", "q", "dp", "dq", "qi"] {
        let mut jwk = whole.clone();
        jwk.as_object_mut().unwrap().remove(name);
        assert!(SigningKey::from_jwk(RS256, &jwk.to_string()).is_err(), "{name} removed");
        // Public is what it then still is.
        VerifyingKey::from_jwk(RS256, &jwk.to_string()).unwrap();
    }
    for name in ["n", "d", "p", "q"] {
        let mut jwk = whole.clone();
        let mut octets = base64url::decode(whole[name].as_str().unwrap()).unwrap();
        let middle = octets.len() / 2;
        octets[middle] ^= 4;
        jwk[name] = base64url::encode(&octets).as_str().into();
        assert!(SigningKey::from_jwk(RS256, &jwk.to_string()).is_err(), "{name} changed");
    }
    let mut jwk = whole;
    jwk["oth"] = serde_json::json!([]);
    assert!(SigningKey::from_jwk(RS256, &jwk.to_string()).is_err());
}

#[test]
fn ed25519_points_of_small_order_are_refused() {
    for x in [
        [0; 32],
        {
            let mut identity = [0; 32];
            identity[0] = 1;
            identity
        },
        {
            let mut minus_one = [0xff; 32];
            minus_one[0] = 0xec;
            minus_one[31] = 0x7f;
            minus_one
        },
    ] {
        for sign in [0, 0x80] {
            let mut x = x;
            x[31] ^= sign;
            let jwk = with(&format!(r#""kty":"OKP","crv":"Ed25519","x":"{}""#, *base64url::encode(&x)), "");
            assert!(refused(EdDSA, &jwk).to_string().contains("small order"));
        }
    }
}

#[test]
fn keys_survive_the_way_out_and_in_again() {
    for key in formats() {
        let (algorithm, kid) = (key.algorithm, "a \"quoted\" \u{1} näme");
        let key = SigningKey::from_jwk(algorithm, key.jwk).unwrap().with_kid(kid);
        let private = SigningKey::from_jwk(algorithm, &key.to_private_jwk().unwrap()).unwrap();
        let public = VerifyingKey::from_jwk(algorithm, &key.verifying_key().to_jwk().unwrap()).unwrap();
        assert_eq!((private.kid(), public.kid()), (Some(kid), Some(kid)));
        assert!(public.verify(b"message", &sign(&private, b"message")));
        assert_eq!(*private.to_private_jwk().unwrap(), *key.to_private_jwk().unwrap());
        let exported = public.to_jwk().unwrap();
        let exported: serde_json::Value = serde_json::from_str(&exported).unwrap();
        assert_eq!((&exported["use"], &exported["alg"]), (&"sig".into(), &algorithm.name().into()));
        for private_member in ["d", "p", "q", "dp", "dq", "qi", "k"] {
            assert!(exported.get(private_member).is_none(), "{private_member}");
        }
    }
    let secret = SigningKey::from_jwk(HS256, &with(OCT, "")).unwrap();
    assert_eq!(secret.kid(), None);
    assert!(secret.verifying_key().to_jwk().is_err());
    assert_eq!(secret.verifying_key().thumbprint(), None);
    let again = SigningKey::from_jwk(HS256, &secret.to_private_jwk().unwrap()).unwrap();
    assert_eq!(sign(&again, b"message"), sign(&secret, b"message"));
}

#[test]
fn the_fully_specified_name_is_written_on_demand_and_taken_over() {
    let key = SigningKey::generate(EdDSA).unwrap();
    assert_eq!(key.header_alg(), "EdDSA");
    let key = key.with_fully_specified_name();
    assert_eq!((key.header_alg(), key.algorithm()), ("Ed25519", EdDSA));
    let jwk = key.to_private_jwk().unwrap();
    assert!(jwk.contains(r#""alg":"Ed25519""#));
    assert_eq!(SigningKey::from_jwk(EdDSA, &jwk).unwrap().header_alg(), "Ed25519");
    assert_eq!(SigningKey::generate(ES256).unwrap().with_fully_specified_name().header_alg(), "ES256");
}

#[test]
fn debug_and_errors_never_show_material() {
    let jwk = with(OCT, "");
    let key = SigningKey::from_jwk(HS256, &jwk).unwrap();
    let debug = format!("{key:?} {:?}", key.verifying_key());
    assert!(!debug.contains("AyM1"), "{debug}");
    assert!(debug.contains("HS256") && debug.contains("backend"), "{debug}");
    let error = SigningKey::hs256("hunter2").unwrap_err();
    assert!(!format!("{error} {error:?}").contains("hunter2"));
    assert!(error.to_string().contains("at least 32 octets"), "{error}");
}
