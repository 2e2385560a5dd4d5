//! The content encryption key of one token (RFC 7516 §2).

use aws_lc_rs::rand;
use zeroize::Zeroizing;

use crate::error::Error;

/// The longest content encryption key, in bytes: A256CBC-HS512.
const MAX_CEK: usize = 64;

/// Zeroized on drop.
pub(crate) struct Cek {
    octets: Zeroizing<[u8; MAX_CEK]>,
    len: usize,
}

impl Cek {
    /// Random octets.
    pub(super) fn random(len: usize) -> Result<Self, Error> {
        let mut key = Self::zeros(len);
        rand::fill(key.as_mut()).map_err(|_| no_random_numbers())?;
        Ok(key)
    }

    /// Octets to be written, at most as many as the longest key has.
    pub(super) fn zeros(len: usize) -> Self {
        Self { octets: Zeroizing::new([0; MAX_CEK]), len: len.min(MAX_CEK) }
    }
}

impl AsRef<[u8]> for Cek {
    fn as_ref(&self) -> &[u8] {
        &self.octets[..self.len]
    }
}

impl AsMut<[u8]> for Cek {
    fn as_mut(&mut self) -> &mut [u8] {
        &mut self.octets[..self.len]
    }
}

#[cold]
pub(super) fn no_random_numbers() -> Error {
    Error::unsupported("the random generator failed; nothing was encrypted or decrypted")
}
