//! What everything else is built on, and what depends on nothing here.

pub(crate) mod base64;
pub(crate) mod clock;
pub(crate) mod const_str;
#[cfg(any(feature = "jwks", feature = "key_ring", feature = "sessions"))]
pub(crate) mod future;
pub(crate) mod media_type;
pub(crate) mod moment;
pub(crate) mod names;
pub(crate) mod numeric_date;
pub(crate) mod peek;
pub(crate) mod registered;
#[cfg(any(feature = "http", feature = "jwks"))]
pub(crate) mod secure_url;
pub(crate) mod shown;
