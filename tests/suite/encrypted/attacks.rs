//! What an attacker without the keys, or with the public one, may send.

use std::time::{Duration, Instant};

use jwt_claims::jwe::{self, DecryptionKey, DecryptionKeySet, EcdhCurve, KeyManagement};
use jwt_claims::{Algorithm, SigningKey, Verifier};
use jwt_claims_tests::forge::{self, base64url, from_base64url};
use serde_json::{Value, json};

use super::{Referral, Sides, every_key, open};
use crate::announce;

const KEY: [u8; 32] = [9; 32];
const NESTED: &str = r#"{"alg":"dir","enc":"A256GCM","cty":"JWT"}"#;

/// A verifier with the shared key, and an issuer whose tokens it trusts.
fn shared() -> Sides {
    Sides::with(&DecryptionKey::from_secret(KeyManagement::Dir, KEY).unwrap())
}

fn refusal(sides: &Sides, token: &str) -> jwt_claims::Error {
    sides.verifier.verify::<Referral>(token).expect_err("refused")
}

fn parts(token: &str) -> Vec<String> {
    token.split('.').map(str::to_owned).collect()
}

#[test]
fn every_changed_part_is_one_error() {
    for key in every_key() {
        let sides = Sides::with(&key);
        let (one, two) = (parts(&sides.token()), parts(&sides.token()));
        for part in 0..5 {
            let mut swapped = one.clone();
            swapped[part] = two[part].clone();
            if swapped == one {
                continue;
            }
            let error = refusal(&sides, &swapped.join("."));
            assert_eq!(error.code(), "decryption_failed", "{key:?}: part {part}: {error}");
            let mut flipped = from_base64url(&one[part]).unwrap();
            if part == 0 {
                continue;
            }
            let Some(octet) = flipped.first_mut() else { continue };
            *octet ^= 1;
            let mut changed = one.clone();
            changed[part] = base64url(flipped);
            let error = refusal(&sides, &changed.join("."));
            assert_eq!(error.code(), "decryption_failed", "{key:?}: part {part}: {error}");
        }
    }
}

#[test]
fn parts_of_another_length_are_refused_before_the_key_is_used() {
    for key in every_key() {
        let sides = Sides::with(&key);
        let token = parts(&sides.token());
        for part in [1, 2, 4] {
            let octets = from_base64url(&token[part]).unwrap();
            let longer = [octets.as_slice(), &[0]].concat();
            for cut in
                [&longer[..], &octets[..octets.len().saturating_sub(1)], &octets[..octets.len().min(4)], &[]]
            {
                let mut changed = token.clone();
                changed[part] = base64url(cut);
                if changed == token {
                    continue;
                }
                let error = refusal(&sides, &changed.join("."));
                assert_eq!(error.code(), "token_malformed", "{key:?}: part {part}: {error}");
            }
        }
        for part in 0..5 {
            let mut changed = token.clone();
            changed[part].push('=');
            assert_eq!(refusal(&sides, &changed.join(".")).code(), "token_malformed");
        }
    }
}

#[test]
fn another_alg_or_enc_does_not_change_what_a_key_does() {
    for key in every_key() {
        let sides = Sides::with(&key);
        let token = parts(&sides.token());
        let header: Value = serde_json::from_slice(&from_base64url(&token[0]).unwrap()).unwrap();
        for alg in
            ["dir", "none", "RSA1_5", "PBES2-HS256+A128KW", "ECDH-1PU", "A192KW", "RSA-OAEP", "HS256", ""]
        {
            if header["alg"] == alg {
                continue;
            }
            let mut changed = (token.clone(), header.clone());
            changed.1["alg"] = json!(alg);
            changed.0[0] = base64url(changed.1.to_string());
            let error = refusal(&sides, &changed.0.join("."));
            assert_eq!(error.code(), "alg_not_allowed", "{key:?}: {alg}: {error}");
        }
        for enc in ["A192GCM", "none", "A128CBC-HS256", ""] {
            let mut changed = (token.clone(), header.clone());
            changed.1["enc"] = json!(enc);
            changed.0[0] = base64url(changed.1.to_string());
            let code = refusal(&sides, &changed.0.join(".")).code();
            assert!(["alg_not_allowed", "token_malformed", "decryption_failed"].contains(&code), "{code}");
        }
    }
}

/// The shared key of another key management must not decrypt the content itself.
#[test]
fn a_wrapping_key_is_not_used_directly() {
    let sides = Sides::with(&DecryptionKey::from_secret(KeyManagement::A256KW, KEY).unwrap());
    let inner = sides.plain.issue(&open()).unwrap();
    let error = refusal(&sides, &forge::a256gcm(&KEY, NESTED, inner.as_str()));
    assert_eq!(error.code(), "alg_not_allowed");
    // the other way round, and with the name that is expected
    let renamed = NESTED.replace("dir", "A256KW");
    assert_eq!(refusal(&sides, &forge::a256gcm(&KEY, &renamed, inner.as_str())).code(), "token_malformed");
}

/// CVE-2026-29000: claims that are encrypted and not signed.
#[test]
fn a_plain_payload_inside_is_refused() {
    let sides = shared();
    for content in ["", "{}", r#"{"sub":"admin","exp":4000000000}"#, "a.b", "a.b.c.d", "e30", "\u{0}", "{.}"]
    {
        let error = refusal(&sides, &forge::a256gcm(&KEY, NESTED, content));
        assert_eq!(error.code(), "token_malformed", "{content}: {error}");
        assert!(error.to_string().contains("in the encrypted token"), "{error}");
    }
    let error = refusal(&sides, &forge::a256gcm(&KEY, NESTED, [0xFF, 0xFE]));
    assert_eq!(error.code(), "token_malformed");
}

#[test]
fn an_unsigned_token_inside_is_refused() {
    let sides = shared();
    let payload = base64url(r#"{"sub":"admin","diagnosis":"x","exp":4000000000}"#);
    for alg in ["none", "None", "NONE", ""] {
        let header = base64url(json!({"alg": alg, "typ": "referral+jwt"}).to_string());
        let error = refusal(&sides, &forge::a256gcm(&KEY, NESTED, format!("{header}.{payload}.")));
        assert_eq!(error.code(), "alg_not_allowed", "{error}");
    }
    // signed by the encryption key, which is not one for signatures
    let forged = forge::hs256(&KEY, r#"{"alg":"HS256","typ":"referral+jwt"}"#, "{}");
    assert_eq!(refusal(&sides, &forge::a256gcm(&KEY, NESTED, forged)).code(), "alg_not_allowed");
}

#[test]
fn a_third_layer_is_not_opened() {
    let sides = shared();
    let once = sides.token();
    assert!(sides.verifier.verify::<Referral>(&once).is_ok());
    let error = refusal(&sides, &forge::a256gcm(&KEY, NESTED, &once));
    assert_eq!(error.code(), "token_malformed");
    assert!(error.to_string().contains("encrypted again"), "{error}");
}

#[test]
fn the_sender_says_that_a_signed_token_is_inside() {
    let sides = shared();
    let inner = sides.plain.issue(&open()).unwrap().into_string();
    for header in [
        r#"{"alg":"dir","enc":"A256GCM"}"#,
        r#"{"alg":"dir","enc":"A256GCM","cty":""}"#,
        r#"{"alg":"dir","enc":"A256GCM","cty":"JSON"}"#,
        r#"{"alg":"dir","enc":"A256GCM","typ":"JWT"}"#,
    ] {
        let error = refusal(&sides, &forge::a256gcm(&KEY, header, &inner));
        assert_eq!(error.code(), "token_malformed", "{header}");
        assert!(error.to_string().contains("`cty`"), "{error}");
    }
    for cty in ["JWT", "jwt", "application/jwt"] {
        let header = NESTED.replace(r#""JWT""#, &format!("{cty:?}"));
        assert!(sides.verifier.verify::<Referral>(&forge::a256gcm(&KEY, &header, &inner)).is_ok(), "{cty}");
    }
}

#[test]
fn the_typ_of_the_signed_header_counts() {
    let sides = shared();
    let outer = r#"{"alg":"dir","enc":"A256GCM","cty":"JWT","typ":"referral+jwt"}"#;
    let other = sides.plain.issue(&super::declared::Note { sub: "a".into() }).unwrap();
    let error = refusal(&sides, &forge::a256gcm(&KEY, outer, other.as_str()));
    assert!(error.violations().iter().any(|violation| violation.code() == "wrong_typ"), "{error}");
}

#[test]
fn headers_that_need_more_are_refused() {
    let sides = shared();
    let inner = sides.plain.issue(&open()).unwrap().into_string();
    let with = |more: &str| {
        let header = NESTED.replacen('{', &format!("{{{more},"), 1);
        refusal(&sides, &forge::a256gcm(&KEY, &header, &inner)).code()
    };
    assert_eq!(with(r#""crit":["x"],"x":1"#), "crit_not_understood");
    assert_eq!(with(r#""crit":[]"#), "crit_not_understood");
    assert_eq!(with(r#""crit":null"#), "crit_not_understood");
    assert_eq!(with(r#""zip":"DEF""#), "alg_not_allowed");
    assert_eq!(with(r#""zip":null"#), "alg_not_allowed");
    assert_eq!(with(r#""alg":"dir""#), "token_malformed");
    assert_eq!(with(r#""x":1,"x":2"#), "token_malformed");
    assert_eq!(with(r#""x":{"y":1,"y":2}"#), "token_malformed");
    assert_eq!(with(r#""kid":1"#), "token_malformed");
    let long = format!(r#""x":"{}""#, "a".repeat(8 * 1024));
    assert_eq!(with(&long), "token_too_large");
}

/// Invalid curve attacks, and points that give away the shared secret.
#[test]
fn points_off_the_curve_and_of_low_order_are_the_one_error() {
    let zeros = |octets: usize| base64url(vec![0; octets]);
    let mut one = vec![0; 32];
    one[0] = 1;
    let low_order = [zeros(32), base64url(one)];
    for alg in [KeyManagement::EcdhEs, KeyManagement::EcdhEsA128KW, KeyManagement::EcdhEsA256KW] {
        let sides = Sides::with(&DecryptionKey::generate_on(alg, EcdhCurve::X25519).unwrap());
        for x in &low_order {
            let error = refusal(&sides, &with_epk(&sides.token(), |epk| epk["x"] = json!(x)));
            assert_eq!(error.code(), "decryption_failed", "{error}");
        }
        for (curve, octets) in [(EcdhCurve::P256, 32), (EcdhCurve::P384, 48), (EcdhCurve::P521, 66)] {
            let sides = Sides::with(&DecryptionKey::generate_on(alg, curve).unwrap());
            let token = sides.token();
            for y in [zeros(octets), base64url(vec![1; octets])] {
                let error = refusal(&sides, &with_epk(&token, |epk| epk["y"] = json!(y)));
                assert_eq!(error.code(), "decryption_failed", "{error}");
            }
            let infinity = with_epk(&token, |epk| {
                epk["x"] = json!(zeros(octets));
                epk["y"] = json!(zeros(octets));
            });
            assert_eq!(refusal(&sides, &infinity).code(), "decryption_failed");
            for (name, value) in [
                ("x", json!(zeros(octets - 1))),
                ("x", json!(zeros(octets + 1))),
                ("crv", json!("X25519")),
                ("kty", json!("OKP")),
                ("crv", json!("secp256k1")),
                ("y", Value::Null),
            ] {
                let error = refusal(&sides, &with_epk(&token, |epk| epk[name] = value.clone()));
                assert_eq!(error.code(), "token_malformed", "{name}: {error}");
            }
        }
    }
}

fn with_epk(token: &str, change: impl FnOnce(&mut Value)) -> String {
    with_header(token, |header| change(&mut header["epk"]))
}

fn with_header(token: &str, change: impl FnOnce(&mut Value)) -> String {
    let mut parts = parts(token);
    let mut header: Value = serde_json::from_slice(&from_base64url(&parts[0]).unwrap()).unwrap();
    change(&mut header);
    parts[0] = base64url(header.to_string());
    parts.join(".")
}

#[test]
fn apu_and_apv_are_bounded() {
    let sides = Sides::default();
    let token = sides.token();
    for name in ["apu", "apv"] {
        let with = |value: String| {
            refusal(&sides, &with_header(&token, |header| header[name] = json!(value))).code()
        };
        assert_eq!(with(base64url([0; 257])), "token_malformed");
        assert_eq!(with("!".into()), "token_malformed");
        // read, and part of what is derived
        assert_eq!(with(base64url([0; 256])), "decryption_failed");
    }
}

/// A padding oracle: an encrypted key with a wrong padding, one of a wrong length, and one
/// with the right padding and a wrong content are the same error.
#[test]
fn rsa_is_no_padding_oracle() {
    let key = DecryptionKey::generate(KeyManagement::RsaOaep256).unwrap();
    let keys = DecryptionKeySet::from(key.clone());
    let token = jwe::encrypt(&key.encryption_key().unwrap(), b"octets").unwrap();
    let mut bad_padding = parts(&token);
    let mut octets = from_base64url(&bad_padding[1]).unwrap();
    octets[200] ^= 1;
    bad_padding[1] = base64url(octets);
    let mut bad_tag = parts(&token);
    let mut octets = from_base64url(&bad_tag[4]).unwrap();
    octets[0] ^= 1;
    bad_tag[4] = base64url(octets);
    let (bad_padding, bad_tag) = (bad_padding.join("."), bad_tag.join("."));
    let errors = [&bad_padding, &bad_tag].map(|token| jwe::decrypt(&keys, token).unwrap_err().to_string());
    assert_eq!(errors[0], errors[1]);
    // by turns, so that a change of the CPU's clock counts for both
    let mut times = [Vec::new(), Vec::new()];
    for _ in 0..401 {
        for (token, times) in [&bad_padding, &bad_tag].into_iter().zip(&mut times) {
            let start = Instant::now();
            let _ = std::hint::black_box(jwe::decrypt(&keys, token));
            times.push(start.elapsed());
        }
    }
    let [padding, tag] = times.map(|mut times: Vec<Duration>| {
        times.sort_unstable();
        times[times.len() / 2]
    });
    announce(format_args!(
        "RSA-OAEP-256: {padding:?} for a wrong padding, {tag:?} for a wrong tag (medians of 401)"
    ));
}

#[test]
fn junk_is_refused_and_does_not_panic() {
    let sides = Sides::default();
    let header = parts(&sides.token())[0].clone();
    let long = "A".repeat(60_000);
    for token in [
        "....",
        ".....",
        "a....",
        "e30....",
        "bnVsbA....",
        "W10....",
        &format!("{header}...."),
        &format!("{header}.{long}.A.A.A"),
        &format!("{header}.A.A.{long}.A"),
        &format!("{header}. . . . "),
        &format!("{header}.é.é.é.é"),
        &format!("{header}\u{0}...."),
    ] {
        assert_eq!(refusal(&sides, token).code(), "token_malformed", "{token:.40}");
        assert!(jwe::decrypt(&DecryptionKeySet::default(), token).is_err());
    }
    let huge = format!("{header}....{}", "A".repeat(70_000));
    assert_eq!(refusal(&sides, &huge).code(), "token_too_large");
    assert_eq!(jwe::decrypt(&DecryptionKeySet::default(), &huge).unwrap_err().code(), "token_too_large");
}

/// A signature of someone else inside an encryption for us.
#[test]
fn who_has_the_public_key_alone_cannot_issue() {
    let key = DecryptionKey::generate(KeyManagement::default()).unwrap();
    let (victim, attacker) = (Sides::with(&key), Sides::with(&key));
    let error = refusal(&victim, &attacker.token());
    assert!(["signature_invalid", "key_not_found"].contains(&error.code()), "{error}");
    let trusted = SigningKey::generate(Algorithm::EdDSA).unwrap();
    let verifier = Verifier::new(trusted.verifying_key()).decrypting_with(key);
    assert_eq!(verifier.verify::<Referral>(&attacker.token()).unwrap_err().code(), "alg_not_allowed");
}
