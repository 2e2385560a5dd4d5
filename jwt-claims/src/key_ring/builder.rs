//! The settings of a ring, before it is opened.

use std::time::Duration;

use super::intervals::{Intervals, whole_seconds};
use super::ring::KeyRing;
use super::settings::Settings;
use super::store::{KeyStore, MemoryStore};
use crate::base::clock::{Clock, Time};
use crate::crypto::algorithm::{Algorithm, Family};
use crate::crypto::backend::Backend;
use crate::error::{Code, Error};
use crate::key::SigningKey;

/// The settings of a [`KeyRing`]; see [`KeyRing::builder`].
#[must_use = "call `open` or `in_memory`"]
#[derive(Debug)]
pub struct KeyRingBuilder(Settings);

impl KeyRing {
    /// The settings of a new ring: an algorithm with public keys, and the longest lifetime
    /// of a token, in whole seconds. An issuer of the ring does not issue tokens that live
    /// longer.
    ///
    /// To lower the longest lifetime of a ring, lower the `ttl` of the claims types first, and
    /// wait until the tokens that were issued before have expired.
    pub fn builder(algorithm: Algorithm, longest_lifetime: Duration) -> KeyRingBuilder {
        KeyRingBuilder::new(algorithm, longest_lifetime)
    }
}

impl KeyRingBuilder {
    fn new(algorithm: Algorithm, longest_lifetime: Duration) -> Self {
        let intervals = Intervals::of(longest_lifetime);
        Self(Settings { algorithm, intervals, rotates_every: None, first: None, clock: Time::default() })
    }

    /// Replaces the key by age: [`KeyRing::maintain`] publishes the next key so early that
    /// it signs when the current one has signed for this long, in whole seconds. Without this,
    /// call [`KeyRing::rotate`]. A usual age is 90 days.
    pub fn with_rotation_every(mut self, age: Duration) -> Self {
        self.0.rotates_every = Some(whole_seconds(age));
        self
    }

    /// Sets the longest leeway of the verifiers, in whole seconds; the default is 300 s, the
    /// maximum of this library. A retired key stays published for the longest lifetime and
    /// this leeway.
    pub fn with_leeway(mut self, leeway: Duration) -> Self {
        self.0.intervals.leeway = whole_seconds(leeway);
        self
    }

    /// Sets for how long verifiers may cache the published set, in whole seconds: the
    /// `max-age` of the answer. The default is 600 s. A new key signs when it has been
    /// published for this time and the [margin](Self::with_margin).
    pub fn with_max_age(mut self, max_age: Duration) -> Self {
        self.0.intervals.max_age = whole_seconds(max_age);
        self
    }

    /// Sets for how much longer than `max-age` a key is published before it signs, in whole
    /// seconds. The default is 300 s, for slow answers, for clocks that differ, and for other
    /// processes that read the store once a minute.
    pub fn with_margin(mut self, margin: Duration) -> Self {
        self.0.intervals.margin = whole_seconds(margin);
        self
    }

    /// Takes this key as the first one if the store is empty, for a service that had one key
    /// before. If it has no `kid`, its `kid` is the thumbprint.
    pub fn with_first_key(mut self, key: SigningKey) -> Self {
        self.0.first = Some(key);
        self
    }

    /// Replaces the system clock, for example by a [`FixedClock`](crate::FixedClock) in
    /// tests.
    pub fn with_clock(mut self, clock: impl Clock) -> Self {
        self.0.clock = Time::Given(std::sync::Arc::new(clock));
        self
    }

    /// Opens the ring: reads the keys of the store, and creates the first key if there is
    /// none. The first key signs at once.
    ///
    /// # Errors
    /// `invalid_config` for a setting outside its limits. `key_store_failed` if the store
    /// fails. `unsupported` if no backend has the algorithm.
    pub fn open(self, store: impl KeyStore + 'static) -> Result<KeyRing, Error> {
        self.check()?;
        KeyRing::open(self.0, Box::new(store))
    }

    /// Opens a ring that keeps its keys in memory: after a restart it has a new key, and refuses
    /// older tokens.
    ///
    /// # Errors
    /// The same as [`open`](Self::open), except those of the store.
    pub fn in_memory(self) -> Result<KeyRing, Error> {
        self.open(MemoryStore::new())
    }

    fn check(&self) -> Result<(), Error> {
        let first = self.0.first.as_ref().map(SigningKey::algorithm);
        [Some(self.0.algorithm), first].into_iter().flatten().try_for_each(check_algorithm)?;
        self.0.intervals.check()?;
        let lead = self.0.intervals.lead();
        match self.0.rotates_every {
            Some(age) if age < 2 * lead => Err(Error::new(
                Code::Config,
                format!(
                    "expected a rotation every {} s or less often, found every {age} s; a key is published for \
                     {lead} s before it signs",
                    2 * lead
                ),
            )),
            _ => Ok(()),
        }
    }
}

fn check_algorithm(algorithm: Algorithm) -> Result<(), Error> {
    if algorithm.family() == Family::Hmac {
        return Err(Error::new(
            Code::Config,
            format!(
                "expected an algorithm with a public key for a key ring, found {algorithm}, whose secret cannot be \
                 published; use ES256, or replace secrets with `KeySet::try_each`"
            ),
        ));
    }
    Backend::preferred(algorithm).map(drop)
}
