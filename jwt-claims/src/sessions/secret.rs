//! The secret of a service, from which the key of its refresh tokens is derived.

use std::fmt;

use hkdf::Hkdf;
use hmac::{Hmac, KeyInit};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::error::Error;

/// As many as the hash has (RFC 2104 §3).
const MIN_OCTETS: usize = 32;

/// What the derived key is for: the secret may have other uses.
const PURPOSE: &[u8] = b"jwt-claims refresh token 1";

/// The secret that authenticates refresh tokens and DPoP nonces (HMAC with SHA-256): at least 32
/// random bytes, the same in each replica of a service. Whoever has it, and the id and the
/// client of a session, can refresh that session, also if it is bound to a key.
///
/// The key is derived from it (HKDF with SHA-256, RFC 5869) and wiped from memory with the
/// last clone.
#[derive(Clone)]
pub struct Secret(Hmac<Sha256>);

impl Secret {
    /// A secret with these bytes. Create them at random, for example with
    /// `openssl rand 32`. A password is not a secret.
    ///
    /// # Errors
    /// `invalid_key` if there are fewer than 32 bytes.
    pub fn from_bytes(secret: impl AsRef<[u8]>) -> Result<Self, Error> {
        let secret = secret.as_ref();
        if secret.len() < MIN_OCTETS {
            return Err(Error::invalid_key(format!(
                "expected a secret of at least {MIN_OCTETS} bytes, found {}; create one with `openssl rand 32`",
                secret.len()
            )));
        }
        let mut key = Zeroizing::new([0; 32]);
        let expanded = Hkdf::<Sha256>::new(None, secret).expand(PURPOSE, &mut *key);
        let mac = expanded.ok().and_then(|()| KeyInit::new_from_slice(&*key).ok());
        mac.map(Self).ok_or_else(|| Error::invalid_key("no key could be derived from the secret"))
    }

    /// The MAC of an empty message, to be continued. The first octet of a message says what it
    /// is: 1 and 2 are versions of refresh tokens.
    pub(crate) fn mac(&self) -> Hmac<Sha256> {
        self.0.clone()
    }
}

/// `Debug` does not show the secret.
impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}
