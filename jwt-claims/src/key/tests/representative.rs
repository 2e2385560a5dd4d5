//! An RSA signature is a number below the modulus, of the modulus' length
//! (RFC 8017 §8.1.2, §8.2.2). Every other spelling of the same number is
//! refused, for each RSA algorithm on each backend.

use super::backends::compiled_in;
use super::formats::fixture;
use super::{SigningKey, base64url, sign};
use crate::crypto::algorithm::{Algorithm, Family};

fn rsa_algorithms() -> impl Iterator<Item = Algorithm> {
    Algorithm::ALL.iter().copied().filter(|algorithm| algorithm.family() == Family::Rsa)
}

fn modulus() -> Vec<u8> {
    let jwk: serde_json::Value = serde_json::from_str(fixture!("rsa.jwk.json")).unwrap();
    base64url::decode(jwk["n"].as_str().unwrap()).unwrap().to_vec()
}

/// The sum of two big-endian numbers of one length, and whether it overflows.
fn add(a: &[u8], b: &[u8]) -> (bool, Vec<u8>) {
    let mut sum = vec![0; a.len()];
    let mut carry = 0;
    for at in (0..a.len()).rev() {
        let digit = u16::from(a[at]) + u16::from(b[at]) + carry;
        sum[at] = digit as u8;
        carry = digit >> 8;
    }
    (carry != 0, sum)
}

/// `n - s`, which an even exponent could not tell from `s`.
fn negated(n: &[u8], s: &[u8]) -> Vec<u8> {
    let complement: Vec<u8> = s.iter().map(|octet| !octet).collect();
    let one = [vec![0; s.len() - 1], vec![1]].concat();
    add(&add(n, &complement).1, &one).1
}

/// A message and its signature, of those for which `holds`.
fn signed(key: &SigningKey, holds: impl Fn(&[u8]) -> bool) -> (Vec<u8>, Vec<u8>) {
    (0_u32..4096)
        .map(|n| n.to_be_bytes().to_vec())
        .map(|message| (message.clone(), sign(key, &message)))
        .find(|(_, signature)| holds(signature))
        .expect("one of many signatures is like that")
}

/// The other spellings of a signature's number, and numbers that are none.
fn others(n: &[u8], s: &[u8]) -> Vec<Vec<u8>> {
    let (overflows, sum) = add(s, n);
    let long_sum = [&[u8::from(overflows)], &sum[..]].concat();
    let mut others = vec![long_sum, [&[0], s].concat(), [s, &[0]].concat(), [&[0, 0], s].concat()];
    others.extend([n.to_vec(), negated(n, s), vec![0; n.len()], vec![0xff; n.len()], Vec::new()]);
    if !overflows {
        others.push(sum);
    }
    let stripped = s.iter().position(|&octet| octet != 0).unwrap_or(0);
    if stripped > 0 {
        others.extend([s[stripped..].to_vec(), [&s[stripped..], &vec![0; stripped]].concat()]);
    }
    others
}

#[test]
fn a_number_has_one_spelling() {
    for algorithm in rsa_algorithms() {
        let key = SigningKey::from_pem(algorithm, fixture!("rsa.pkcs8.pem")).unwrap();
        let n = modulus();
        let fits = signed(&key, |s| !add(s, &n).0);
        let begins_with_zero = signed(&key, |s| s[0] == 0);
        for backend in compiled_in() {
            let Ok(verifying) = key.verifying_key().on(backend) else { continue };
            for (message, signature) in [&fits, &begins_with_zero] {
                assert!(verifying.verify(message, signature), "{algorithm} on {backend:?}");
                for other in others(&n, signature) {
                    assert!(!verifying.verify(message, &other), "{algorithm} on {backend:?}: {other:02x?}");
                }
            }
        }
    }
}
