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
    /// How many keys were given, counting a JWK once however many algorithms
    /// it serves, once however often it is listed, and counting those that were
    /// skipped.
    pub(super) given: usize,
    /// Whether the one key of a JWK Set has a name of its own.
    pub(super) named: bool,
    /// The places of the keys that are tried one by one for a token without a
    /// `kid`; see [`KeySet::try_each`](crate::KeySet::try_each).
    pub(super) tried: BTreeSet<usize>,
    pub(super) skipped: Vec<Arc<Skipped>>,
    /// The algorithms for which a JWK Set may have keys, today or after its
    /// publisher has changed them. Empty for keys that were configured one by one.
    pub(super) allowed: Algorithms,
    /// Of keys and skipped entries; worked out when the set is complete.
    pub(super) issuers: Issuers,
}

impl Keys {
    /// Adds the keys to a list, and the new places of those that are tried.
    pub(super) fn add_to(&self, keys: &mut Distinct, tried: &mut BTreeSet<usize>) {
        for (place, key) in self.keys.iter().enumerate() {
            let now_at = keys.insert(key.clone());
            tried.extend(self.tried.contains(&place).then_some(now_at));
        }
    }
}

/// An entry of a JWK Set that no key was made from, and why.
#[derive(Clone, Debug)]
pub struct Skipped {
    index: usize,
    kid: Option<String>,
    pub(super) certificates: Certificates,
    pub(super) issuer: Option<Arc<str>>,
    reason: Error,
    /// The answer to a token that names it, put into words once.
    pub(super) missed: Error,
}

impl Skipped {
    pub(super) fn new(index: usize, kid: Option<String>, certificates: Certificates, reason: Error) -> Self {
        let missed = format!(
            "expected `kid`, or `x5t` without it, to name a key, found the name of entry {index} of the key set, \
             which was skipped: {reason}"
        );
        let missed = Error::shared(Code::NoKey, missed);
        Self { index, kid, certificates, issuer: None, reason, missed }
    }

    /// The same, of keys that vouch only for tokens of `issuer`.
    pub(super) fn for_issuer(&self, issuer: &str) -> Self {
        Self { issuer: Some(issuer.into()), ..self.clone() }
    }

    /// The place of the entry in the set's `keys`, from 0.
    #[must_use]
    pub fn index(&self) -> usize {
        self.index
    }

    /// The entry's `kid`, if it has one that is a string.
    #[must_use]
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// Why no key was made from it.
    #[must_use]
    pub fn reason(&self) -> &Error {
        &self.reason
    }
}
