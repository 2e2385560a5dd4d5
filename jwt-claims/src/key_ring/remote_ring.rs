//! A ring of keys that sign elsewhere.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::board::Board;
use super::document::Document;
use super::intervals::{Intervals, whole_seconds};
use super::key_info::{KeyInfo, State};
use super::published_keys::PublishedKeys;
use super::timeline::{Entry, Timeline, whole};
use super::view::info;
use crate::base::clock::{Clock, Time};
use crate::base::numeric_date::NumericDate;
use crate::crypto::algorithm::Algorithm;
use crate::error::{Code, Error};
use crate::key::KeySet;
use crate::key::remote::{RemoteKey, RemoteKeySource};

/// Keys that sign elsewhere, with the steps of a [`KeyRing`](super::KeyRing): a key is
/// published before it signs, and stays published until its tokens have expired. It is cheap
/// to clone, and clones are the same ring.
///
/// The service that has the keys creates and deletes them, so the ring stores nothing: when the
/// program starts, give it each key with the time at which you published it first. Keep
/// these times with the keys, for example in the tags of a KMS key. The same times give the same
/// order.
///
/// ```
/// # use std::time::Duration;
/// # use jwt_claims::NumericDate;
/// # use jwt_claims::remote::RemoteKey;
/// use jwt_claims::key_ring::RemoteKeyRing;
/// use jwt_claims::remote::RemoteIssuer;
///
/// # fn start(of_january: RemoteKey, of_april: RemoteKey, january: NumericDate, april: NumericDate) -> Result<(), jwt_claims::Error> {
/// let longest_lifetime = Duration::from_secs(15 * 60);
/// let ring = RemoteKeyRing::builder(longest_lifetime)
///     .with_key(of_january, january)
///     .with_key(of_april, april)
///     .build()?;
/// let issuer = RemoteIssuer::new(ring.clone());
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct RemoteKeyRing(Arc<Shared>);

struct Shared {
    board: Board<RemoteKey>,
    /// Locked while keys are added or removed.
    changes: Mutex<()>,
}

/// The settings and keys of a [`RemoteKeyRing`].
#[must_use = "call `build`"]
#[derive(Debug)]
pub struct RemoteKeyRingBuilder {
    intervals: Intervals,
    clock: Time,
    keys: Vec<(RemoteKey, NumericDate)>,
}

impl RemoteKeyRingBuilder {
    /// Adds a key that was published at this time. The one that was published first signs at
    /// once; a later one signs when it has been published for `max-age` and the margin.
    pub fn with_key(mut self, key: RemoteKey, published_at: NumericDate) -> Self {
        self.keys.push((key, published_at));
        self
    }

    /// Sets the longest leeway of the verifiers, in whole seconds; the default is 300 s.
    pub fn with_leeway(mut self, leeway: Duration) -> Self {
        self.intervals.leeway = whole_seconds(leeway);
        self
    }

    /// Sets the `max-age` of the published set, in whole seconds; the default is 600 s. See
    /// [`KeyRingBuilder::with_max_age`](super::KeyRingBuilder::with_max_age).
    pub fn with_max_age(mut self, max_age: Duration) -> Self {
        self.intervals.max_age = whole_seconds(max_age);
        self
    }

    /// Sets for how much longer than `max-age` a key is published before it signs, in whole
    /// seconds; the default is 300 s.
    pub fn with_margin(mut self, margin: Duration) -> Self {
        self.intervals.margin = whole_seconds(margin);
        self
    }

    /// Replaces the system clock.
    pub fn with_clock(mut self, clock: impl Clock) -> Self {
        self.clock = Time::Given(Arc::new(clock));
        self
    }

    /// Creates the ring.
    ///
    /// # Errors
    /// `invalid_config` without a key, for two keys with one `kid`, for a key without `kid`,
    /// and for a setting outside its limits. `invalid_key` for a key whose public half is
    /// unknown: there is nothing to publish.
    pub fn build(self) -> Result<RemoteKeyRing, Error> {
        self.intervals.check()?;
        let first = self.keys.iter().map(|(_, published_at)| *published_at).min().ok_or_else(no_key)?;
        let mut timeline = Timeline::new(Vec::new(), self.intervals);
        for (key, published_at) in self.keys {
            let lead = if published_at == first { 0 } else { self.intervals.lead() };
            timeline = added(&timeline, key, published_at, published_at.plus(lead))?;
        }
        let board = Board::new(timeline, self.clock)?;
        Ok(RemoteKeyRing(Arc::new(Shared { board, changes: Mutex::default() })))
    }
}

impl RemoteKeyRing {
    /// The settings of a new ring: the longest lifetime of a token, in whole seconds. An
    /// issuer of the ring does not issue tokens that live longer.
    pub fn builder(longest_lifetime: Duration) -> RemoteKeyRingBuilder {
        let intervals = Intervals::of(longest_lifetime);
        RemoteKeyRingBuilder { intervals, clock: Time::default(), keys: Vec::new() }
    }

    /// Publishes a key from now on, and returns when it signs. Keep
    /// [`KeyInfo::published_at`] for the next start.
    ///
    /// # Errors
    /// The same as [`RemoteKeyRingBuilder::build`] for one key.
    pub fn publish(&self, key: RemoteKey) -> Result<KeyInfo, Error> {
        self.add(key, whole(self.0.board.now()))
    }

    /// Adds a key that another process has published at this time, and returns when it signs.
    ///
    /// # Errors
    /// The same as [`publish`](Self::publish).
    pub fn add(&self, key: RemoteKey, published_at: NumericDate) -> Result<KeyInfo, Error> {
        let _changes = self.0.changes.lock().unwrap_or_else(PoisonError::into_inner);
        let timeline = self.0.board.timeline();
        let kid = key.kid().unwrap_or_default().to_owned();
        let signs_from = published_at.plus(timeline.intervals().lead());
        let timeline = added(&timeline, key, published_at, signs_from)?;
        let planned = timeline.entries().iter().find(|entry| entry.kid == kid);
        let planned = planned.map(|entry| info(entry, None, State::Next)).ok_or_else(no_key)?;
        self.0.board.show(timeline)?;
        Ok(planned)
    }

    /// Removes a key at once: it does not sign any more, and is not published any more. If it
    /// was the current one, the next key signs from now on. Returns false if the ring had no
    /// such key. Delete or disable it in the service, too.
    ///
    /// Call it in each process. At the next start, leave out the revoked key, and the keys
    /// before it whose tokens have expired.
    ///
    /// # Errors
    /// `invalid_config` if no other key can sign: create one and [`publish`](Self::publish) it
    /// first.
    pub fn revoke(&self, kid: &str) -> Result<bool, Error> {
        let _changes = self.0.changes.lock().unwrap_or_else(PoisonError::into_inner);
        let timeline = self.0.board.timeline();
        let now = self.0.board.now();
        let Some(current) = timeline.current(now).filter(|_| has(&timeline, kid)) else {
            return Ok(false);
        };
        // keys whose time is over do not come back when a successor is revoked
        let gone: Vec<String> = timeline.gone(now).map(|entry| entry.kid.clone()).collect();
        let mut left = gone.iter().fold(timeline.without(kid), |left, kid| left.without(kid));
        if current.kid == kid {
            let next = timeline.next(now).ok_or_else(no_successor)?;
            left = left.with(Entry { signs_from: now, ..next.clone() });
        }
        self.0.board.show(left)?;
        Ok(true)
    }

    /// The published keys, as verifiers read them. For the service's own tokens, give the ring
    /// itself to [`Verifier::new`](crate::Verifier::new): the verifier then follows it.
    #[must_use]
    pub fn key_set(&self) -> KeySet {
        self.0.board.view().key_set.clone()
    }

    /// A number that changes when another key signs, or when the published set changes. It is
    /// of this process and starts at 1.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.0.board.view().version
    }

    /// The JWK Set to publish (RFC 7517 §5).
    #[must_use]
    pub fn jwks(&self) -> Document {
        self.0.board.view().jwks.clone()
    }

    /// The published keys, in the order in which they sign.
    #[must_use]
    pub fn keys(&self) -> Vec<KeyInfo> {
        self.0.board.view().keys.clone()
    }
}

impl RemoteKeySource for RemoteKeyRing {
    fn current(&self) -> RemoteKey {
        self.0.board.view().current.clone()
    }

    fn latest_exp(&self) -> Option<NumericDate> {
        Some(self.0.board.now().plus(self.0.board.timeline().intervals().lifetime))
    }
}

impl PublishedKeys for RemoteKeyRing {
    fn jwks(&self) -> Document {
        self.jwks()
    }

    fn algorithms(&self) -> Vec<Algorithm> {
        self.0.board.view().algorithms.clone()
    }
}

/// The timeline with one more key, which can be published.
fn added(
    timeline: &Timeline<RemoteKey>,
    key: RemoteKey,
    published_at: NumericDate,
    signs_from: NumericDate,
) -> Result<Timeline<RemoteKey>, Error> {
    let public = key.verifying_key().ok_or_else(|| {
        Error::invalid_key(format!(
            "expected {key} with its public half, found one without; create it with `RemoteKey::new`"
        ))
    })?;
    public.to_jwk()?;
    let public = public.clone();
    let kid = key.kid().unwrap_or_default().to_owned();
    if kid.is_empty() || has(timeline, &kid) {
        return Err(Error::new(
            Code::Config,
            format!(
                "expected each key of a ring to have a `kid` of its own, found {key}; give it another `kid`"
            ),
        ));
    }
    Ok(timeline.with(Entry { key, public, kid, published_at, signs_from }))
}

fn has(timeline: &Timeline<RemoteKey>, kid: &str) -> bool {
    timeline.entries().iter().any(|entry| entry.kid == kid)
}

#[cold]
fn no_key() -> Error {
    Error::new(Code::Config, "expected a key for the ring, found none; call `with_key`")
}

#[cold]
fn no_successor() -> Error {
    Error::new(
        Code::Config,
        "expected another key that can sign instead of the revoked one, found none; create and publish a \
        new key first, then revoke this one",
    )
}

impl fmt::Debug for RemoteKeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RemoteKeyRing").field("keys", &self.keys()).finish()
    }
}
