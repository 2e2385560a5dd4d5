//! What `#[derive(Claims)]` accepts, and what it means.
