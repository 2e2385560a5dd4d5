//! Keys that are prepared by a backend.

use crate::error::Error;

/// A private or shared key that is ready to sign, any number of times and on
/// any thread.
pub(crate) trait Signer: Send + Sync {
    /// Passes the signature of `message` to `emit`, once.
    fn sign(&self, message: &[u8], emit: &mut dyn FnMut(&[u8])) -> Result<(), Error>;
}

/// A public or shared key that is ready to verify, any number of times and
/// on any thread.
pub(crate) trait Verifier: Send + Sync {
    /// True if `signature` is the key's signature of `message`.
    fn verify(&self, message: &[u8], signature: &[u8]) -> bool;
}
