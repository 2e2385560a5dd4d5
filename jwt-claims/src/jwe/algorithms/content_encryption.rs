//! How the content is encrypted: `enc`.

use std::fmt;
use std::str::FromStr;

use crate::error::{Code, Error};

/// How the content of a token is encrypted and authenticated: `enc` (RFC 7518 §5).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ContentEncryption {
    /// AES-GCM with a key of 128 bits (RFC 7518 §5.3).
    A128GCM,
    /// AES-GCM with a key of 256 bits (RFC 7518 §5.3).
    #[default]
    A256GCM,
    /// AES-CBC with 128 bits and HMAC with SHA-256 (RFC 7518 §5.2.3).
    A128CbcHs256,
    /// AES-CBC with 256 bits and HMAC with SHA-512 (RFC 7518 §5.2.5).
    A256CbcHs512,
}

impl ContentEncryption {
    /// Every content encryption, in the order of declaration.
    pub const ALL: &'static [Self] = &[Self::A128GCM, Self::A256GCM, Self::A128CbcHs256, Self::A256CbcHs512];

    /// The name in `enc` (RFC 7518 §5.1).
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::A128GCM => "A128GCM",
            Self::A256GCM => "A256GCM",
            Self::A128CbcHs256 => "A128CBC-HS256",
            Self::A256CbcHs512 => "A256CBC-HS512",
        }
    }

    /// The content encryption with this `enc`, case-sensitive. `None` for an unknown name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|one| one.name() == name)
    }

    /// The length of the content encryption key, in bytes.
    #[must_use]
    pub const fn key_len(self) -> usize {
        match self {
            Self::A128GCM => 16,
            Self::A256GCM | Self::A128CbcHs256 => 32,
            Self::A256CbcHs512 => 64,
        }
    }

    /// The length of the initialization vector, in bytes.
    pub(crate) const fn iv_len(self) -> usize {
        if self.is_cbc() { 16 } else { 12 }
    }

    /// The length of the authentication tag, in bytes.
    pub(crate) const fn tag_len(self) -> usize {
        match self {
            Self::A256CbcHs512 => 32,
            _ => 16,
        }
    }

    pub(crate) const fn is_cbc(self) -> bool {
        matches!(self, Self::A128CbcHs256 | Self::A256CbcHs512)
    }
}

/// The [`name`](ContentEncryption::name).
impl fmt::Display for ContentEncryption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Parses the [`name`](ContentEncryption::name), for configuration.
impl FromStr for ContentEncryption {
    type Err = Error;

    /// # Errors
    /// `invalid_config` for any other name.
    fn from_str(name: &str) -> Result<Self, Error> {
        Self::from_name(name).ok_or_else(|| {
            Error::new(
                Code::Config,
                "unknown content encryption; known: A128GCM, A256GCM, A128CBC-HS256, A256CBC-HS512",
            )
        })
    }
}
