//! What `#[derive(Claims)]` accepts, and what it means: each module a topic.

mod audiences;
mod checks;
mod claim_value;
mod extends;
mod generics;
mod hygiene;
mod issuing;
mod kinds;
mod lifetimes;
mod lints;
mod names;
mod presence;
mod rules;
mod serde_attributes;
mod structs;
mod support;
mod times;
mod violations;
