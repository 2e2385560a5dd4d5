//! What a store remembers until a time.

use std::fmt;

use ::sha2::{Digest, Sha256};

use crate::base::numeric_date::NumericDate;

/// What an entry is about. A store with a limit has a separate limit for each kind: many proofs
/// must not keep a token from being revoked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum EntryKind {
    /// Tokens, sessions or subjects that were revoked.
    Revocation,
    /// Tokens that were used and must not be used again.
    UsedToken,
    /// Proofs of possession that were used (RFC 9449 §11.1).
    UsedProof,
}

/// The key of an entry: its kind, and a hash of what it is about. So a store has neither
/// tokens nor the names of users, and each key has the same length.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryKey {
    kind: EntryKind,
    digest: [u8; 32],
}

impl EntryKey {
    /// The key of these parts. Different parts give a different key, even if their joined text
    /// is the same.
    #[must_use]
    pub fn new<'a>(kind: EntryKind, parts: impl IntoIterator<Item = &'a [u8]>) -> Self {
        let mut hash = Sha256::new();
        for part in parts {
            hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            hash.update(part);
        }
        Self { kind, digest: hash.finalize().into() }
    }

    /// What the entry is about.
    #[must_use]
    pub const fn kind(&self) -> EntryKind {
        self.kind
    }

    /// The key for a database: one octet for the kind, and 32 of SHA-256.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; 33] {
        let mut octets = [0; 33];
        octets[0] = match self.kind {
            EntryKind::Revocation => b'r',
            EntryKind::UsedToken => b't',
            EntryKind::UsedProof => b'p',
        };
        octets[1..].copy_from_slice(&self.digest);
        octets
    }
}

impl fmt::Debug for EntryKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EntryKey").field("kind", &self.kind).finish_non_exhaustive()
    }
}

/// What a store remembers until a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The primary key.
    pub key: EntryKey,
    /// A number that [`EntryStore::find`](crate::store::EntryStore::find) returns. Revocations
    /// have the latest `iat` of the revoked tokens, in seconds since 1970; the other kinds have a
    /// random number of the call that inserted the entry. A store compares values and does not
    /// interpret them: any number of 64 bits is valid.
    pub value: i64,
    /// The time from which on a store may remove the entry, and not before: the entry then has
    /// no meaning any more. A store keeps whole seconds since 1970, UTC.
    pub expires_at: NumericDate,
}
