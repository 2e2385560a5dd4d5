//! Claims that are encrypted with a shared key and not signed: calls of their own.

use jwt_claims::jwe::{self, DecryptionKey, KeyManagement};
use jwt_claims::{Algorithm, FixedClock, Issuer, SigningKey, Verifier};
use jwt_claims_tests::forge;

use super::{Open, Referral, Sides, every_key, open, referral};

#[test]
fn shared_keys_go_round_and_key_pairs_do_not() {
    for key in every_key() {
        let sides = Sides::with(&key);
        let issued = sides.issuer.issue_unsigned(&referral());
        if !key.key_management().is_symmetric() {
            assert_eq!(issued.unwrap_err().code(), "issue_failed");
            // whoever has the public key
            let claims = br#"{"sub":"a","diagnosis":"b","exp":4000000000}"#;
            let token = jwe::encrypt(&key.encryption_key().unwrap(), claims).unwrap();
            let error = sides.verifier.read_unsigned::<Referral>(&token).unwrap_err();
            assert_eq!(error.code(), "alg_not_allowed", "{error}");
            continue;
        }
        let token = issued.unwrap().into_string();
        assert_eq!(sides.verifier.read_unsigned::<Referral>(&token).unwrap(), referral());
        let error = sides.verifier.verify::<Referral>(&token).unwrap_err();
        assert_eq!(error.code(), "token_malformed", "{error}");
        assert!(sides.verifier.token(&token).authenticate().is_err());
        let nested = sides.token();
        assert_eq!(sides.verifier.read_unsigned::<Referral>(&nested).unwrap_err().code(), "token_malformed");
    }
}

#[test]
fn claims_are_checked_as_usual() {
    let key = DecryptionKey::generate(KeyManagement::A256KW).unwrap();
    let clock = FixedClock::at(1_800_000_000);
    let signing = SigningKey::generate(Algorithm::ES256).unwrap();
    let verifier =
        Verifier::new(signing.verifying_key()).decrypting_with(key.clone()).with_clock(clock.clone());
    let issuer = Issuer::new(signing.clone()).with_clock(clock.clone());
    let encrypting = issuer.clone().encrypting_for(key.encryption_key().unwrap());
    let token = encrypting.issue_unsigned(&referral()).unwrap().into_string();
    assert!(verifier.read_unsigned::<Referral>(&token).is_ok());
    let other = verifier.clone().with_audience("elsewhere");
    assert_eq!(other.read_unsigned::<Referral>(&token).unwrap_err().code(), "claims_invalid");
    let error = verifier.read_unsigned::<Open>(&token).unwrap_err();
    assert_eq!(error.violations()[0].code(), "unexpected_encryption");
    clock.set(1_800_001_000);
    assert!(verifier.read_unsigned::<Referral>(&token).unwrap_err().is_expired());
    // without a key, or for a type that is not declared so
    let keyless = Verifier::new(signing.verifying_key());
    assert_eq!(keyless.read_unsigned::<Referral>(&token).unwrap_err().code(), "invalid_config");
    assert_eq!(issuer.issue_unsigned(&referral()).unwrap_err().code(), "issue_failed");
    assert_eq!(encrypting.issue_unsigned(&open()).unwrap_err().code(), "issue_failed");
}

#[test]
fn the_type_is_in_the_header_that_the_shared_key_authenticates() {
    let key = DecryptionKey::from_secret(KeyManagement::Dir, [9; 32]).unwrap();
    let sides = Sides::with(&key);
    let claims = r#"{"sub":"a","diagnosis":"b","exp":4000000000}"#;
    let read = |typ: &str| {
        let header = format!(r#"{{"alg":"dir","enc":"A256GCM","typ":"{typ}"}}"#);
        sides.verifier.read_unsigned::<Referral>(&forge::a256gcm(&[9; 32], &header, claims))
    };
    assert!(read("referral+jwt").is_ok());
    assert_eq!(read("JWT").unwrap_err().violations()[0].code(), "wrong_typ");
    for payload in ["", "[]", "a.b.c", "\u{0}"] {
        let header = r#"{"alg":"dir","enc":"A256GCM","typ":"referral+jwt"}"#;
        let token = forge::a256gcm(&[9; 32], header, payload);
        assert_eq!(sides.verifier.read_unsigned::<Referral>(&token).unwrap_err().code(), "token_malformed");
    }
}

/// A service may encrypt octets that a stranger chose, with the key that it has for claims.
#[test]
fn octets_are_not_read_as_claims() {
    for key in every_key().into_iter().filter(|key| key.key_management().is_symmetric()) {
        let sides = Sides::with(&key);
        let claims = br#"{"sub":"a","diagnosis":"b","exp":4000000000,"iss":"https://practice.example"}"#;
        let token = jwe::encrypt(&key.encryption_key().unwrap(), claims).unwrap();
        let error = sides.verifier.read_unsigned::<Referral>(&token).unwrap_err();
        assert_eq!(error.code(), "token_malformed", "{error}");
        assert!(error.to_string().contains("octets"), "{error}");
    }
}

#[test]
fn what_is_encrypted_can_be_decrypted() {
    let key = DecryptionKey::generate(KeyManagement::A256KW).unwrap();
    let (encryption, keys) = (key.encryption_key().unwrap(), key.into());
    for length in [0, 1, 48_000, 49_000] {
        let token = jwe::encrypt(&encryption, &vec![7; length]).unwrap();
        assert_eq!(jwe::decrypt(&keys, &token).unwrap().as_ref().len(), length);
    }
    assert_eq!(jwe::encrypt(&encryption, &vec![7; 49_200]).unwrap_err().code(), "token_too_large");
}

#[test]
fn a_name_that_verifiers_refuse_is_not_written() {
    let key = DecryptionKey::generate(KeyManagement::A256KW).unwrap().with_kid("\"".repeat(40));
    let sides = Sides::with(&key);
    assert_eq!(sides.issuer.issue(&referral()).unwrap_err().code(), "issue_failed");
    assert_eq!(sides.issuer.issue_unsigned(&referral()).unwrap_err().code(), "issue_failed");
}

#[test]
fn a_verifier_without_a_key_to_decrypt_does_not_cover_the_type() {
    let key = SigningKey::generate(Algorithm::ES256).unwrap();
    let verifier = Verifier::new(key.verifying_key());
    assert!(verifier.covers::<Open>().is_ok());
    assert_eq!(verifier.covers::<Referral>().unwrap_err().code(), "invalid_config");
    let decryption = DecryptionKey::generate(KeyManagement::A256KW).unwrap();
    assert!(verifier.decrypting_with(decryption).covers::<Referral>().is_ok());
}
