//! What every stage may use.

pub(crate) mod case;
pub(crate) mod emit;
pub(crate) mod errors;
pub(crate) mod registered;
pub(crate) mod suggest;
pub(crate) mod tokens;
pub(crate) mod types;
