//! Keys that change while a verifier uses them.

use std::fmt;
use std::sync::Arc;

use arc_swap::{ArcSwap, Guard};

use crate::base::future::BoxFuture;
use crate::error::Error;
use crate::key::KeySet;
use crate::token::authenticated::Authentic;
#[cfg(feature = "cache")]
use crate::token::cache::Cache;
use crate::token::settings::Settings;
use crate::token::signature::authenticate;
use crate::token::source::ChangingKeys;
use crate::token::trusted::Trusted;

/// Keys that someone else keeps up to date.
pub(crate) trait LiveKeys: fmt::Debug + Send + Sync {
    /// The version of the keys in use. It changes with the keys, and when they become too
    /// old to be used. It does not wait, and takes no lock.
    fn version(&self) -> u64;

    /// The keys in use, and their version.
    fn snapshot(&self) -> (u64, KeySet);

    /// True if they are, or may be, keys of this issuer.
    fn covers(&self, issuer: &str) -> bool;

    /// Asks for newer keys, because a token's key is unknown.
    fn want(&self);

    /// The same, and waits for them, for a limited time. It does not wait if the keys are
    /// already newer than the version that was used.
    fn wait(&self, used: u64) -> BoxFuture<'_, ()>;

    /// The error for a refused token: this one, or that the keys are not available if its
    /// key is unknown.
    fn verdict(&self, error: Error) -> Error;
}

/// A verifier's view of live keys. The known headers and the cache belong to a version of
/// the keys, and are dropped with it.
pub(crate) struct Live {
    source: Arc<dyn LiveKeys>,
    current: ArcSwap<Current>,
}

struct Current {
    version: u64,
    trusted: Trusted,
}

impl Live {
    pub(crate) fn new(source: Arc<dyn LiveKeys>) -> Self {
        let (version, keys) = source.snapshot();
        let trusted = Trusted::new(keys);
        Self { source, current: ArcSwap::from_pointee(Current { version, trusted }) }
    }

    /// The keys in use now.
    #[inline]
    fn current(&self) -> Guard<Arc<Current>> {
        let current = self.current.load();
        if current.version == self.source.version() { current } else { self.renew(&current) }
    }

    /// Takes over newer keys. Two threads may do it at once; both then have them.
    #[cold]
    fn renew(&self, old: &Current) -> Guard<Arc<Current>> {
        let (version, keys) = self.source.snapshot();
        let renewed = Arc::new(Current { version, trusted: old.trusted.with_keys(keys) });
        self.current.store(Arc::clone(&renewed));
        Guard::from_inner(renewed)
    }
}

impl ChangingKeys for Live {
    fn check(&self, settings: &Settings, text: &str) -> Result<Authentic, Error> {
        authenticate(&self.current().trusted, settings, text)
    }

    fn refuse(&self, _settings: &Settings, _text: &str, error: Error) -> Error {
        self.source.want();
        self.source.verdict(error)
    }

    fn check_again<'a>(
        &'a self,
        settings: &'a Settings,
        text: &'a str,
    ) -> BoxFuture<'a, Result<Authentic, Error>> {
        Box::pin(async move {
            let used = {
                let current = self.current();
                match authenticate(&current.trusted, settings, text) {
                    Err(error) if error.wants_other_keys() => current.version,
                    decided => return decided,
                }
            };
            self.source.wait(used).await;
            self.check(settings, text).map_err(|error| self.source.verdict(error))
        })
    }

    fn keys(&self) -> KeySet {
        self.source.snapshot().1
    }

    fn covers(&self, issuer: &str) -> bool {
        self.source.covers(issuer)
    }

    #[cfg(feature = "cache")]
    fn cache(&self) -> Option<Cache> {
        self.current.load().trusted.cache.as_ref().map(Cache::emptied)
    }

    #[cfg(feature = "cache")]
    fn with_cache(&self, cache: &Cache) -> Arc<dyn ChangingKeys> {
        let (version, keys) = self.source.snapshot();
        let trusted = Trusted::new(keys).with_cache(cache);
        let current = ArcSwap::from_pointee(Current { version, trusted });
        Arc::new(Self { source: Arc::clone(&self.source), current })
    }
}

impl fmt::Debug for Live {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.source.fmt(f)
    }
}
