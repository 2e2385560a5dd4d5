//! What a payload gets besides the claims, and what was written of it.

use crate::base::base64::RandomId;
use crate::base::numeric_date::NumericDate;
use crate::base::registered::ClaimSet;
use crate::error::Error;
use crate::policy::Policy;

/// What a token says where its claims type is silent.
pub(crate) struct Defaults<'i> {
    pub(crate) policy: &'static Policy,
    pub(crate) iss: Option<&'i str>,
    /// Where there is none, the one that is declared.
    pub(crate) aud: &'i [String],
    pub(crate) iat: NumericDate,
    pub(crate) exp: Option<NumericDate>,
    /// Makes a `jti`, where one is needed.
    pub(crate) jti: fn() -> Result<RandomId, Error>,
    /// The claim that tells an enum's kinds apart, and what it says.
    pub(crate) kind: Option<(&'static str, &'static str)>,
    /// Whether the claim of that name is left out where it is `None`.
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
    /// Why there is no `jti`.
    pub(super) jti: Option<Error>,
}
