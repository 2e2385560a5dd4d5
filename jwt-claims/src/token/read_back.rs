//! Reads back what an issuer wrote before it is signed, with the code of the verifier
//! and its default limits.

use crate::base::registered::RegisteredClaim;
use crate::claims::Signed;
use crate::decode::Beginnings;
use crate::encode::Issuable;
use crate::error::violation::Violation;
use crate::error::{Code, Error, ErrorKind};
use crate::judge::Conditions;
use crate::policy::fault::Fault;
use crate::token::compact;
use crate::token::header::Outline;
use crate::token::settings::MAX_TOKEN_BYTES;

/// Refuses a token that is longer than the default limit of verifiers.
pub(crate) fn size(bytes: usize) -> Result<(), Error> {
    compact::check_size(bytes, MAX_TOKEN_BYTES).map_err(|_| {
        not_issued(format!(
            "expected a token of at most {MAX_TOKEN_BYTES} bytes, the default limit of verifiers, \
             found one of {bytes} bytes; put less into the claims"
        ))
    })
}

/// Refuses a header that verifiers would refuse. The cause can only be its `kid`, or a
/// parameter that the issuer adds.
pub(crate) fn header(json: &[u8], segment: &str, has_added: bool) -> Result<(), Error> {
    let is_short = segment.len() <= compact::MAX_HEADER;
    let is_read = Outline::read(json).and_then(|outline| outline.confirm(json)).is_ok();
    if is_short && is_read {
        return Ok(());
    }
    Err(not_issued(if has_added {
        "expected a header that verifiers accept, found one that is too long or has too many escapes; \
         add fewer header parameters, or give the key a shorter `kid`"
    } else {
        "expected a header that verifiers accept, found one that is too long or has too many escapes; \
         give the key a shorter `kid`, without quotes, backslashes and control characters"
    }))
}

/// Reads and checks the payload. An `nbf` in the future is allowed.
pub(crate) fn payload(
    claims: &dyn Issuable,
    payload: &[u8],
    typ: Option<&str>,
    conditions: Conditions<'_>,
) -> Result<(), Error> {
    let beginnings = Beginnings::default();
    let signed = Signed { payload, beginnings: &beginnings, typ, conditions };
    let read = claims.read_back(&signed);
    read.or_else(|error| refused(&error))
}

/// The error for a refused payload, with advice for the issuer.
#[cold]
fn refused(error: &Error) -> Result<(), Error> {
    if error.kind() != ErrorKind::Claims {
        return Err(not_issued(format!("expected claims that can be read back, but {error}")));
    }
    let violations = error.violations().iter().filter(|violation| !is_early(violation));
    let violations: Vec<_> = violations.cloned().map(advised).collect();
    if violations.is_empty() { Ok(()) } else { Err(Error::issue(violations).leaving_out_as(error)) }
}

fn is_early(violation: &Violation) -> bool {
    violation.fault() == Fault::NotYetValid && violation.claim() == "nbf"
}

/// A violation with advice for the issuer.
fn advised(violation: Violation) -> Violation {
    let claim = RegisteredClaim::ALL.into_iter().find(|claim| claim.name() == violation.claim());
    let expected = match (violation.fault(), claim) {
        (Fault::Missing, Some(claim)) if violation.rule() == claim.name() => missing(claim),
        (Fault::Missing, _) if violation.rule() == "required" => {
            "a value; `#[serde(default)]` lets the claim be absent, `#[claim(null)]` writes `None` as `null`"
        }
        (Fault::UnexpectedAudience, _) => {
            "no audience, because none is declared; declare `audience`, call `Issuer::with_audience`, or \
             write `unchecked(aud)`"
        }
        _ => return violation,
    };
    violation.expecting(expected)
}

/// The expectation for a required claim that neither the claims type nor the issuer
/// sets.
fn missing(claim: RegisteredClaim) -> &'static str {
    match claim {
        RegisteredClaim::Exp => {
            "an expiry; declare `ttl`, call `Issuer::with_ttl`, add a field `exp`, or write `optional(exp)`"
        }
        RegisteredClaim::Iss => "an issuer; declare exactly one, or call `Issuer::with_issuer`",
        RegisteredClaim::Aud => "an audience; declare exactly one, or call `Issuer::with_audience`",
        _ => "a value; add a field of that name",
    }
}

#[cold]
fn not_issued(detail: impl Into<std::borrow::Cow<'static, str>>) -> Error {
    Error::new(Code::Issue, detail)
}
