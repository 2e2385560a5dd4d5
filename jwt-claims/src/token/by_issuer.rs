//! Keys of several issuers: the token's `iss` selects the source.

use std::fmt;
use std::sync::Arc;

use crate::base::base64;
use crate::base::future::BoxFuture;
use crate::base::peek::{Peeked, peek};
use crate::error::{Code, Error};
use crate::key::KeySet;
use crate::token::authenticated::Authentic;
#[cfg(feature = "cache")]
use crate::token::cache::Cache;
use crate::token::compact::{self, not_base64};
use crate::token::settings::Settings;
use crate::token::source::{ChangingKeys, Source};

/// The sources of keys of issuers. Every key of a source is bound to its issuer, so the
/// unverified `iss` only selects keys.
pub(crate) trait IssuerSources: fmt::Debug + Send + Sync {
    /// The source of an issuer, if it is known without waiting.
    fn find(&self, issuer: &str) -> Option<Source>;

    /// The same, and waits for a source that must be looked up.
    fn look_up<'a>(&'a self, issuer: &'a str) -> BoxFuture<'a, Result<Option<Source>, Error>>;

    /// The error for a token of an issuer whose source is not known without waiting.
    fn missing(&self, issuer: &str) -> Error;

    /// True if it has, or may have, keys of this issuer.
    fn covers(&self, issuer: &str) -> bool;

    /// The keys that are known now.
    fn keys(&self) -> KeySet;

    /// An empty cache like that of each issuer.
    #[cfg(feature = "cache")]
    fn cache(&self) -> Option<Cache>;

    /// The same with an empty cache like this one for each issuer.
    #[cfg(feature = "cache")]
    fn with_cache(&self, cache: &Cache) -> Arc<dyn IssuerSources>;
}

/// The error for an issuer that is not trusted.
#[cold]
pub(crate) fn no_such_issuer() -> Error {
    Error::new(
        Code::NoKey,
        "expected `iss` to be an issuer that the verifier has keys of, found another; to trust it, add it \
         with `Issuers::with`",
    )
}

pub(crate) struct ByIssuer(Arc<dyn IssuerSources>);

impl ByIssuer {
    pub(crate) fn new(issuers: Arc<dyn IssuerSources>) -> Self {
        Self(issuers)
    }
}

impl ChangingKeys for ByIssuer {
    fn check(&self, settings: &Settings, text: &str) -> Result<Authentic, Error> {
        let issuer = unverified_issuer(settings, text)?;
        self.0.find(&issuer).ok_or_else(|| self.0.missing(&issuer))?.check(settings, text)
    }

    fn refuse(&self, settings: &Settings, text: &str, error: Error) -> Error {
        let source = unverified_issuer(settings, text).ok().and_then(|issuer| self.0.find(&issuer));
        match source {
            Some(source) => source.authenticate(settings, text).err().unwrap_or(error),
            None => error,
        }
    }

    fn check_again<'a>(
        &'a self,
        settings: &'a Settings,
        text: &'a str,
    ) -> BoxFuture<'a, Result<Authentic, Error>> {
        Box::pin(async move {
            let issuer = unverified_issuer(settings, text)?;
            let source = match self.0.find(&issuer) {
                Some(source) => source,
                None => self.0.look_up(&issuer).await?.ok_or_else(no_such_issuer)?,
            };
            source.authenticate_async(settings, text).await
        })
    }

    fn keys(&self) -> KeySet {
        self.0.keys()
    }

    fn covers(&self, issuer: &str) -> bool {
        self.0.covers(issuer)
    }

    #[cfg(feature = "cache")]
    fn cache(&self) -> Option<Cache> {
        self.0.cache()
    }

    #[cfg(feature = "cache")]
    fn with_cache(&self, cache: &Cache) -> Arc<dyn ChangingKeys> {
        Arc::new(Self(self.0.with_cache(cache)))
    }
}

/// The `iss` of a token whose signature is not checked yet. It selects keys and nothing
/// else.
fn unverified_issuer(settings: &Settings, text: &str) -> Result<String, Error> {
    compact::check_size(text.len(), settings.max_token_bytes)?;
    let segments = compact::split(text)?;
    let payload = base64::decode(segments.payload).ok_or_else(|| not_base64("payload"))?;
    let mut issuer = String::new();
    let is_text = std::str::from_utf8(&payload)
        .ok()
        .and_then(|payload| peek(payload, "iss", |iss| iss.clone_into(&mut issuer)).ok())
        .is_some_and(|peeked| matches!(peeked, Peeked::Text));
    if is_text { Ok(issuer) } else { Err(no_issuer()) }
}

#[cold]
fn no_issuer() -> Error {
    Error::new(
        Code::NoKey,
        "expected `iss` to select the keys of an issuer, found no `iss` that is a string; let the issuer \
         send `iss`",
    )
}

impl fmt::Debug for ByIssuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
