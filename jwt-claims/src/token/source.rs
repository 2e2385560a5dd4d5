//! Where a verifier's keys come from.

use std::fmt;
use std::sync::Arc;

#[cfg(any(feature = "jwks", feature = "key_ring"))]
use crate::base::future::BoxFuture;
use crate::error::Error;
use crate::key::KeySet;
use crate::token::authenticated::Authentic;
#[cfg(feature = "cache")]
use crate::token::cache::Cache;
use crate::token::settings::Settings;
use crate::token::signature::authenticate;
use crate::token::trusted::Trusted;

/// The keys of a [`Verifier`](crate::Verifier): a [`KeySet`], a
/// [`VerifyingKey`](crate::VerifyingKey), with the feature `key_ring` a
/// [`KeyRing`](crate::key_ring::KeyRing), or with the feature `jwks` keys that are fetched
/// from their issuer.
#[derive(Clone)]
pub struct KeySource(pub(crate) Source);

#[derive(Clone)]
pub(crate) enum Source {
    /// Keys that do not change.
    Fixed(Arc<Trusted>),
    /// Keys that change while they are used.
    #[cfg(any(feature = "jwks", feature = "key_ring"))]
    Changing(Arc<dyn ChangingKeys>),
}

/// Keys that change while they are used.
#[cfg(any(feature = "jwks", feature = "key_ring"))]
pub(crate) trait ChangingKeys: fmt::Debug + Send + Sync {
    /// Everything up to the signature, with the keys that are known now.
    fn check(&self, settings: &Settings, text: &str) -> Result<Authentic, Error>;

    /// The error for a token whose key is unknown. It asks for newer keys.
    fn refuse(&self, settings: &Settings, text: &str, error: Error) -> Error;

    /// The same check after newer keys were fetched, or could not be.
    fn check_again<'a>(
        &'a self,
        settings: &'a Settings,
        text: &'a str,
    ) -> BoxFuture<'a, Result<Authentic, Error>>;

    /// The keys that are known now.
    fn keys(&self) -> KeySet;

    /// True if it has, or may have, keys for tokens of this issuer.
    fn covers(&self, issuer: &str) -> bool;

    /// An empty cache like the one that it has.
    #[cfg(feature = "cache")]
    fn cache(&self) -> Option<Cache>;

    /// The same keys with an empty cache like this one.
    #[cfg(feature = "cache")]
    fn with_cache(&self, cache: &Cache) -> Arc<dyn ChangingKeys>;
}

impl<K: Into<KeySet>> From<K> for KeySource {
    fn from(keys: K) -> Self {
        Self(Source::Fixed(Arc::new(Trusted::new(keys.into()))))
    }
}

impl Source {
    /// Everything up to the signature, with the keys that are known now.
    #[inline]
    pub(crate) fn authenticate(&self, settings: &Settings, text: &str) -> Result<Authentic, Error> {
        match self {
            Self::Fixed(trusted) => authenticate(trusted, settings, text),
            #[cfg(any(feature = "jwks", feature = "key_ring"))]
            Self::Changing(keys) => keys.check(settings, text).map_err(|error| {
                if error.wants_other_keys() { keys.refuse(settings, text, error) } else { error }
            }),
        }
    }

    /// The same, and waits for keys that are not known yet.
    #[cfg(any(feature = "jwks", feature = "key_ring"))]
    pub(crate) async fn authenticate_async(
        &self,
        settings: &Settings,
        text: &str,
    ) -> Result<Authentic, Error> {
        match self.check(settings, text) {
            Err(error) if error.wants_other_keys() => match self {
                Self::Fixed(_) => Err(error),
                Self::Changing(keys) => keys.check_again(settings, text).await,
            },
            decided => decided,
        }
    }

    /// The same, and asks for nothing.
    #[cfg(any(feature = "jwks", feature = "key_ring"))]
    pub(crate) fn check(&self, settings: &Settings, text: &str) -> Result<Authentic, Error> {
        match self {
            Self::Fixed(trusted) => authenticate(trusted, settings, text),
            Self::Changing(keys) => keys.check(settings, text),
        }
    }

    /// The keys that are known now.
    pub(crate) fn keys(&self) -> KeySet {
        match self {
            Self::Fixed(trusted) => trusted.keys.clone(),
            #[cfg(any(feature = "jwks", feature = "key_ring"))]
            Self::Changing(keys) => keys.keys(),
        }
    }

    /// True if it has, or may have, keys for tokens of this issuer.
    pub(crate) fn covers(&self, issuer: &str) -> bool {
        match self {
            Self::Fixed(trusted) => trusted.keys.covers(issuer),
            #[cfg(any(feature = "jwks", feature = "key_ring"))]
            Self::Changing(keys) => keys.covers(issuer),
        }
    }

    /// Other keys; tokens are remembered as before.
    pub(crate) fn replaced(&self, keys: Self) -> Self {
        #[cfg(feature = "cache")]
        if let Some(cache) = self.cache() {
            return keys.with_cache(&cache);
        }
        keys
    }

    /// An empty cache like the one that it has.
    #[cfg(feature = "cache")]
    fn cache(&self) -> Option<Cache> {
        match self {
            Self::Fixed(trusted) => trusted.cache.as_ref().map(Cache::emptied),
            #[cfg(any(feature = "jwks", feature = "key_ring"))]
            Self::Changing(keys) => keys.cache(),
        }
    }

    /// The same keys with an empty cache like this one.
    #[cfg(feature = "cache")]
    pub(crate) fn with_cache(&self, cache: &Cache) -> Self {
        match self {
            Self::Fixed(trusted) => {
                Self::Fixed(Arc::new(Trusted::new(trusted.keys.clone()).with_cache(cache)))
            }
            #[cfg(any(feature = "jwks", feature = "key_ring"))]
            Self::Changing(keys) => Self::Changing(keys.with_cache(cache)),
        }
    }
}

impl fmt::Debug for KeySource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The names of keys and issuers.
impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fixed(trusted) => trusted.fmt(f),
            #[cfg(any(feature = "jwks", feature = "key_ring"))]
            Self::Changing(keys) => keys.fmt(f),
        }
    }
}
