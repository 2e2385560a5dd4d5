//! From a verified payload to a claims type: one pass over the JSON for each of
//! its parts, the registered claims read on the way.

mod beginnings;
mod budget;
mod capture;
mod diagnose;
mod inside;
mod misfits;
mod peek;
mod place;
mod reading;
mod registered;
mod replay;
mod report;
mod scan;

pub(crate) use beginnings::Beginnings;
use capture::Capture;
pub(crate) use capture::Captured;
pub(crate) use diagnose::diagnose;
pub(crate) use peek::{Peeked, peek, unreadable};
pub use reading::Reading;
pub(crate) use registered::registered;

use crate::claims::Part;

/// Reads a part of a claims type in one pass. The error names no claim: [`diagnose`] does that, at leisure.
#[inline]
pub(crate) fn decode<'t, P: Part<'t>>(
    payload: &'t str,
    captured: &mut Captured<'t>,
) -> Result<P, serde_json::Error> {
    let mut json = serde_json::Deserializer::from_str(payload);
    let part = P::decode(Capture::<_, P>::new(&mut json, captured))?;
    json.end()?;
    Ok(part)
}
