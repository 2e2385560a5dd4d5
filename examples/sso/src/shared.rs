//! What the issuer and the services share: the time, and a store. With several machines, the
//! store is Redis or PostgreSQL.

use std::sync::Arc;
use std::time::Duration;

use jwt_claims::Error;
use jwt_claims::revocation::Revocations;
use jwt_claims::store::MemoryStore;

use crate::claims::LIFETIME;
use crate::clock::DemoClock;

/// The most sessions and revocations at a time.
const MAX_ENTRIES: usize = 10_000;

/// It is cheap to clone, and clones share the same time and store.
#[derive(Clone)]
pub struct Shared {
    /// The time.
    pub clock: DemoClock,
    /// Sessions and revocations.
    pub store: Arc<MemoryStore>,
    /// What was revoked: the issuer adds to it when a session ends, and services look there.
    pub revocations: Revocations,
}

impl Shared {
    /// The time of the system, and an empty store.
    ///
    /// # Errors
    /// `invalid_config` if a limit is not valid.
    pub fn new() -> Result<Self, Error> {
        let clock = DemoClock::default();
        let store = Arc::new(MemoryStore::new(MAX_ENTRIES)?);
        let revocations = Revocations::new(Arc::clone(&store))
            .with_max_token_lifetime(Duration::from_secs(LIFETIME))?
            .with_clock(clock.clone());
        Ok(Self { clock, store, revocations })
    }
}
