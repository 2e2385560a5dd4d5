//! Encrypted tokens: ours, and the same steps by hand on aws-lc-rs.

use std::hint::black_box;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::agreement::{self, ECDH_P256, PrivateKey, UnparsedPublicKey, X25519};
use aws_lc_rs::kdf::{SskdfDigestAlgorithmId, get_sskdf_digest_algorithm, sskdf_digest};
use aws_lc_rs::key_wrap::{AES_256, AesKek, KeyWrap};
use aws_lc_rs::rsa::{OAEP_SHA256_MGF1SHA256, OaepPrivateDecryptingKey, PrivateDecryptingKey};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, ParsedPublicKey};
use base64_simd::URL_SAFE_NO_PAD;
use jwt_claims::jwe::{DecryptionKey, EcdhCurve, KeyManagement};
use jwt_claims::{Algorithm, Claims, Issuer, SigningKey, Verifier};
use serde::Deserialize;

use crate::contest::Op;

/// The claims of the tokens.
#[derive(Claims, Deserialize)]
#[claims(ttl = "1h", encrypted)]
struct Referral {
    sub: String,
    diagnosis: String,
}

/// One key management: what is measured of it.
pub struct Row {
    /// `alg`, and the curve.
    pub name: String,
    /// Issuing a nested token that is signed with ES256.
    pub seal: Op,
    /// Verifying it.
    pub open: Op,
    /// The same steps by hand, for the defaults.
    pub by_hand: Option<Op>,
    /// A token of the same size whose tag was changed: what anyone can send.
    pub junk: Op,
}

/// A row for each key management, on each curve that is common.
#[must_use]
pub fn rows() -> Vec<Row> {
    let mut keys: Vec<(String, DecryptionKey)> = Vec::new();
    for alg in KeyManagement::ALL.iter().copied().filter(|alg| *alg != KeyManagement::RsaOaep) {
        if alg.name().starts_with("ECDH") {
            for curve in [EcdhCurve::P256, EcdhCurve::P384, EcdhCurve::P521, EcdhCurve::X25519] {
                let key = DecryptionKey::generate_on(alg, curve).expect("a key");
                keys.push((format!("{alg}, {}", curve.name()), key));
            }
        } else {
            keys.push((alg.to_string(), DecryptionKey::generate(alg).expect("a key")));
        }
    }
    keys.into_iter().map(|(name, key)| row(name, &key)).collect()
}

fn row(name: String, key: &DecryptionKey) -> Row {
    let signing = SigningKey::generate(Algorithm::ES256).expect("a key");
    let point = point(&signing);
    let verifier = Verifier::new(signing.verifying_key()).decrypting_with(key.clone());
    let issuer = Issuer::new(signing).encrypting_for(key.encryption_key().expect("its public half"));
    let claims = Referral { sub: "patient-17".into(), diagnosis: "J45".into() };
    let token = issuer.issue(&claims).expect("issued").into_string();
    let junk = changed(&token);
    let by_hand = by_hand(key, point, token.clone());
    let (one, other) = (verifier.clone(), verifier);
    assert!(one.verify::<Referral>(&token).is_ok() && one.verify::<Referral>(&junk).is_err());
    Row {
        name,
        seal: Box::new(move || issuer.issue(&claims).is_ok()),
        open: Box::new(move || one.verify::<Referral>(black_box(&token)).is_ok()),
        by_hand,
        junk: Box::new(move || other.verify::<Referral>(black_box(&junk)).is_err()),
    }
}

/// The token with another tag.
fn changed(token: &str) -> String {
    let (rest, tag) = token.rsplit_once('.').expect("five parts");
    let first = if tag.starts_with('A') { "B" } else { "A" };
    format!("{rest}.{first}{}", &tag[1..])
}

fn point(signing: &SigningKey) -> Vec<u8> {
    let jwk: serde_json::Value =
        serde_json::from_str(&signing.verifying_key().to_jwk().expect("a JWK")).expect("JSON");
    [vec![4], member(&jwk, "x"), member(&jwk, "y")].concat()
}

fn member(jwk: &serde_json::Value, name: &str) -> Vec<u8> {
    decoded(jwk[name].as_str().unwrap_or_default())
}

fn decoded(text: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode_to_vec(text).unwrap_or_default()
}

#[derive(Deserialize)]
struct Header<'h> {
    alg: &'h str,
    enc: &'h str,
    cty: &'h str,
    epk: Option<Epk<'h>>,
}

#[derive(Deserialize)]
struct Epk<'h> {
    x: &'h str,
    y: Option<&'h str>,
}

/// The primitives of one key management.
enum Hand {
    Shared(Vec<u8>),
    Ecdh(PrivateKey, &'static agreement::Algorithm),
    Rsa(OaepPrivateDecryptingKey),
}

fn by_hand(key: &DecryptionKey, point: Vec<u8>, token: String) -> Option<Op> {
    let jwk: serde_json::Value = serde_json::from_str(&key.to_private_jwk().ok()?).ok()?;
    let hand = match (key.key_management(), jwk["crv"].as_str()) {
        (KeyManagement::A256KW, _) => Hand::Shared(member(&jwk, "k")),
        (KeyManagement::EcdhEsA256KW, Some("P-256")) => {
            Hand::Ecdh(PrivateKey::from_private_key(&ECDH_P256, &member(&jwk, "d")).ok()?, &ECDH_P256)
        }
        (KeyManagement::EcdhEsA256KW, Some("X25519")) => {
            Hand::Ecdh(PrivateKey::from_private_key(&X25519, &member(&jwk, "d")).ok()?, &X25519)
        }
        (KeyManagement::RsaOaep256, _) => {
            let pem = key.to_private_pem().ok()?;
            let body: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
            let der = base64_simd::STANDARD.decode_to_vec(body).ok()?;
            Hand::Rsa(OaepPrivateDecryptingKey::new(PrivateDecryptingKey::from_pkcs8(&der).ok()?).ok()?)
        }
        _ => return None,
    };
    let verifying = ParsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).ok()?;
    let alg = key.key_management().name();
    assert!(opened(&hand, alg, &verifying, &token).is_some());
    Some(Box::new(move || opened(&hand, alg, &verifying, black_box(&token)).is_some()))
}

/// Decrypts and verifies, and reads the claims, without a check that could be left out.
fn opened(hand: &Hand, alg: &str, verifying: &ParsedPublicKey, token: &str) -> Option<Referral> {
    let mut parts = token.split('.');
    let [header, key, iv, text, tag] = std::array::from_fn(|_| parts.next().unwrap_or_default());
    let json = decoded(header);
    let parsed: Header<'_> = serde_json::from_slice(&json).ok()?;
    if parsed.alg != alg || parsed.enc != "A256GCM" || parsed.cty != "JWT" {
        return None;
    }
    let (key, iv, tag) = (decoded(key), decoded(iv), decoded(tag));
    let mut cek = [0; 32];
    match hand {
        Hand::Shared(kek) => {
            AesKek::new(&AES_256, kek).ok()?.unwrap(&key, &mut cek).ok()?;
        }
        Hand::Ecdh(private, algorithm) => {
            let epk = parsed.epk?;
            let octets = match epk.y {
                Some(y) => [vec![4], decoded(epk.x), decoded(y)].concat(),
                None => decoded(epk.x),
            };
            let name = alg.as_bytes();
            let mut info = u32::try_from(name.len()).ok()?.to_be_bytes().to_vec();
            info.extend_from_slice(name);
            info.extend_from_slice(&[0; 8]);
            info.extend_from_slice(&256_u32.to_be_bytes());
            let public = UnparsedPublicKey::new(algorithm, octets);
            let mut kek = [0; 32];
            let kdf = get_sskdf_digest_algorithm(SskdfDigestAlgorithmId::Sha256)?;
            agreement::agree(private, public, (), |z| sskdf_digest(kdf, z, &info, &mut kek).map_err(drop))
                .ok()?;
            AesKek::new(&AES_256, &kek).ok()?.unwrap(&key, &mut cek).ok()?;
        }
        Hand::Rsa(private) => {
            let mut room = [0; 256];
            cek.copy_from_slice(private.decrypt(&OAEP_SHA256_MGF1SHA256, &key, &mut room, None).ok()?);
        }
    }
    let mut text = decoded(text);
    let aead = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &cek).ok()?);
    let nonce = Nonce::try_assume_unique_for_key(&iv).ok()?;
    aead.open_in_place_separate_tag(nonce, Aad::from(header), &tag, &mut text).ok()?;
    let (input, signature) = std::str::from_utf8(&text).ok()?.rsplit_once('.')?;
    verifying.verify_sig(input.as_bytes(), &decoded(signature)).ok()?;
    serde_json::from_slice(&decoded(input.split_once('.')?.1)).ok()
}
