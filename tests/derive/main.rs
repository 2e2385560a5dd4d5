//! What `#[derive(Claims)]` accepts, and what it means: each module a topic.

mod claim_value;
mod support;
