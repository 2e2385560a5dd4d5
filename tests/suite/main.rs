//! The library as its users see it, by topic.

mod authenticated;
mod bad_input;
mod cached;
mod circles;
mod codes;
mod encrypted;
mod explain;
mod header_parameters;
mod interop;
mod issuers;
mod jsonwebtoken_differences;
mod key_ring;
mod keys;
mod layers;
mod migrations;
mod promises;
mod providers;
mod raw_payloads;
mod readme;
mod refined;
mod remote;
mod rfc;
mod serialized;
mod vectors;
mod verifiers;

use std::io::Write;

use jwt_claims::{Algorithm, Backend};

/// The algorithms that a backend of the crate's has.
fn built_in() -> impl Iterator<Item = Algorithm> {
    Algorithm::ALL.iter().copied().filter(|&algorithm| Backend::preferred(algorithm).is_ok())
}

/// A line that shows although its test passes: `print!` would be swallowed.
fn announce(text: impl std::fmt::Display) {
    writeln!(std::io::stderr(), "{text}").expect("stderr takes a line");
}
