//! From a verified payload to a claims type: one pass over the JSON, the
//! registered claims read once on the way.

mod capture;
mod diagnose;
mod names;
mod registered;
mod replay;
mod scan;

use capture::Capture;
pub(crate) use capture::Captured;
pub(crate) use diagnose::diagnose;
pub(crate) use names::Names;
pub(crate) use registered::registered;

use crate::claims::Claims;
use crate::registered::ClaimSet;

/// Reads a claims type in one pass; `unchecked` claims are handed on as they
/// are. The error names no claim: [`diagnose`] does that, at leisure.
#[inline]
pub(crate) fn decode<'t, C: Claims<'t>>(
    payload: &'t str,
    unchecked: ClaimSet,
) -> Result<(C, Captured<'t>), serde_json::Error> {
    let mut captured = Captured::new(unchecked);
    let mut json = serde_json::Deserializer::from_str(payload);
    let claims = C::decode(Capture::<_, C>::new(&mut json, &mut captured))?;
    json.end()?;
    Ok((claims, captured))
}
