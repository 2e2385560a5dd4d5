//! Issuers that are looked up when a token names them.

use std::sync::Arc;
use std::time::Duration;

use quick_cache::sync::Cache as Map;
use tokio::sync::Semaphore;
use tokio::time::{Instant, timeout};

use crate::base::future::BoxFuture;
use crate::base::shown::shown_within;
use crate::error::{Code, Error};
use crate::jwks::fetch::BoxError;
use crate::jwks::issuer_keys::IssuerKeys;
#[cfg(feature = "cache")]
use crate::token::cache::Cache;
use crate::token::source::Source;

/// How long the answer for an issuer is used before the service is asked again.
const TTL: Duration = Duration::from_secs(300);
/// While one token asks again, others use the old answer for this time.
const ASK_TIME: Duration = Duration::from_secs(5);
/// How long an old answer is used if the service fails to answer.
const STALE_IF_ERROR: Duration = Duration::from_secs(3600);
/// How long an issuer that does not exist is remembered.
const UNKNOWN_TTL: Duration = Duration::from_secs(30);
/// How many issuers that do not exist are remembered. Anyone can invent them.
const UNKNOWN: usize = 1024;
/// How long a token waits for the answer.
const MAX_WAIT: Duration = Duration::from_secs(1);
/// How many questions are open at the same time.
const MAX_QUESTIONS: usize = 64;
/// How many characters of the service's error are shown.
const MAX_REASON: usize = 512;
/// The length of an issuer, in bytes, that is asked for.
const MAX_ISSUER_BYTES: usize = 1024;

/// Finds the keys of issuers that are not known when the service starts, for example one
/// for each tenant, in a database.
///
/// ```
/// use jwt_claims::jwks::{BoxError, BoxFuture, IssuerKeys, Keys, Tenants};
/// # struct Database;
/// # impl Database { async fn jwks_url(&self, issuer: &str) -> Result<Option<String>, BoxError> { Ok(None) } }
///
/// struct Customers(Database);
///
/// impl Tenants for Customers {
///     fn keys<'a>(&'a self, issuer: &'a str) -> BoxFuture<'a, Result<Option<IssuerKeys>, BoxError>> {
///         Box::pin(async move {
///             // the URL comes from the database, not from the token
///             let Some(url) = self.0.jwks_url(issuer).await? else { return Ok(None) };
///             Ok(Some(Keys::remote(url)?.into()))
///         })
///     }
/// }
/// ```
///
/// The issuer is the unverified `iss` of a token that anyone may have made: look it up, and
/// do not build a URL from it. An answer is used for 300 s, and for an hour longer if the
/// service fails. An issuer that does not exist is remembered for 30 s. At most 64 lookups
/// run at the same time; more tokens are answered with 503. A token waits at most 1 s for
/// one. Anyone can invent issuers, and each causes a lookup: limit their rate in your
/// database layer.
///
/// With a [`Fetch`](crate::jwks::Fetch) of your own, keep the `Keys` of each tenant and
/// return a clone: new ones have to be fetched again.
pub trait Tenants: Send + Sync + 'static {
    /// The keys of an issuer, or `None` if its tokens are not accepted.
    ///
    /// # Errors
    /// If it is not known now: the request is answered with 503. The text goes to the log.
    fn keys<'a>(&'a self, issuer: &'a str) -> BoxFuture<'a, Result<Option<IssuerKeys>, BoxError>>;
}

/// The answers so far.
pub(super) struct TenantKeys {
    tenants: Arc<dyn Tenants>,
    #[cfg(feature = "cache")]
    capacity: usize,
    known: Map<String, Known>,
    unknown: Map<String, Instant>,
    questions: Semaphore,
    #[cfg(feature = "cache")]
    cache: Option<Cache>,
}

#[derive(Clone)]
struct Known {
    keys: IssuerKeys,
    source: Source,
    answered_at: Instant,
    /// When the service was asked again.
    asked_at: Instant,
}

impl Known {
    fn is_recent(&self) -> bool {
        self.answered_at.elapsed() <= TTL || (self.asked_at.elapsed() <= ASK_TIME && self.is_usable())
    }

    /// If the service fails to answer.
    fn is_usable(&self) -> bool {
        self.answered_at.elapsed() <= TTL + STALE_IF_ERROR
    }
}

impl TenantKeys {
    pub(super) fn new(tenants: Arc<dyn Tenants>, capacity: usize) -> Self {
        Self {
            tenants,
            #[cfg(feature = "cache")]
            capacity,
            known: Map::new(capacity),
            unknown: Map::new(UNKNOWN),
            questions: Semaphore::new(MAX_QUESTIONS),
            #[cfg(feature = "cache")]
            cache: None,
        }
    }

    #[cfg(feature = "cache")]
    pub(super) fn with_cache(&self, cache: &Cache) -> Self {
        Self { cache: Some(cache.emptied()), ..Self::new(Arc::clone(&self.tenants), self.capacity) }
    }

    /// The source of an issuer whose answer is recent.
    pub(super) fn find(&self, issuer: &str) -> Option<Source> {
        self.known.get(issuer).filter(Known::is_recent).map(|known| known.source)
    }

    /// Asks the service. Tokens of the same issuer share one question.
    pub(super) async fn look_up(&self, issuer: &str) -> Result<Option<Source>, Error> {
        if self.is_unknown(issuer) || issuer.len() > MAX_ISSUER_BYTES {
            return Ok(None);
        }
        let old = self.known.get(issuer).filter(Known::is_usable);
        let answer = match &old {
            Some(old) => timeout(MAX_WAIT, self.ask_again(issuer, old)).await,
            None => timeout(MAX_WAIT, self.ask_first(issuer)).await,
        };
        match answer.unwrap_or_else(|_| Err(too_late())) {
            Err(error) => old.map(|old| Some(old.source)).ok_or(error),
            answer => answer,
        }
    }

    /// True for an issuer that did not exist when it was asked for.
    pub(super) fn is_unknown(&self, issuer: &str) -> bool {
        self.unknown.get(issuer).is_some_and(|at| at.elapsed() <= UNKNOWN_TTL)
    }

    /// Others wait for the answer.
    async fn ask_first(&self, issuer: &str) -> Result<Option<Source>, Error> {
        if self.known.get(issuer).is_some_and(|known| !known.is_usable()) {
            self.known.remove(issuer);
        }
        let place = match self.known.get_value_or_guard_async(issuer).await {
            Ok(known) => return Ok(Some(known.source)),
            Err(place) => place,
        };
        if self.is_unknown(issuer) {
            return Ok(None);
        }
        let Some(keys) = self.ask(issuer).await? else {
            self.unknown.insert(issuer.to_owned(), Instant::now());
            return Ok(None);
        };
        let known = self.known_of(keys);
        let source = known.source.clone();
        // an entry that was removed meanwhile is asked for again
        let _ = place.insert(known);
        Ok(Some(source))
    }

    /// Others use the old answer meanwhile.
    async fn ask_again(&self, issuer: &str, old: &Known) -> Result<Option<Source>, Error> {
        self.known.insert(issuer.to_owned(), Known { asked_at: Instant::now(), ..old.clone() });
        let Some(keys) = self.ask(issuer).await? else {
            self.known.remove(issuer);
            self.unknown.insert(issuer.to_owned(), Instant::now());
            return Ok(None);
        };
        // the same source has keys already
        let known = if old.keys.is_same_source(&keys) {
            Known { answered_at: Instant::now(), ..old.clone() }
        } else {
            self.known_of(keys)
        };
        let source = known.source.clone();
        self.known.insert(issuer.to_owned(), known);
        Ok(Some(source))
    }

    async fn ask(&self, issuer: &str) -> Result<Option<IssuerKeys>, Error> {
        let _place = self.questions.try_acquire().map_err(|_| too_many())?;
        let keys = self.tenants.keys(issuer).await.map_err(|error| unavailable(&*error))?;
        keys.map(|keys| keys.bound(issuer)).transpose()
    }

    fn known_of(&self, keys: IssuerKeys) -> Known {
        let now = Instant::now();
        Known { source: self.source_of(keys.clone()), keys, answered_at: now, asked_at: now }
    }

    fn source_of(&self, keys: IssuerKeys) -> Source {
        let source = keys.into_source();
        #[cfg(feature = "cache")]
        if let Some(cache) = &self.cache {
            return source.with_cache(cache);
        }
        source
    }
}

#[cold]
fn unavailable(error: &(dyn std::error::Error + 'static)) -> Error {
    // such a text may quote the issuer, which is a stranger's
    let reason = shown_within(error.to_string(), MAX_REASON).into_owned();
    Error::new(Code::KeysUnavailable, format!("the keys of a tenant are not available: {reason}"))
}

#[cold]
fn too_many() -> Error {
    let detail =
        format!("the keys of a tenant are not available: {MAX_QUESTIONS} issuers are looked up already");
    Error::new(Code::KeysUnavailable, detail)
}

#[cold]
fn too_late() -> Error {
    Error::new(Code::KeysUnavailable, "the keys of a tenant are not available: no answer within 1 s")
}
