//! What a set of keys holds.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::certificates::Certificates;
use super::distinct::Distinct;
use super::scope::Issuers;
use super::verifying::VerifyingKey;
use crate::crypto::algorithm::Algorithms;
use crate::error::{Code, Error};

#[derive(Default)]
pub(super) struct Keys {
    pub(super) keys: Vec<VerifyingKey>,
    /// The number of keys as configured: a JWK for several algorithms counts once,
    /// duplicates count once, and skipped entries count.
    pub(super) given: usize,
    /// True if the only key of a JWK Set has its own `kid`.
    pub(super) named: bool,
    /// The indices of the keys that are tried one by one for a token without a `kid`;
    /// see [`KeySet::try_each`](crate::KeySet::try_each).
    pub(super) tried: BTreeSet<usize>,
    pub(super) skipped: Vec<Arc<Skipped>>,
    /// The algorithms that a JWK Set may have keys for, now or in a newer version.
    /// Empty for keys that were configured one by one.
    pub(super) allowed: Algorithms,
    /// The issuers of keys and skipped entries, computed when the set is complete.
    pub(super) issuers: Issuers,
}

impl Keys {
    /// Adds the keys to a list, and the new indices of the keys to try.
    pub(super) fn add_to(&self, keys: &mut Distinct, tried: &mut BTreeSet<usize>) {
        for (place, key) in self.keys.iter().enumerate() {
            let now_at = keys.insert(key.clone());
            tried.extend(self.tried.contains(&place).then_some(now_at));
        }
    }
}

/// An entry of a JWK Set that was skipped, and the reason.
#[derive(Clone, Debug)]
pub struct Skipped {
    index: usize,
    kid: Option<String>,
    pub(super) certificates: Certificates,
    pub(super) issuer: Option<Arc<str>>,
    reason: Error,
    /// The error for a token that names it, written once.
    pub(super) missed: Error,
}

impl Skipped {
    pub(super) fn new(index: usize, kid: Option<String>, certificates: Certificates, reason: Error) -> Self {
        let missed = format!(
            "expected `kid`, or `x5t` if there is no `kid`, to name a key, found the name of entry {index} \
            of the key set, which was skipped: {reason}"
        );
        let missed = Error::shared(Code::NoKey, missed);
        Self { index, kid, certificates, issuer: None, reason, missed }
    }

    /// The same for keys that are bound to `issuer`.
    pub(super) fn for_issuer(&self, issuer: &str) -> Self {
        Self { issuer: Some(issuer.into()), ..self.clone() }
    }

    /// The index of the entry in `keys`, from 0.
    #[must_use]
    pub fn index(&self) -> usize {
        self.index
    }

    /// The entry's `kid`, if it is a string.
    #[must_use]
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// The reason why it was skipped.
    #[must_use]
    pub fn reason(&self) -> &Error {
        &self.reason
    }
}
