//! A login service on axum: passwords in SQLite, tokens as typed claims.
//!
//! Start it with `cargo run --example login` and paste the lines that it
//! prints. Read it in this order:
//!
//! - [`claims`]: the claims of tokens, for users and for admins
//! - [`routes`]: who may see what, and `POST /login`
//! - [`users`]: who may log in
//! - [`app`]: the state that the handlers share
//! - [`flags`]: the command line

pub mod app;
pub mod claims;
pub mod flags;
pub mod routes;
pub mod users;
