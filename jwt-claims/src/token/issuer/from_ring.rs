//! Issuers whose key is the current one of a ring.

use std::sync::Arc;

use super::Issuer;
use super::ring::RingKeys;
use super::source::Source;
use super::template::Template;
use crate::key_ring::KeyRing;
use crate::token::header::added::Added;

impl Issuer {
    /// Creates an issuer that signs with the current key of a ring (feature `key_ring`), with
    /// the clock of the ring. When another key becomes the current one, the next token is
    /// signed with it.
    ///
    /// A token must expire within [the longest lifetime](KeyRing::longest_lifetime) of the
    /// ring, because its key is published until then: a longer lifetime, or none, is
    /// `issue_failed`. Payloads of [`jws`](crate::jws) have no lifetime; verify them within
    /// this time.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use jwt_claims::{Algorithm, Claims, Issuer, Verifier};
    /// use jwt_claims::key_ring::KeyRing;
    ///
    /// # #[derive(Claims)] #[claims(ttl = "15m")] struct Access { sub: String }
    /// # fn main() -> Result<(), jwt_claims::Error> {
    /// let ring = KeyRing::builder(Algorithm::ES256, Duration::from_secs(900)).in_memory()?;
    /// let issuer = Issuer::from_ring(&ring);
    /// let issued = issuer.issue(&Access { sub: "alice".into() })?;
    /// assert!(Verifier::new(ring.key_set()).verify::<Access>(issued.as_str()).is_ok());
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn from_ring(ring: &KeyRing) -> Self {
        let template = Template { clock: ring.clock(), ..Template::default() };
        Self { source: Source::Ring(Arc::new(RingKeys::new(ring.clone(), Added::default()))), template }
    }
}
