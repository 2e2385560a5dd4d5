//! The keys of one issuer of several.

use crate::error::{Code, Error};
use crate::jwks::keys::Keys;
use crate::key::KeySet;
use crate::token::source::{KeySource, Source};

/// The keys of one issuer, for [`Issuers::with`](crate::jwks::Issuers::with): a [`KeySet`], a
/// [`VerifyingKey`](crate::VerifyingKey), or fetched [`Keys`].
#[derive(Clone, Debug)]
pub struct IssuerKeys(pub(super) Kind);

#[derive(Clone, Debug)]
pub(super) enum Kind {
    Fixed(KeySet),
    Fetched(Keys),
}

impl<K: Into<KeySet>> From<K> for IssuerKeys {
    fn from(keys: K) -> Self {
        Self(Kind::Fixed(keys.into()))
    }
}

impl From<Keys> for IssuerKeys {
    fn from(keys: Keys) -> Self {
        Self(Kind::Fetched(keys))
    }
}

impl IssuerKeys {
    /// Keys that verify tokens of this issuer only.
    pub(super) fn bound(self, issuer: &str) -> Result<Self, Error> {
        Ok(Self(match self.0 {
            Kind::Fixed(keys) => {
                if let Some(other) = keys.iter().filter_map(|key| key.issuer()).find(|other| *other != issuer)
                {
                    return Err(Error::new(
                        Code::Config,
                        format!("expected keys of the issuer {issuer}, found a key that is bound to {other}"),
                    ));
                }
                Kind::Fixed(keys.for_issuer(issuer))
            }
            Kind::Fetched(keys) => Kind::Fetched(keys.for_issuer(issuer)?),
        }))
    }

    /// True if both are fetched from the same place in the same way.
    pub(super) fn is_same_source(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Kind::Fetched(one), Kind::Fetched(other)) => one.is_same_source(other),
            _ => false,
        }
    }

    pub(super) fn into_source(self) -> Source {
        match self.0 {
            Kind::Fixed(keys) => KeySource::from(keys).0,
            Kind::Fetched(keys) => KeySource::from(keys).0,
        }
    }
}
