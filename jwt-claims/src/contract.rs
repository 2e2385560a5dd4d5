//! What generated code implements and calls, part by part.

pub(crate) mod context;
pub(crate) mod extends;
pub(crate) mod field_type;
pub(crate) mod nested;
pub(crate) mod wire;
