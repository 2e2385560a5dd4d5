//! What `#[derive(Claims)]` accepts, and what it means: each module a topic.

mod audiences;
mod checks;
mod claim_value;
mod conditions;
mod contexts;
mod either;
mod extends;
mod formats;
mod generics;
mod hygiene;
mod inherited;
mod issuing;
mod kinds;
mod lifetimes;
mod lints;
mod names;
mod nested;
mod paths;
mod patterns;
mod presence;
mod rules;
mod serde_attributes;
mod structs;
mod support;
mod times;
mod violations;
