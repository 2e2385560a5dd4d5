//! The steps of a request's way, and their outcomes.

#[cfg(any(feature = "metrics", feature = "tracing"))]
use crate::http::rejection::Rejection;
use crate::token::authenticated::AuthenticatedToken;

/// A step of a request's way.
#[derive(Clone, Copy)]
pub(crate) enum Step<'t> {
    /// The token is found, and its signature checked.
    Token,
    /// The claims of this token are checked.
    #[cfg_attr(not(feature = "tracing"), allow(dead_code))]
    Claims(&'t AuthenticatedToken),
}

/// `missing`, `refused`, `forbidden` or `failed`: few values, for dashboards.
#[cfg(any(feature = "metrics", feature = "tracing"))]
pub(super) fn outcome(rejection: &Rejection) -> &'static str {
    match rejection.status().as_u16() {
        _ if rejection.is_missing() => "missing",
        403 => "forbidden",
        500.. => "failed",
        _ => "refused",
    }
}
