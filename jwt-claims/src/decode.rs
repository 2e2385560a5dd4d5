//! From a verified payload to a claims type: one pass over the JSON for each of
//! its parts, the registered claims read on the way.

mod beginnings;
mod budget;
mod capture;
mod diagnose;
mod inside;
mod misfits;
mod place;
mod reading;
pub(crate) mod registered;
mod replay;
mod report;
mod scan;
mod text;
mod words;

pub(crate) use beginnings::Beginnings;
pub(crate) use diagnose::diagnose;
pub use reading::Reading;
pub(crate) use scan::unreadable;
