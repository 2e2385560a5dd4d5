//! Only for the demo: a service that restarts within the program, and fetches keys
//! often enough for a visitor who moves the clock.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use jwt_claims::http::Guard;
use jwt_claims::jwks::Limits;

/// All that a service has in memory, and how often it was started.
pub(super) struct Restartable {
    guard: RwLock<Guard>,
    starts: AtomicU32,
}

impl Restartable {
    pub(super) fn new(guard: Guard) -> Self {
        Self { guard: RwLock::new(guard), starts: AtomicU32::new(1) }
    }

    /// The guard of now.
    pub(super) fn guard(&self) -> Guard {
        self.guard.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Drops the guard, with its keys.
    pub(super) fn restart(&self, new: Guard) {
        *self.guard.write().unwrap_or_else(PoisonError::into_inner) = new;
        self.starts.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn starts(&self) -> u32 {
        self.starts.load(Ordering::Relaxed)
    }
}

/// The visitor moves the clock of the tokens, not that of the fetches. So a new key may be in
/// use earlier than the next fetch, and a visitor may try several unknown ones.
pub(super) fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.miss_window = Duration::from_secs(2);
    // only for the checks of the demo on a slow machine: after a restart, a request waits for the keys
    limits.max_wait = Duration::from_secs(30);
    limits
}
