//! From a verified payload to a claims type: one pass over the JSON, the
//! registered claims read once on the way.

mod capture;
mod diagnose;
mod names;
mod peek;
mod place;
mod registered;
mod replay;
mod scan;

use capture::Capture;
pub(crate) use capture::Captured;
pub(crate) use diagnose::diagnose;
pub(crate) use names::Names;
pub(crate) use peek::{Peeked, peek, unreadable};
pub(crate) use registered::registered;

use crate::claims::Claims;

/// Reads a claims type in one pass. The error names no claim: [`diagnose`] does that, at leisure.
/// Always inlined, as [`diagnose`] must not make it a call for those who need no diagnosis.
#[inline(always)]
pub(crate) fn decode<'t, C: Claims<'t>>(
    payload: &'t str,
    captured: &mut Captured<'t>,
) -> Result<C, serde_json::Error> {
    let mut json = serde_json::Deserializer::from_str(payload);
    let claims = C::decode(Capture::<_, C>::new(&mut json, captured))?;
    json.end()?;
    Ok(claims)
}
