//! How the content encryption key is found: `alg`.

use std::fmt;
use std::str::FromStr;

use crate::error::{Code, Error};

/// How sender and recipient agree on the key for the content: `alg` (RFC 7518 §4). Each
/// key has exactly one.
///
/// There is no RSA1_5 (RFC 8725 §3.2), no PBES2 (a password is no key), and no AES with
/// 192 bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum KeyManagement {
    /// The shared key encrypts the content itself (RFC 7518 §4.5): up to 2³² tokens for
    /// each key, because the nonces are random.
    Dir,
    /// AES Key Wrap with a shared key of 128 bits (RFC 7518 §4.4).
    A128KW,
    /// AES Key Wrap with a shared key of 256 bits (RFC 7518 §4.4).
    A256KW,
    /// Key wrapping with AES-GCM and a shared key of 128 bits (RFC 7518 §4.7): up to 2³²
    /// tokens for each key.
    A128GCMKW,
    /// Key wrapping with AES-GCM and a shared key of 256 bits (RFC 7518 §4.7): up to 2³²
    /// tokens for each key.
    A256GCMKW,
    /// ECDH with an ephemeral key; its result encrypts the content (RFC 7518 §4.6).
    EcdhEs,
    /// ECDH with an ephemeral key, and AES Key Wrap with 128 bits (RFC 7518 §4.6).
    EcdhEsA128KW,
    /// ECDH with an ephemeral key, and AES Key Wrap with 256 bits (RFC 7518 §4.6): the
    /// default.
    #[default]
    EcdhEsA256KW,
    /// RSAES-OAEP with SHA-256 (RFC 7518 §4.3).
    RsaOaep256,
    /// RSAES-OAEP with SHA-1 (RFC 7518 §4.3), for senders that have nothing newer: a
    /// [`DecryptionKey`](crate::jwe::DecryptionKey) may have it, an
    /// [`EncryptionKey`](crate::jwe::EncryptionKey) may not.
    RsaOaep,
}

/// The kind of key that a key management uses.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Secret,
    Ecdh,
    Rsa,
}

impl KeyManagement {
    /// Every key management, in the order of declaration.
    pub const ALL: &'static [Self] = &[
        Self::Dir,
        Self::A128KW,
        Self::A256KW,
        Self::A128GCMKW,
        Self::A256GCMKW,
        Self::EcdhEs,
        Self::EcdhEsA128KW,
        Self::EcdhEsA256KW,
        Self::RsaOaep256,
        Self::RsaOaep,
    ];

    /// The name in `alg` (RFC 7518 §4.1).
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Dir => "dir",
            Self::A128KW => "A128KW",
            Self::A256KW => "A256KW",
            Self::A128GCMKW => "A128GCMKW",
            Self::A256GCMKW => "A256GCMKW",
            Self::EcdhEs => "ECDH-ES",
            Self::EcdhEsA128KW => "ECDH-ES+A128KW",
            Self::EcdhEsA256KW => "ECDH-ES+A256KW",
            Self::RsaOaep256 => "RSA-OAEP-256",
            Self::RsaOaep => "RSA-OAEP",
        }
    }

    /// The key management with this `alg`, case-sensitive. `None` for an unknown name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|one| one.name() == name)
    }

    /// True if sender and recipient have the same key, so that the recipient can encrypt
    /// such a token, too.
    #[must_use]
    pub const fn is_symmetric(self) -> bool {
        matches!(self, Self::Dir | Self::A128KW | Self::A256KW | Self::A128GCMKW | Self::A256GCMKW)
    }

    pub(crate) const fn kind(self) -> Kind {
        match self {
            Self::EcdhEs | Self::EcdhEsA128KW | Self::EcdhEsA256KW => Kind::Ecdh,
            Self::RsaOaep256 | Self::RsaOaep => Kind::Rsa,
            _ => Kind::Secret,
        }
    }

    /// The length of the key that wraps, in bytes; `None` if none does.
    pub(crate) const fn wrapping_len(self) -> Option<usize> {
        match self {
            Self::A128KW | Self::A128GCMKW | Self::EcdhEsA128KW => Some(16),
            Self::A256KW | Self::A256GCMKW | Self::EcdhEsA256KW => Some(32),
            _ => None,
        }
    }
}

/// The [`name`](KeyManagement::name).
impl fmt::Display for KeyManagement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Parses the [`name`](KeyManagement::name), for configuration.
impl FromStr for KeyManagement {
    type Err = Error;

    /// # Errors
    /// `invalid_config` for any other name.
    fn from_str(name: &str) -> Result<Self, Error> {
        Self::from_name(name).ok_or_else(|| {
            let known: Vec<&str> = Self::ALL.iter().map(|one| one.name()).collect();
            Error::new(Code::Config, format!("unknown key management; known: {}", known.join(", ")))
        })
    }
}
