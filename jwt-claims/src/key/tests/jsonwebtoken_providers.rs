//! Providers that others wrote for jsonwebtoken.

use jsonwebtoken::crypto::{CryptoProvider, JwtSigner, JwtVerifier, KeyUtils};
use jsonwebtoken::signature::{Signer, Verifier};

use super::{SigningKey, sign};
use crate::crypto::algorithm::Algorithm;
use crate::crypto::backend::Backend;
use crate::error::ErrorKind;

/// A provider of somebody else's that signs everything alike.
struct Constant;

impl Signer<Vec<u8>> for Constant {
    fn try_sign(&self, _: &[u8]) -> Result<Vec<u8>, jsonwebtoken::signature::Error> {
        Ok(vec![7; 32])
    }
}

impl JwtSigner for Constant {
    fn algorithm(&self) -> jsonwebtoken::Algorithm {
        jsonwebtoken::Algorithm::HS256
    }
}

static SIGNS_ONLY: CryptoProvider = CryptoProvider {
    signer_factory: |_, _| Ok(Box::new(Constant)),
    verifier_factory: |_, _| Err(jsonwebtoken::errors::ErrorKind::InvalidKeyFormat.into()),
    key_utils: KeyUtils::new_unimplemented(),
};

static SIGNS_WRONGLY: CryptoProvider = CryptoProvider {
    signer_factory: |_, _| Ok(Box::new(Constant)),
    verifier_factory: |_, _| Ok(Box::new(Refusing)),
    key_utils: KeyUtils::new_unimplemented(),
};

/// Its verifier that refuses everything.
struct Refusing;

impl Verifier<Vec<u8>> for Refusing {
    fn verify(&self, _: &[u8], _: &Vec<u8>) -> Result<(), jsonwebtoken::signature::Error> {
        Err(jsonwebtoken::signature::Error::new())
    }
}

impl JwtVerifier for Refusing {
    fn algorithm(&self) -> jsonwebtoken::Algorithm {
        jsonwebtoken::Algorithm::HS256
    }
}

#[test]
fn another_provider_is_used_and_not_trusted_blindly() {
    let (refusing, wrong) = (Backend::jsonwebtoken(&SIGNS_ONLY), Backend::jsonwebtoken(&SIGNS_WRONGLY));
    assert_ne!(refusing, wrong);
    assert_ne!(wrong, Backend::preferred(Algorithm::HS256).unwrap());
    let secret = SigningKey::generate(Algorithm::HS256).unwrap();
    assert_eq!(secret.clone().on(refusing).unwrap_err().kind(), ErrorKind::InvalidKey);
    let moved = secret.on(wrong).unwrap();
    assert_eq!((moved.backend(), sign(&moved, b"message")), (wrong, vec![7; 32]));
    assert!(!moved.verifying_key().verify(b"message", &[7; 32]));
    // What an asymmetric key signs is tried before the key is handed out.
    let asymmetric = SigningKey::generate(Algorithm::ES256).unwrap();
    assert_eq!(asymmetric.on(wrong).unwrap_err().kind(), ErrorKind::InvalidKey);
}
