//! What generated code implements and calls, part by part.

pub(crate) mod context;
pub(crate) mod declared;
pub(crate) mod durations;
pub(crate) mod extends;
pub(crate) mod extension;
pub(crate) mod field_type;
pub(crate) mod fields;
pub(crate) mod nested;
pub(crate) mod part;
pub(crate) mod wire;
