//! What is public about a key of a ring.

use crate::base::numeric_date::NumericDate;
use crate::crypto::algorithm::Algorithm;

/// What is public about a key of a ring, for logs and status pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyInfo {
    pub(super) kid: String,
    pub(super) algorithm: Algorithm,
    pub(super) state: State,
    pub(super) published_at: NumericDate,
    pub(super) signs_from: NumericDate,
    pub(super) removed_at: Option<NumericDate>,
}

/// What a published key is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum State {
    /// It is published, and signs later.
    Next,
    /// It signs.
    Current,
    /// It does not sign any more. Tokens that it signed may still be valid.
    Retired,
}

impl KeyInfo {
    /// Its `kid`: by default the SHA-256 thumbprint of the key (RFC 7638).
    #[must_use]
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// Its algorithm.
    #[must_use]
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// What it is used for.
    #[must_use]
    pub fn state(&self) -> State {
        self.state
    }

    /// When it was published.
    #[must_use]
    pub fn published_at(&self) -> NumericDate {
        self.published_at
    }

    /// When it starts or started to sign.
    #[must_use]
    pub fn signs_from(&self) -> NumericDate {
        self.signs_from
    }

    /// When it is removed from the published set. `None` until it has a successor.
    #[must_use]
    pub fn removed_at(&self) -> Option<NumericDate> {
        self.removed_at
    }
}
