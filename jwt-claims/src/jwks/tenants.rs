//! Issuers that are looked up when a token names them.

use std::sync::Arc;
use std::time::Duration;

use quick_cache::sync::Cache as Map;
use tokio::sync::Semaphore;
use tokio::time::{Instant, timeout};

use crate::base::future::BoxFuture;
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
/// run at the same time, and a token waits at most 1 s for one.
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

    /// Asks the service.
    pub(super) async fn look_up(&self, issuer: &str) -> Result<Option<Source>, Error> {
        let is_unknown = self.unknown.get(issuer).is_some_and(|at| at.elapsed() <= UNKNOWN_TTL);
        if is_unknown || issuer.len() > MAX_ISSUER_BYTES {
            return Ok(None);
        }
        let old = self.known.get(issuer).filter(Known::is_usable);
        if let Some(old) = &old {
            let asking = Known { asked_at: Instant::now(), ..old.clone() };
            self.known.insert(issuer.to_owned(), asking);
        }
        match timeout(MAX_WAIT, self.ask(issuer)).await.unwrap_or_else(|_| Err(too_late())) {
            Ok(Some(keys)) => self.remember(issuer, keys, old).map(Some),
            Ok(None) => {
                self.known.remove(issuer);
                self.unknown.insert(issuer.to_owned(), Instant::now());
                Ok(None)
            }
            Err(error) => old.map(|old| Some(old.source)).ok_or(error),
        }
    }

    async fn ask(&self, issuer: &str) -> Result<Option<IssuerKeys>, Error> {
        let _place = self.questions.acquire().await.map_err(|_| too_late())?;
        self.tenants.keys(issuer).await.map_err(|error| unavailable(&*error))
    }

    /// Keeps the old source if it is the same: it has keys already.
    fn remember(&self, issuer: &str, keys: IssuerKeys, old: Option<Known>) -> Result<Source, Error> {
        let keys = keys.bound(issuer)?;
        let now = Instant::now();
        let known = match old.filter(|old| old.keys.is_same_source(&keys)) {
            Some(old) => Known { answered_at: now, ..old },
            None => Known { source: self.source_of(keys.clone()), keys, answered_at: now, asked_at: now },
        };
        let source = known.source.clone();
        self.known.insert(issuer.to_owned(), known);
        Ok(source)
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
    Error::new(Code::KeysUnavailable, format!("the keys of a tenant are not available: {error}"))
}

#[cold]
fn too_late() -> Error {
    Error::new(Code::KeysUnavailable, "the keys of a tenant are not available: no answer within 1 s")
}
