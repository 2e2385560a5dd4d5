//! Keys for encryption: formats, sets, and what they refuse.

use jwt_claims::jwe::{
    self, ContentEncryption, DecryptionKey, DecryptionKeySet, EncryptionKey, KeyManagement,
};
use jwt_claims::{Algorithm, KeySet, SigningKey};
use serde_json::{Value, json};

use super::every_key;

fn fits(encryption: &EncryptionKey, decryption: &DecryptionKey) -> bool {
    let token = jwe::encrypt(encryption, b"octets").unwrap();
    jwe::decrypt(&decryption.clone().into(), &token).is_ok_and(|plain| plain.as_ref() == b"octets")
}

#[test]
fn every_key_is_written_and_read_again() {
    for key in every_key() {
        let (alg, public) = (key.key_management(), key.encryption_key().unwrap());
        let again = DecryptionKey::from_jwk(alg, &key.to_private_jwk().unwrap()).unwrap();
        assert!(fits(&public, &again), "{key:?}");
        assert_eq!(again.kid(), key.kid());
        if alg.is_symmetric() {
            assert!(public.to_jwk().is_err() && public.to_pem().is_err() && key.to_private_pem().is_err());
            assert_eq!(key.kid(), None);
            continue;
        }
        let jwk: Value = serde_json::from_str(&public.to_jwk().unwrap()).unwrap();
        assert_eq!(
            (&jwk["use"], &jwk["alg"], &jwk["kid"]),
            (&json!("enc"), &json!(alg.name()), &json!(key.kid()))
        );
        assert!(jwk.get("d").is_none());
        assert_eq!(key.kid(), Some(jwt_claims::jwk::thumbprint(&jwk.to_string()).unwrap().as_str()));
        let pem = key.to_private_pem().unwrap();
        for (public, private) in [
            (EncryptionKey::from_jwk(alg, &jwk.to_string()), DecryptionKey::from_pem(alg, pem.as_bytes())),
            (EncryptionKey::from_pem(alg, public.to_pem().unwrap()), Ok(again)),
        ] {
            assert!(fits(&public.unwrap(), &private.unwrap()), "{key:?}");
        }
    }
}

#[test]
fn keys_for_signatures_are_refused() {
    for algorithm in [Algorithm::ES256, Algorithm::RS256, Algorithm::EdDSA, Algorithm::HS256] {
        let signing = SigningKey::generate(algorithm).unwrap();
        let private = signing.to_private_jwk().unwrap();
        for alg in KeyManagement::ALL.iter().copied() {
            let error = DecryptionKey::from_jwk(alg, &private).unwrap_err();
            assert_eq!(error.code(), "invalid_key", "{alg}");
            assert!(error.to_string().contains("`use`"), "{error}");
            if let Ok(public) = signing.verifying_key().to_jwk() {
                assert!(EncryptionKey::from_jwk(alg, &public).is_err());
            }
        }
    }
    // and the other way round
    let key = DecryptionKey::generate(KeyManagement::EcdhEs).unwrap();
    let error = SigningKey::from_jwk(Algorithm::ES256, &key.to_private_jwk().unwrap()).unwrap_err();
    assert!(error.to_string().contains("not for signatures"), "{error}");
}

#[test]
fn use_key_ops_and_alg_are_respected() {
    let key = DecryptionKey::generate(KeyManagement::EcdhEsA256KW).unwrap();
    let jwk: Value = serde_json::from_str(&key.to_private_jwk().unwrap()).unwrap();
    let with = |name: &str, value: Value| {
        let mut jwk = jwk.clone();
        jwk[name] = value;
        (
            EncryptionKey::from_jwk(KeyManagement::EcdhEsA256KW, &jwk.to_string()).is_ok(),
            DecryptionKey::from_jwk(KeyManagement::EcdhEsA256KW, &jwk.to_string()).is_ok(),
        )
    };
    assert_eq!(with("use", json!("enc")), (true, true));
    assert_eq!(with("key_ops", json!(["deriveKey"])), (true, true));
    assert_eq!(with("key_ops", json!([])), (true, false));
    assert_eq!(with("key_ops", json!(["sign"])), (false, false));
    assert_eq!(with("key_ops", json!(["deriveKey", "deriveKey"])), (false, false));
    assert_eq!(with("alg", json!("ECDH-ES")), (false, false));
    assert_eq!(with("alg", json!("ES256")), (false, false));
    assert_eq!(with("use", json!("sig")), (false, false));
    assert_eq!(with("d", json!(jwk["x"])), (true, false));
}

#[test]
fn material_of_another_kind_or_length_is_refused() {
    let secret = |alg, len: usize| DecryptionKey::from_secret(alg, vec![7; len]).map(drop);
    for (alg, len) in
        [(KeyManagement::A128KW, 16), (KeyManagement::A256KW, 32), (KeyManagement::A256GCMKW, 32)]
    {
        assert!(secret(alg, len).is_ok());
        for other in [0, len - 1, len + 1, 64] {
            assert_eq!(secret(alg, other).unwrap_err().code(), "invalid_key");
        }
    }
    for len in [0, 24, 48] {
        assert!(secret(KeyManagement::Dir, len).is_err());
    }
    assert!(secret(KeyManagement::EcdhEs, 32).is_err() && secret(KeyManagement::RsaOaep256, 32).is_err());
    let direct = DecryptionKey::from_secret(KeyManagement::Dir, [7; 32]).unwrap();
    assert_eq!(direct.content_encryption(), Some(ContentEncryption::A256GCM));
    assert!(direct.clone().with_content_encryption(ContentEncryption::A128CbcHs256).is_ok());
    assert!(direct.with_content_encryption(ContentEncryption::A128GCM).is_err());
    let rsa = DecryptionKey::generate(KeyManagement::RsaOaep256).unwrap();
    let pem = rsa.to_private_pem().unwrap();
    assert!(DecryptionKey::from_pem(KeyManagement::EcdhEs, pem.as_bytes()).is_err());
    assert!(EncryptionKey::from_pem(KeyManagement::RsaOaep256, pem.as_bytes()).is_err());
}

/// RSA-OAEP with SHA-1 is for reading what old senders write.
#[test]
fn sha1_decrypts_and_does_not_encrypt() {
    let rsa = DecryptionKey::generate(KeyManagement::RsaOaep256).unwrap();
    let pem = rsa.to_private_pem().unwrap();
    let old = DecryptionKey::from_pem(KeyManagement::RsaOaep, pem.as_bytes()).unwrap();
    assert_eq!(old.encryption_key().unwrap_err().code(), "invalid_key");
    let public = rsa.encryption_key().unwrap().to_pem().unwrap();
    assert_eq!(EncryptionKey::from_pem(KeyManagement::RsaOaep, public).unwrap_err().code(), "invalid_key");
}

#[test]
fn keys_are_replaced_by_kid() {
    let [old, new] =
        ["old", "new"].map(|kid| DecryptionKey::generate(KeyManagement::EcdhEsA256KW).unwrap().with_kid(kid));
    let both = DecryptionKeySet::from([new.clone(), old.clone()]);
    for key in [&old, &new] {
        let token = jwe::encrypt(&key.encryption_key().unwrap(), b"x").unwrap();
        assert!(jwe::decrypt(&both, &token).is_ok());
    }
    let code =
        |key: EncryptionKey| jwe::decrypt(&both, &jwe::encrypt(&key, b"x").unwrap()).unwrap_err().code();
    assert_eq!(code(new.encryption_key().unwrap().with_kid("other")), "decryption_key_not_found");
    assert_eq!(code(new.encryption_key().unwrap().without_kid()), "decryption_key_not_found");
    assert_eq!(code(old.encryption_key().unwrap().with_kid("new")), "decryption_failed");
    // of one key the name does not matter
    let one = DecryptionKeySet::from(new.clone());
    let token = jwe::encrypt(&new.encryption_key().unwrap().with_kid("other"), b"x").unwrap();
    assert!(jwe::decrypt(&one, &token).is_ok());
    let error = jwe::decrypt(&DecryptionKeySet::default(), &token).unwrap_err();
    assert_eq!(error.code(), "alg_not_allowed");
}

/// A failed decryption must not make a service fetch keys for signatures.
#[test]
fn no_error_of_decryption_asks_for_other_keys() {
    let keys = DecryptionKeySet::from(
        ["a", "b"].map(|kid| DecryptionKey::generate(KeyManagement::A256KW).unwrap().with_kid(kid)),
    );
    let stranger = DecryptionKey::generate(KeyManagement::A256KW).unwrap();
    for kid in ["a", "c"] {
        let key = stranger.encryption_key().unwrap().with_kid(kid);
        let error = jwe::decrypt(&keys, &jwe::encrypt(&key, b"x").unwrap()).unwrap_err();
        assert!(!error.wants_other_keys(), "{error}");
    }
}

#[test]
fn a_published_set_has_both_kinds_of_keys() {
    let signing = SigningKey::generate(Algorithm::ES256).unwrap();
    let private = DecryptionKey::generate(KeyManagement::EcdhEsA256KW).unwrap();
    let published = KeySet::from(signing.verifying_key()).to_jwks_with([&private.encryption_key().unwrap()]);
    let read = EncryptionKey::from_jwks(KeyManagement::EcdhEsA256KW, &published).unwrap();
    assert!(fits(&read, &private));
    let verifying = KeySet::from_jwks(&published, &[Algorithm::ES256]).unwrap();
    assert_eq!((verifying.len(), verifying.skipped().len()), (1, 1));
    assert!(EncryptionKey::from_jwks(KeyManagement::RsaOaep256, &published).is_err());
    // a key that does not say what it is for may be one for signatures
    let silent = published.replace(r#""use":"enc","#, "");
    assert!(EncryptionKey::from_jwks(KeyManagement::EcdhEsA256KW, &silent).is_err());
    let jwks = format!(r#"{{"keys":[{}]}}"#, *private.to_private_jwk().unwrap());
    assert!(fits(
        &read,
        DecryptionKeySet::from_jwks(&jwks, &[KeyManagement::EcdhEsA256KW]).unwrap().iter().next().unwrap()
    ));
    assert!(DecryptionKeySet::from_jwks(&published, &[KeyManagement::EcdhEsA256KW]).is_err());
}

#[test]
fn nothing_secret_is_shown() {
    for key in every_key() {
        let jwk: Value = serde_json::from_str(&key.to_private_jwk().unwrap()).unwrap();
        let shown =
            format!("{key:?} {:?} {:?}", key.encryption_key().unwrap(), DecryptionKeySet::from(key.clone()));
        for name in ["k", "d", "p", "q"] {
            assert!(jwk[name].as_str().is_none_or(|secret| !shown.contains(secret)), "{shown}");
        }
    }
}
