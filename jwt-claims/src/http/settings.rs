//! The settings of a guard.

use std::borrow::Cow;

use ::http::HeaderValue;

#[cfg(feature = "dpop")]
use crate::dpop::Dpop;
#[cfg(feature = "dpop")]
use crate::error::challenge::Mention;
use crate::error::challenge::Schemes;
#[cfg(feature = "sessions")]
use crate::http::lookups::Lookups;
use crate::http::transports::{Place, Transports};
use crate::token::verifier::Verifier;

#[derive(Clone)]
pub(super) struct Settings {
    pub(super) verifier: Verifier,
    pub(super) transports: Transports,
    pub(super) site: Site,
    #[cfg(feature = "sessions")]
    pub(super) lookups: Lookups,
}

/// What answers say of the service.
#[derive(Clone, Debug, Default)]
pub(super) struct Site {
    pub(super) realm: Cow<'static, str>,
    pub(super) resource_metadata: Cow<'static, str>,
    pub(super) shows_requirements: bool,
    #[cfg(feature = "dpop")]
    pub(super) dpop: Option<Dpop>,
}

impl Site {
    /// The schemes that are accepted, and which of them has the reason, if it is known how the
    /// token was `sent` (RFC 9449 §7.2).
    #[cfg(feature = "dpop")]
    pub(super) fn schemes(&self, sent: Option<Place>) -> Option<Schemes> {
        let dpop = self.dpop.as_ref()?;
        let mention = |is_used: bool| if is_used { Mention::Reason } else { Mention::Scheme };
        let is_dpop = sent.map(|place| place == Place::Dpop);
        let (bearer, of_dpop) = match dpop.accepts_bearer() {
            true => (mention(is_dpop != Some(true)), mention(is_dpop != Some(false))),
            false => (Mention::None, Mention::Reason),
        };
        Some(Schemes { bearer, dpop: of_dpop, algs: dpop.algorithm_names().join(" ") })
    }

    #[cfg(not(feature = "dpop"))]
    pub(super) fn schemes(&self, _sent: Option<Place>) -> Option<Schemes> {
        None
    }

    pub(super) fn accepts_dpop(&self) -> bool {
        #[cfg(feature = "dpop")]
        return self.dpop.is_some();
        #[cfg(not(feature = "dpop"))]
        return false;
    }

    /// The value of `DPoP-Nonce`.
    pub(super) fn nonce(&self) -> Option<HeaderValue> {
        #[cfg(feature = "dpop")]
        return self.dpop.as_ref().and_then(Dpop::nonce).and_then(|nonce| nonce.try_into().ok());
        #[cfg(not(feature = "dpop"))]
        return None;
    }
}
