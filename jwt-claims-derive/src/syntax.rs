//! PARSE: the grammar that the attributes share.

pub(crate) mod answer;
pub(crate) mod arguments;
pub(crate) mod attributes;
pub(crate) mod condition;
pub(crate) mod context;
pub(crate) mod items;
pub(crate) mod path;
pub(crate) mod rule;
pub(crate) mod serde;
pub(crate) mod table;
pub(crate) mod value;
