//! The settings of a guard.

use std::borrow::Cow;

#[cfg(feature = "sessions")]
use crate::http::lookups::Lookups;
use crate::http::transports::Transports;
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
}
