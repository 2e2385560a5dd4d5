//! Rings of signing keys as the keys of a verifier: a service verifies its own tokens.

use std::sync::Arc;

use crate::base::future::BoxFuture;
use crate::error::Error;
use crate::key::KeySet;
use crate::key_ring::{KeyRing, RemoteKeyRing};
use crate::token::live::{Live, LiveKeys};
use crate::token::source::{KeySource, Source};

macro_rules! ring_keys {
    ($ring:ty) => {
        /// The keys that the ring publishes now; the verifier sees each change at the next
        /// token.
        impl From<$ring> for KeySource {
            fn from(ring: $ring) -> Self {
                Self(Source::Changing(Arc::new(Live::new(Arc::new(ring)))))
            }
        }

        /// The keys are in memory, so there is nothing to ask for.
        impl LiveKeys for $ring {
            fn version(&self) -> u64 {
                Self::version(self)
            }

            fn snapshot(&self) -> (u64, KeySet) {
                // keys that are newer than their version are replaced at the next token
                let version = Self::version(self);
                (version, self.key_set())
            }

            fn covers(&self, _issuer: &str) -> bool {
                true
            }

            fn want(&self) {}

            fn wait(&self, _used: u64) -> BoxFuture<'_, ()> {
                Box::pin(std::future::ready(()))
            }

            fn verdict(&self, error: Error) -> Error {
                error
            }
        }
    };
}

ring_keys!(KeyRing);
ring_keys!(RemoteKeyRing);
