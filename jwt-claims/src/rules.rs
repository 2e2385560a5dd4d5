//! The run-time half of the rules: what generated code calls.

pub(crate) mod compare;
mod formats;
pub(crate) mod held;
mod level;
pub(crate) mod outcome;
#[cfg(feature = "pattern")]
pub(crate) mod pattern;
pub mod rule;
pub(crate) mod seen;
pub(crate) mod shape;
