//! What a ring is for a while: the key that signs and the keys that are published.

use super::document::Document;
use super::key_info::{KeyInfo, State};
use super::timeline::{Entry, Timeline};
use crate::base::numeric_date::NumericDate;
use crate::crypto::algorithm::Algorithm;
use crate::error::{Code, Error};
use crate::key::KeySet;

/// RFC 7517 §8.5.1.
const JWK_SET: &str = "application/jwk-set+json";

/// A snapshot. It is true from `from` until before `until`.
pub(super) struct View<K> {
    /// Grows with each change.
    pub(super) version: u64,
    pub(super) current: K,
    current_kid: String,
    pub(super) algorithms: Vec<Algorithm>,
    pub(super) keys: Vec<KeyInfo>,
    pub(super) key_set: KeySet,
    pub(super) jwks: Document,
    from: NumericDate,
    until: NumericDate,
}

impl<K: Clone> View<K> {
    pub(super) fn new(timeline: &Timeline<K>, now: NumericDate, version: u64) -> Result<Self, Error> {
        let current = timeline.current(now).ok_or_else(empty)?;
        let published: Vec<_> = timeline.published(now).collect();
        let public = published.iter().map(|(entry, _)| entry.public.clone());
        let jwks = public.clone().collect::<KeySet>().to_jwks();
        let mut algorithms: Vec<Algorithm> = public.map(|key| key.algorithm()).collect();
        algorithms.sort_unstable();
        algorithms.dedup();
        let (from, until) = timeline.unchanged_around(now);
        Ok(Self {
            version,
            current: current.key.clone(),
            current_kid: current.kid.clone(),
            keys: published
                .iter()
                .map(|(entry, removal)| info(entry, *removal, state(entry, current)))
                .collect(),
            // as verifiers read it: a `kid` that is not in the set is an unknown key
            key_set: KeySet::from_jwks(&jwks, &algorithms)?,
            algorithms,
            jwks: Document::new(jwks, JWK_SET, timeline.intervals().max_age)?,
            from,
            until,
        })
    }

    /// The next view; with the same version if nobody can see a difference.
    pub(super) fn renewed(&self, timeline: &Timeline<K>, now: NumericDate) -> Result<Self, Error> {
        let next = Self::new(timeline, now, self.version + 1)?;
        let is_same = next.jwks.etag() == self.jwks.etag() && next.current_kid == self.current_kid;
        Ok(if is_same { Self { version: self.version, ..next } } else { next })
    }

    pub(super) fn is_true_at(&self, now: NumericDate) -> bool {
        self.from <= now && now < self.until
    }
}

/// By their order: keys before the current one have been replaced.
fn state<K>(entry: &Entry<K>, current: &Entry<K>) -> State {
    match (entry.signs_from, &entry.kid).cmp(&(current.signs_from, &current.kid)) {
        std::cmp::Ordering::Less => State::Retired,
        std::cmp::Ordering::Equal => State::Current,
        std::cmp::Ordering::Greater => State::Next,
    }
}

pub(super) fn info<K>(entry: &Entry<K>, removal: Option<NumericDate>, state: State) -> KeyInfo {
    KeyInfo {
        kid: entry.kid.clone(),
        algorithm: entry.public.algorithm(),
        state,
        published_at: entry.published_at,
        signs_from: entry.signs_from,
        removed_at: removal,
    }
}

#[cold]
fn empty() -> Error {
    Error::new(
        Code::KeyStore,
        "expected a key that signs, found none; restore the store of the keys, or open the ring again to create \
         a new key",
    )
}
