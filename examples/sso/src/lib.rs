//! A single sign-on: an issuer, and two services on other origins.
//!
//! Start it with `cargo run --example sso` and open the first URL that it prints. Read it in
//! this order:
//!
//! - [`claims`]: the claims of tokens, and who may see what
//! - [`service`]: a service; it knows the URL of the issuer, and keeps nothing
//! - [`issuer`]: logins, sessions, tokens, keys
//! - [`demo`]: starts the three, on free ports of this machine
//! - [`shared`]: the store that the three share, and the [`clock`], which a visitor can move
//! - [`headers`]: what each answer has
//!
//! `page/` is what the browser gets. There is no build step.

pub mod claims;
pub mod clock;
pub mod demo;
pub mod headers;
pub mod issuer;
mod pages;
pub mod service;
pub mod shared;
