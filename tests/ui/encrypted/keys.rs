//! A key has one use: keys for signatures do not encrypt, and the public key of a recipient
//! does not decrypt.

use jwt_claims::jwe::EncryptionKey;
use jwt_claims::{Issuer, Verifier, VerifyingKey};

fn encrypt_with_verifying_key(issuer: Issuer, key: VerifyingKey) -> Issuer {
    issuer.encrypting_for(key)
}

fn decrypt_with_public_key(verifier: Verifier, key: EncryptionKey) -> Verifier {
    verifier.decrypting_with(key)
}

fn main() {}
