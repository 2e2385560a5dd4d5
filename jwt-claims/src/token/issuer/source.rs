//! Where an issuer has its key from.

use std::borrow::Cow;
use std::sync::Arc;

use super::headers::Headers;
#[cfg(feature = "key_ring")]
use super::ring::RingKeys;
use crate::base::numeric_date::NumericDate;
use crate::error::{Code, Error};
use crate::key::SigningKey;
use crate::token::header::added::Added;

/// One key with its headers, or a ring.
#[derive(Clone)]
pub(super) enum Source {
    Key(SigningKey, Arc<Headers>),
    #[cfg(feature = "key_ring")]
    Ring(Arc<RingKeys>),
}

impl Source {
    /// The key that signs now.
    pub(super) fn key(&self) -> Cow<'_, SigningKey> {
        match self {
            Self::Key(key, _) => Cow::Borrowed(key),
            #[cfg(feature = "key_ring")]
            Self::Ring(ring) => Cow::Owned(ring.signing().keyed.key.clone()),
        }
    }

    /// The parameters that the issuer adds.
    pub(super) fn added(&self) -> &Added {
        match self {
            Self::Key(_, headers) => headers.added(),
            #[cfg(feature = "key_ring")]
            Self::Ring(ring) => ring.added(),
        }
    }

    /// The same with other parameters.
    pub(super) fn with(&self, added: Added) -> Self {
        match self {
            Self::Key(key, _) => Self::Key(key.clone(), Arc::new(Headers::with(added))),
            #[cfg(feature = "key_ring")]
            Self::Ring(ring) => Self::Ring(Arc::new(ring.with(added))),
        }
    }

    /// The key, if it does not change.
    pub(super) fn one_key(&self) -> Option<&SigningKey> {
        match self {
            Self::Key(key, _) => Some(key),
            #[cfg(feature = "key_ring")]
            Self::Ring(_) => None,
        }
    }
}

/// Refuses a token that would expire after its key is removed.
#[inline]
pub(super) fn check_exp(expires_at: Option<NumericDate>, latest: NumericDate) -> Result<(), Error> {
    if expires_at.is_some_and(|exp| exp <= latest) { Ok(()) } else { Err(outlives(expires_at, latest)) }
}

#[cold]
fn outlives(expires_at: Option<NumericDate>, latest: NumericDate) -> Error {
    let found = match expires_at {
        Some(exp) => format!("one that expires {} s later", exp.seconds_after(latest).max(1)),
        None => "one that does not expire".to_owned(),
    };
    Error::new(
        Code::Issue,
        format!(
            "expected a token that expires within the longest lifetime of the key ring, found {found}; its key would \
             be removed while the token is valid; give the token a shorter `ttl`, or the ring a longer lifetime"
        ),
    )
}
