//! Encrypted tokens whose signature is checked with fetched keys.

use super::issuer::{Issuer, token, unknown};
use crate::jwe::algorithms::KeyManagement;
use crate::jwe::keys::decryption::DecryptionKey;
use crate::jwe::seal::{About, seal};
use crate::token::verifier::Verifier;

#[tokio::test(start_paused = true)]
async fn the_signed_token_inside_selects_the_keys_and_waits_for_them() {
    let issuer = Issuer::with(&["a"]);
    let key = DecryptionKey::generate(KeyManagement::A256KW).unwrap();
    let public = key.encryption_key().unwrap();
    let verifier = Verifier::new(issuer.keys()).decrypting_with(key);
    let encrypted = |signed: &str| seal(&public, About::JWT, signed.as_bytes()).unwrap();
    let text = encrypted(&token("a"));
    let error = verifier.token(&text).authenticate().unwrap_err();
    assert!(error.wants_other_keys() && error.is_inside_encrypted(), "{error}");
    let authenticated = verifier.token_async(&text).await.authenticate().unwrap();
    assert!(authenticated.is_encrypted());
    // known by now
    assert!(verifier.token(&text).authenticate().unwrap().is_encrypted());
    assert!(!verifier.token(&token("a")).authenticate().unwrap().is_encrypted());
    // junk costs no request
    let count = issuer.count();
    let changed = format!("{}AAAA", &text[..text.len() - 4]);
    assert_eq!(verifier.token_async(&changed).await.authenticate().unwrap_err().code(), "decryption_failed");
    assert_eq!(issuer.count(), count);
    let text = encrypted(&unknown(0));
    assert_eq!(verifier.token_async(&text).await.authenticate().unwrap_err().code(), "key_not_found");
}
