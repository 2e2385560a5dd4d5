//! What has keys to publish.

use super::document::Document;
use crate::crypto::algorithm::Algorithm;

/// What has keys to publish: a [`KeyRing`](super::KeyRing), or one of your own.
pub trait PublishedKeys: Send + Sync {
    /// The JWK Set of now.
    fn jwks(&self) -> Document;

    /// The algorithms of the keys in the set, each once.
    fn algorithms(&self) -> Vec<Algorithm>;
}
