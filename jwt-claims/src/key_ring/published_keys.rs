//! What has keys to publish.

use super::document::Document;
use crate::crypto::algorithm::Algorithm;

/// What has keys to publish: a [`KeyRing`](super::KeyRing) or a
/// [`RemoteKeyRing`](super::RemoteKeyRing). A service with one key makes a ring of it, with
/// [`KeyRingBuilder::with_first_key`](super::KeyRingBuilder::with_first_key).
pub trait PublishedKeys: Send + Sync {
    /// The JWK Set of now.
    fn jwks(&self) -> Document;

    /// The algorithms of the keys in the set, each once.
    fn algorithms(&self) -> Vec<Algorithm>;
}
