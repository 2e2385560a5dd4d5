//! The rules at run time, called by generated code.

pub(crate) mod compare;
pub(crate) mod dates;
pub(crate) mod formats;
pub(crate) mod held;
mod level;
pub(crate) mod outcome;
#[cfg(feature = "pattern")]
pub(crate) mod pattern;
pub mod rule;
pub(crate) mod seen;
pub(crate) mod shape;
