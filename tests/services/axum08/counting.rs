//! A key that counts how often it checks a signature.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use aws_lc_rs::hmac;
use jwt_claims::provider::{BadSignature, Verify};
use jwt_claims::{Algorithm, SigningKey, VerifyingKey};

const SECRET: &str = "an HMAC secret of at least thirty-two bytes";

struct Counting(hmac::Key, Arc<AtomicUsize>);

impl Verify for Counting {
    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), BadSignature> {
        self.1.fetch_add(1, Ordering::Relaxed);
        hmac::verify(&self.0, message, signature).map_err(|_| BadSignature)
    }
}

/// A key, its counting half, and the count.
pub(super) fn counting_key() -> (SigningKey, VerifyingKey, Arc<AtomicUsize>) {
    let count = Arc::new(AtomicUsize::new(0));
    let verify = Counting(hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes()), Arc::clone(&count));
    let verifying = VerifyingKey::from_verifier(Algorithm::HS256, verify).expect("a key");
    (SigningKey::hs256(SECRET).expect("a key"), verifying, count)
}
