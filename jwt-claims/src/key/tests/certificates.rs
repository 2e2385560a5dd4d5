//! The thumbprints of a certificate, as OpenSSL has them.

use base64_simd::STANDARD;
use serde_json::value::RawValue;

use super::super::{KeyName, Scope};
use super::KeySet;
use super::formats::{der_of, fixture};
use crate::crypto::algorithm::Algorithm::ES256;
use crate::error::Error;

/// `openssl x509 -fingerprint`, as base64url.
const SHA1: &str = "W0BLupb9vKEFag9A6iKGjhTZy8I";
const SHA256: &str = "xCuqudDNH75jBKZucoE17SHUR78g75xPoUVBXpBoOb8";

/// The key of the certificate, and another; `x5c` as it is given.
fn set(x5c: &str) -> KeySet {
    let with = fixture!("p256.jwk.json").trim().replacen('{', &format!(r#"{{"x5c":{x5c},"#), 1);
    let other = super::SigningKey::generate(ES256).unwrap().verifying_key().to_jwk().unwrap();
    KeySet::from_jwks(&format!(r#"{{"keys":[{other},{with}]}}"#), &[ES256]).unwrap()
}

fn places(set: &KeySet, x5t: Option<&str>, x5t_s256: Option<&str>) -> Result<Vec<usize>, Error> {
    let raw = |text: Option<&str>| text.map(|text| RawValue::from_string(format!("\"{text}\"")).unwrap());
    let (x5t, x5t_s256) = (raw(x5t), raw(x5t_s256));
    let name = KeyName::of(None, x5t.as_deref(), x5t_s256.as_deref());
    set.select("ES256", &name, Scope::Any).map(|candidates| candidates.places().to_vec())
}

#[test]
fn are_those_of_the_first_certificate() {
    let der = der_of(fixture!("p256.cert.pem"));
    let base64 = STANDARD.encode_to_string(&der);
    let lines = base64.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap());
    let wrapped: String = lines.map(|line| format!("{line}\\n")).collect();
    for x5c in [
        format!(r#"["{base64}"]"#),
        format!(r#"["{wrapped}"]"#),
        format!(r#"["{}"]"#, base64.replace('/', "\\/")),
        format!(r#"["{base64}","AAAA",1]"#),
    ] {
        let set = set(&x5c);
        for (x5t, x5t_s256) in [(Some(SHA1), None), (None, Some(SHA256)), (Some(SHA1), Some(SHA256))] {
            assert_eq!(places(&set, x5t, x5t_s256).unwrap(), [1], "{x5c}");
        }
        for (x5t, x5t_s256) in [(Some(SHA256), None), (None, Some(SHA1)), (Some(SHA256), Some(SHA1))] {
            assert_eq!(places(&set, x5t, x5t_s256).unwrap_err().code(), "key_not_found", "{x5c}");
        }
    }
}

#[test]
fn an_odd_x5c_has_no_thumbprint_and_the_key_stays() {
    let second = STANDARD.encode_to_string(der_of(fixture!("p256.cert.pem")));
    let odd =
        ["[]", "null", "1", "\"AAAA\"", "[1]", "[\"!\"]", "{\"0\":\"AAAA\"}", &format!(r#"[1,"{second}"]"#)];
    for x5c in odd {
        let set = set(x5c);
        assert_eq!((set.len(), set.skipped().len()), (2, 0), "{x5c}");
        assert_eq!(places(&set, Some(SHA1), Some(SHA256)).unwrap_err().code(), "key_ambiguous", "{x5c}");
    }
}
