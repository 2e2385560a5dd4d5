//! Reads a claims type from a verified payload: one pass over the JSON for each part,
//! which also reads the registered claims.

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
pub(crate) mod text;
mod words;

pub(crate) use beginnings::Beginnings;
pub(crate) use diagnose::diagnose;
pub use reading::Reading;
pub(crate) use scan::unreadable;
