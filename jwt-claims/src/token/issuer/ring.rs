//! The key of an issuer with a ring, and the headers for it.

use std::sync::{Arc, PoisonError, RwLock};

use super::headers::Headers;
use crate::base::numeric_date::NumericDate;
use crate::key::SigningKey;
use crate::key_ring::KeyRing;
use crate::token::header::added::Added;

/// A ring, and the headers for the key that signed last.
pub(super) struct RingKeys {
    ring: KeyRing,
    added: Added,
    keyed: RwLock<Option<Arc<Keyed>>>,
}

/// A key and the headers that name it.
pub(super) struct Keyed {
    pub(super) key: SigningKey,
    pub(super) headers: Headers,
    version: u64,
}

/// What one token is signed with.
pub(super) struct Signing {
    pub(super) keyed: Arc<Keyed>,
    /// The token must expire until then.
    pub(super) latest_exp: NumericDate,
}

impl RingKeys {
    pub(super) fn new(ring: KeyRing, added: Added) -> Self {
        Self { ring, added, keyed: RwLock::default() }
    }

    pub(super) fn added(&self) -> &Added {
        &self.added
    }

    pub(super) fn with(&self, added: Added) -> Self {
        Self::new(self.ring.clone(), added)
    }

    /// Key and headers are of one snapshot of the ring.
    pub(super) fn signing(&self) -> Signing {
        let now = self.ring.signing();
        let known = self.keyed.read().unwrap_or_else(PoisonError::into_inner).clone();
        let keyed = known.filter(|known| known.version == now.version).unwrap_or_else(|| {
            let headers = Headers::with(self.added.clone());
            let keyed = Arc::new(Keyed { key: now.key, headers, version: now.version });
            *self.keyed.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&keyed));
            keyed
        });
        Signing { keyed, latest_exp: now.latest_exp }
    }
}
