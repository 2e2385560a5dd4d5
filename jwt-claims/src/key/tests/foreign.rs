//! No HMAC secret is made from what is plainly a key of another kind.

use base64_simd::{STANDARD, URL_SAFE_NO_PAD};

use super::formats::{der_of, fixture, formats};
use super::{KeySet, SigningKey, VerifyingKey};
use crate::crypto::algorithm::Algorithm::{HS256, HS384, HS512};

/// Every way in.
fn assert_refused(secret: &[u8], name: &str) {
    for algorithm in [HS256, HS384, HS512] {
        let jwk = format!(r#"{{"kty":"oct","k":"{}"}}"#, URL_SAFE_NO_PAD.encode_to_string(secret));
        let errors = [
            SigningKey::from_secret(algorithm, secret).err(),
            VerifyingKey::from_secret(algorithm, secret).err(),
            SigningKey::from_jwk(algorithm, &jwk).err(),
            VerifyingKey::from_jwk(algorithm, &jwk).err(),
        ];
        for error in errors {
            let error = error.unwrap_or_else(|| panic!("{algorithm}: {name}")).to_string();
            assert!(error.contains("expects a shared secret, found"), "{algorithm}: {name}: {error}");
        }
        let set = KeySet::from_jwks(&format!(r#"{{"keys":[{jwk}]}}"#), &[algorithm]).unwrap();
        assert!(set.is_empty(), "{name}");
    }
}

fn assert_refused_in_any_dress(text: &str, name: &str) {
    let dresses = [
        text.to_owned(),
        format!("\u{FEFF}{text}"),
        format!("\n \t{text}\n"),
        text.replace('\n', "\r\n"),
        text.replace('\n', "\\n"),
        format!("'{}'", STANDARD.encode_to_string(text)),
        STANDARD.encode_to_string(format!("\u{FEFF}{text}")),
    ];
    for dress in dresses {
        assert_refused(dress.as_bytes(), name);
    }
}

#[test]
fn keys_of_other_kinds_are_no_secrets() {
    for key in formats() {
        for pem in key.private.iter().chain(key.public) {
            assert_refused_in_any_dress(pem, "PEM");
            assert_refused_in_any_dress(&format!("# our key\n{pem}"), "PEM after a comment");
            let der = der_of(pem);
            assert_refused(&der, "DER");
            assert_refused(STANDARD.encode_to_string(&der).as_bytes(), "base64 of DER");
        }
        assert_refused_in_any_dress(key.jwk, "a JWK");
        assert_refused_in_any_dress(&format!(r#"{{"keys":[{}]}}"#, key.jwk), "a JWK Set");
        assert_refused_in_any_dress(&serde_json::to_string(key.jwk).unwrap(), "a JWK in a string");
    }
    assert_refused_in_any_dress(
        r#"{"keys":[], "comment":"........................................"}"#,
        "an empty set",
    );
    assert_refused_in_any_dress(fixture!("p256.openssh.pem"), "OpenSSH private");
    for pem in [
        fixture!("p256.pkcs12.pem"),
        fixture!("p256.pkcs7.pem"),
        fixture!("p256.csr.pem"),
        fixture!("p256.crl.pem"),
        fixture!("rsa.encrypted.pkcs8.pem"),
    ] {
        let der = der_of(pem);
        assert_refused_in_any_dress(pem, "a container as PEM");
        assert_refused(&der, "a container as DER");
        assert_refused(STANDARD.encode_to_string(&der).as_bytes(), "base64 of a container");
    }
    assert_refused_in_any_dress(fixture!("p256.openssh.pub"), "OpenSSH public");
    for kind in ["ssh-rsa", "ssh-ed25519", "ssh-dss", "ecdsa-sha2-nistp521", "sk-ssh-ed25519@openssh.com"] {
        let key =
            format!("{kind} AAAAC3NzaC1lZDI1NTE5AAAAIAbcdefghijklmnopqrstuvwxyz0123456789ABCDEFGH me@host");
        assert_refused_in_any_dress(&key, kind);
    }
    let wide: Vec<u8> = fixture!("p256.spki.pem").encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_refused(&wide, "PEM in UTF-16");
}

#[test]
fn secrets_stay_secrets() {
    let texts: [&[u8]; 6] = [
        &[0x30; 64],
        &[b'A'; 64],
        b"MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQDdq+z5moMyPGL9",
        b"{\"a json object that is somebody's secret\":\"of enough octets, or more\"}",
        b"-----this is a secret with hyphens and without a key in it, honestly-----",
        &[0xFF; 64],
    ];
    for secret in texts {
        assert!(SigningKey::hs512(secret).is_ok(), "{:?}", String::from_utf8_lossy(secret));
    }
    for _ in 0..500 {
        SigningKey::generate(HS512).unwrap();
    }
}
