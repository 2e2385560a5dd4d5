//! Tokens for one use.

use std::fmt;
use std::sync::Arc;

use crate::base::clock::{Clock, Time};
use crate::error::Error;
use crate::revocation::find::find;
use crate::revocation::identity::{Identity, kept_until};
use crate::revocation::refusal::{unavailable, used};
use crate::store::{Entry, EntryKey, EntryKind, EntryStore};
use crate::token::verified::Verified;

/// Accepts each token once: for links in e-mails, and other tokens in URLs. A guard [with
/// single use](crate::http::Guard::with_single_use) does it by itself. Cloning is cheap.
///
/// A token is known by its `iss` and `jti`, or without a `jti` by its payload, until it
/// expires. It needs `exp`.
#[derive(Clone)]
pub struct SingleUse {
    store: Arc<dyn EntryStore>,
    clock: Time,
}

impl SingleUse {
    /// Keeps the tokens that were used in this store. Replicas of a service need the same
    /// store.
    #[must_use]
    pub fn new(store: impl EntryStore) -> Self {
        Self { store: Arc::new(store), clock: Time::default() }
    }

    /// Sets the clock. Default: the system clock.
    #[must_use]
    pub fn with_clock(self, clock: impl Clock) -> Self {
        Self { clock: Time::Given(Arc::new(clock)), ..self }
    }

    /// Uses a token up. Of several calls at the same time with the same token, one
    /// succeeds.
    ///
    /// # Errors
    /// - `token_used`: answer with 401 `invalid_token`.
    /// - `claims_invalid` if the token has no `exp`, or a claim that is needed is of a wrong
    ///   type: the same answer.
    /// - `store_unavailable` if the store failed or is full: answer with 503. The token may
    ///   be used up.
    /// - `unsupported` if the system has no random numbers.
    pub fn consume<'a, C>(
        &'a self,
        token: &'a Verified<C>,
    ) -> impl Future<Output = Result<(), Error>> + Send + use<'a, C> {
        let payload = token.payload();
        async move { self.consume_as(payload, mark()?).await }
    }

    /// Marks a verified token as used, by its payload. It succeeds again with the same mark:
    /// extractors of one request may run side by side, and the answer of a store may get
    /// lost.
    pub(crate) async fn consume_as(&self, payload: &[u8], mark: i64) -> Result<(), Error> {
        let identity = Identity::of(payload)?;
        let now = self.clock.now().floor();
        let expires_at = kept_until(identity.expiry(now)?);
        let key = key(&identity, payload);
        let entry = Entry { key, value: mark, expires_at };
        if self.store.insert(&entry, now).await.map_err(|error| unavailable(&error))? {
            return Ok(());
        }
        let known = find(&*self.store, &[key]).await.map_err(|error| unavailable(&error))?;
        if known == [Some(mark)] { Ok(()) } else { Err(used()) }
    }
}

/// Without a `jti`, the payload: the text of a token is no name, because an ECDSA signature
/// can be changed into another valid one.
fn key(identity: &Identity<'_>, payload: &[u8]) -> EntryKey {
    let (what, name) = match &identity.jti {
        Some(jti) => ("token", jti.as_bytes()),
        None => ("payload", payload),
    };
    let iss = identity.iss.as_ref().map(|iss| iss.as_bytes());
    EntryKey::new(EntryKind::UsedToken, [Some(what.as_bytes()), Some(name), iss].into_iter().flatten())
}

/// A random number that stands for one use.
pub(crate) fn mark() -> Result<i64, Error> {
    let mut octets = [0; 8];
    getrandom::fill(&mut octets).map_err(|_| {
        Error::unsupported(
            "the operating system's random generator failed; neither the token nor its proof was used up",
        )
    })?;
    Ok(i64::from_be_bytes(octets))
}

/// The settings.
impl fmt::Debug for SingleUse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SingleUse").field("clock", &self.clock).finish_non_exhaustive()
    }
}
