//! Where a verifier's keys come from.

use std::fmt;
use std::sync::Arc;

use crate::error::Error;
use crate::key::KeySet;
use crate::token::authenticated::Authentic;
#[cfg(feature = "jwks")]
use crate::token::by_issuer::ByIssuer;
#[cfg(feature = "cache")]
use crate::token::cache::Cache;
#[cfg(feature = "jwks")]
use crate::token::live::Live;
use crate::token::settings::Settings;
use crate::token::signature::authenticate;
use crate::token::trusted::Trusted;

/// The keys of a [`Verifier`](crate::Verifier): a [`KeySet`], a
/// [`VerifyingKey`](crate::VerifyingKey), or with the feature `jwks` keys that are fetched
/// from their issuer.
#[derive(Clone)]
pub struct KeySource(pub(crate) Source);

#[derive(Clone)]
pub(crate) enum Source {
    /// Keys that do not change.
    Fixed(Arc<Trusted>),
    /// Keys that change while they are used.
    #[cfg(feature = "jwks")]
    Live(Arc<Live>),
    /// The token's `iss` selects the source.
    #[cfg(feature = "jwks")]
    ByIssuer(Arc<ByIssuer>),
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
            #[cfg(feature = "jwks")]
            Self::Live(live) => live.authenticate(settings, text),
            #[cfg(feature = "jwks")]
            Self::ByIssuer(issuers) => issuers.authenticate(settings, text),
        }
    }

    /// The same, and waits for keys that are not known yet.
    #[cfg(feature = "jwks")]
    pub(crate) async fn authenticate_async(
        &self,
        settings: &Settings,
        text: &str,
    ) -> Result<Authentic, Error> {
        match self {
            Self::Fixed(trusted) => authenticate(trusted, settings, text),
            Self::Live(live) => live.authenticate_async(settings, text).await,
            Self::ByIssuer(issuers) => issuers.authenticate_async(settings, text).await,
        }
    }

    /// The keys that are known now.
    pub(crate) fn keys(&self) -> KeySet {
        match self {
            Self::Fixed(trusted) => trusted.keys.clone(),
            #[cfg(feature = "jwks")]
            Self::Live(live) => live.keys(),
            #[cfg(feature = "jwks")]
            Self::ByIssuer(issuers) => issuers.keys(),
        }
    }

    /// True if it has, or may have, keys for tokens of this issuer.
    pub(crate) fn covers(&self, issuer: &str) -> bool {
        match self {
            Self::Fixed(trusted) => trusted.keys.covers(issuer),
            #[cfg(feature = "jwks")]
            Self::Live(live) => live.covers(issuer),
            #[cfg(feature = "jwks")]
            Self::ByIssuer(issuers) => issuers.covers(issuer),
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
            #[cfg(feature = "jwks")]
            Self::Live(live) => live.cache(),
            #[cfg(feature = "jwks")]
            Self::ByIssuer(issuers) => issuers.cache(),
        }
    }

    /// The same keys with an empty cache like this one.
    #[cfg(feature = "cache")]
    pub(crate) fn with_cache(&self, cache: &Cache) -> Self {
        match self {
            Self::Fixed(trusted) => {
                Self::Fixed(Arc::new(Trusted::new(trusted.keys.clone()).with_cache(cache)))
            }
            #[cfg(feature = "jwks")]
            Self::Live(live) => Self::Live(Arc::new(live.with_cache(cache))),
            #[cfg(feature = "jwks")]
            Self::ByIssuer(issuers) => Self::ByIssuer(Arc::new(issuers.with_cache(cache))),
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
            Self::Fixed(trusted) => trusted.keys.fmt(f),
            #[cfg(feature = "jwks")]
            Self::Live(live) => live.fmt(f),
            #[cfg(feature = "jwks")]
            Self::ByIssuer(issuers) => issuers.fmt(f),
        }
    }
}
