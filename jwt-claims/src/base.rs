//! What everything else is built on, and what depends on nothing here.

pub(crate) mod base64;
pub(crate) mod clock;
pub(crate) mod names;
pub(crate) mod numeric_date;
pub(crate) mod registered;
pub(crate) mod shown;
