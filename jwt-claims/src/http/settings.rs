//! The settings of a guard.

use std::borrow::Cow;

use ::http::HeaderValue;

#[cfg(feature = "dpop")]
use crate::dpop::Dpop;
use crate::error::challenge::Schemes;
#[cfg(feature = "dpop")]
use crate::error::challenge::Told;
use crate::http::scheme::Scheme;
use crate::http::transports::Transports;
use crate::token::verifier::Verifier;

#[derive(Clone)]
pub(super) struct Settings {
    pub(super) verifier: Verifier,
    pub(super) transports: Transports,
    pub(super) site: Site,
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
    /// The schemes that are accepted, and which of them has the reason, if a token was `sent` with
    /// one of them (RFC 9449 §7.2).
    #[cfg(feature = "dpop")]
    pub(super) fn schemes(&self, sent: Option<Scheme>) -> Option<Schemes> {
        let dpop = self.dpop.as_ref()?;
        let told = |scheme| match sent {
            Some(sent) if sent != scheme => Told::Named,
            _ => Told::Explained,
        };
        let (bearer, dpop_told) = match dpop.accepts_bearer() {
            true => (told(Scheme::Bearer), told(Scheme::Dpop)),
            false => (Told::Nothing, Told::Explained),
        };
        Some(Schemes { bearer, dpop: dpop_told, algs: dpop.algorithm_names().join(" ") })
    }

    #[cfg(not(feature = "dpop"))]
    pub(super) fn schemes(&self, _sent: Option<Scheme>) -> Option<Schemes> {
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
