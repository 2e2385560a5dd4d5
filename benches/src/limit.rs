//! The limit: a verifier and an issuer written by hand for one key, one header
//! and one claims type, with nothing a general library cannot do without.
//! Fast cryptography with keys parsed once, SIMD base64, one pass of
//! `serde_json`; the header is compared with the one that is expected.

use std::hint::black_box;
use std::mem::MaybeUninit;
use std::time::SystemTime;

use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{EcdsaKeyPair, Ed25519KeyPair, ParsedPublicKey, RSA_PKCS1_SHA256, RsaKeyPair};
use base64_simd::{Out, URL_SAFE_NO_PAD};
use memchr::memchr;
use serde::{Deserialize, Serialize};

use crate::claims::{AUD, ISS, LEEWAY, Terms};

/// RSA with 2048 bits is the longest that is measured.
const MAX_SIGNATURE: usize = 256;

/// A key pair as the backend has it.
#[expect(clippy::large_enum_variant, reason = "there is one, and it stays where it is")]
pub enum Pair {
    /// HS256.
    Hmac(hmac::Key),
    /// RS256.
    Rsa(Box<RsaKeyPair>),
    /// ES256.
    Ec(EcdsaKeyPair),
    /// EdDSA.
    Ed(Ed25519KeyPair),
}

/// What verifies: a schedule or a parsed key.
#[expect(clippy::large_enum_variant, reason = "there is one, and it stays where it is")]
pub enum Public {
    /// HS256.
    Hmac(hmac::Key),
    /// The others.
    Parsed(ParsedPublicKey),
}

impl Public {
    #[inline]
    fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        match self {
            Self::Hmac(key) => hmac::verify(key, message, signature).is_ok(),
            Self::Parsed(key) => key.verify_sig(message, signature).is_ok(),
        }
    }
}

/// The payload of a token whose signature holds, given to `judge`.
#[inline]
pub fn verify(key: &Public, known_header: &[u8], token: &str, judge: impl FnOnce(&[u8]) -> bool) -> bool {
    let octets = token.as_bytes();
    let Some(first) = memchr(b'.', octets) else { return false };
    let Some(length) = memchr(b'.', &octets[first + 1..]) else { return false };
    let second = first + 1 + length;
    let (payload, signature) = (&octets[first + 1..second], &octets[second + 1..]);
    if octets[..first] != *known_header || signature.len() > MAX_SIGNATURE * 4 / 3 + 1 {
        return false;
    }
    let mut room = [MaybeUninit::uninit(); MAX_SIGNATURE];
    let Ok(signature) = URL_SAFE_NO_PAD.decode(signature, Out::from_uninit_slice(&mut room)) else {
        return false;
    };
    if !key.verify(&octets[..second], signature) {
        return false;
    }
    let mut short = [MaybeUninit::uninit(); 1024];
    if URL_SAFE_NO_PAD.estimated_decoded_length(payload.len()) <= short.len() {
        let json = URL_SAFE_NO_PAD.decode(payload, Out::from_uninit_slice(&mut short));
        json.is_ok_and(|json| judge(json))
    } else {
        URL_SAFE_NO_PAD.decode_to_vec(payload).is_ok_and(|json| judge(&json))
    }
}

/// Reads claims and checks them.
#[inline]
#[must_use]
pub fn accepts<'t, C: Deserialize<'t> + Terms>(json: &'t [u8]) -> bool {
    let Ok(claims) = serde_json::from_slice::<C>(json) else { return false };
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |now| now.as_secs());
    let (iss, aud, exp, nbf) = claims.registered();
    let good = now < exp + LEEWAY && nbf <= now + LEEWAY && iss == ISS && aud == AUD && claims.has_role();
    black_box(claims);
    good
}

/// Signs claims under a header that is encoded already.
///
/// # Panics
/// If the claims are no JSON or the backend fails.
#[must_use]
pub fn issue(pair: &Pair, header: &str, claims: &impl Serialize) -> String {
    let mut json = Vec::with_capacity(512);
    serde_json::to_writer(&mut json, claims).expect("claims are JSON");
    sign(pair, header, &json)
}

/// Signs any payload under a header that is encoded already.
///
/// # Panics
/// If the backend fails.
#[must_use]
pub fn sign(pair: &Pair, header: &str, payload: &[u8]) -> String {
    let mut token = String::with_capacity(header.len() + payload.len() * 4 / 3 + MAX_SIGNATURE * 4 / 3 + 4);
    token.push_str(header);
    token.push('.');
    URL_SAFE_NO_PAD.encode_append(payload, &mut token);
    let mut room = [0; MAX_SIGNATURE];
    let signature = match pair {
        Pair::Hmac(key) => copied(&mut room, hmac::sign(key, token.as_bytes()).as_ref()),
        Pair::Rsa(pair) => {
            pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), token.as_bytes(), &mut room).expect("signs");
            &room
        }
        Pair::Ec(pair) => {
            copied(&mut room, pair.sign(&SystemRandom::new(), token.as_bytes()).expect("signs").as_ref())
        }
        Pair::Ed(pair) => copied(&mut room, pair.sign(token.as_bytes()).as_ref()),
    };
    token.push('.');
    URL_SAFE_NO_PAD.encode_append(signature, &mut token);
    token
}

fn copied<'r>(room: &'r mut [u8], signature: &[u8]) -> &'r [u8] {
    room[..signature.len()].copy_from_slice(signature);
    &room[..signature.len()]
}
