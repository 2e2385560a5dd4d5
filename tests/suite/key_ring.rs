//! Key rings: what is published, what signs, and what survives.

mod documents;
mod files;
mod killed;
mod simulation;
mod steps;

use std::sync::Arc;
use std::time::Duration;

use jwt_claims::key_ring::{KeyRing, KeyRingBuilder, KeyStore, MemoryStore, State, StoreError, StoredKey};
use jwt_claims::{Algorithm, Claims, FixedClock};

const NOW: i64 = 1_800_000_000;
const LIFETIME: u64 = 900;
const MAX_AGE: u64 = 600;
const MARGIN: u64 = 300;
const LEAD: u64 = MAX_AGE + MARGIN;
const LEEWAY: u64 = 300;

#[derive(Claims, Debug)]
#[claims(issuer = "https://auth.example.com", audience = "orders", ttl = "15m")]
struct Access {
    sub: String,
}

fn alice() -> Access {
    Access { sub: "alice".into() }
}

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn builder(clock: &FixedClock) -> KeyRingBuilder {
    KeyRing::builder(Algorithm::EdDSA, seconds(LIFETIME)).with_clock(clock.clone())
}

/// The `kid`s in a state.
fn kids(ring: &KeyRing, state: State) -> Vec<String> {
    ring.keys().iter().filter(|key| key.state() == state).map(|key| key.kid().to_owned()).collect()
}

/// A store that fails when it is said to.
#[derive(Default, Clone)]
struct Faulty {
    inner: Arc<MemoryStore>,
    fault: Arc<std::sync::Mutex<Fault>>,
}

#[derive(Default, Clone, Copy, Debug, PartialEq)]
enum Fault {
    #[default]
    None,
    /// This call of `put` or `remove` and all later ones fail, and change nothing.
    Before(u8),
    /// The same, but this call has changed the store.
    After(u8),
    /// Nothing can be read.
    Load,
}

impl Faulty {
    fn set(&self, fault: Fault) {
        *self.fault.lock().unwrap() = fault;
    }

    fn change(&self, change: impl FnOnce(&MemoryStore) -> Result<(), StoreError>) -> Result<(), StoreError> {
        let mut fault = self.fault.lock().unwrap();
        match &mut *fault {
            Fault::Before(0) => Err("no connection".into()),
            Fault::After(0) => {
                *fault = Fault::Before(0);
                change(&self.inner)?;
                Err("the connection is lost".into())
            }
            Fault::Before(left) | Fault::After(left) => {
                *left -= 1;
                change(&self.inner)
            }
            Fault::None | Fault::Load => change(&self.inner),
        }
    }
}

impl KeyStore for Faulty {
    fn load(&self) -> Result<Vec<StoredKey>, StoreError> {
        if *self.fault.lock().unwrap() == Fault::Load {
            Err("no connection".into())
        } else {
            self.inner.load()
        }
    }

    fn put(&self, key: &StoredKey) -> Result<(), StoreError> {
        self.change(|inner| inner.put(key))
    }

    fn remove(&self, kid: &str) -> Result<(), StoreError> {
        self.change(|inner| inner.remove(kid))
    }
}
