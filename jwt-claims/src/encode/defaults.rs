//! The defaults for a payload, and the state of writing it.

use crate::base::base64::RandomId;
use crate::base::numeric_date::NumericDate;
use crate::base::registered::ClaimSet;
use crate::error::Error;
use crate::policy::Policy;

/// The defaults for claims that the claims type does not set.
pub(crate) struct Defaults<'i> {
    pub(crate) policy: &'static Policy,
    pub(crate) iss: Option<&'i str>,
    /// If empty, the declared one is used.
    pub(crate) aud: &'i [String],
    pub(crate) iat: NumericDate,
    pub(crate) exp: Option<NumericDate>,
    /// Creates a `jti` if one is needed.
    pub(crate) jti: fn() -> Result<RandomId, Error>,
    /// The claim of `kinds_by`, and its value.
    pub(crate) kind: Option<(&'static str, &'static str)>,
    /// True if the claim with that name is left out when it is `None`.
    pub(crate) omits: &'i dyn Fn(&str) -> bool,
}

/// What was written so far.
#[derive(Default)]
pub(super) struct Written {
    pub(super) claims: ClaimSet,
    pub(super) exp: Option<NumericDate>,
    pub(super) is_kind_said: bool,
    /// The claim that could not be written.
    pub(super) stuck: Option<String>,
    /// The error of creating a `jti`.
    pub(super) jti: Option<Error>,
}
