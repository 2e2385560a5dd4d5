//! Keys: material bound for life to one algorithm, and sets of them.
//!
//! Every format (PEM, DER, JWK, octets) is read once into [`material`], which
//! checks it; a backend then prepares it. What signs and verifies tokens
//! never sees a format.

mod base64url;
#[cfg(feature = "jsonwebtoken")]
mod bridge;
mod candidates;
mod certificates;
mod container;
pub(crate) mod der;
mod distinct;
mod export;
pub(crate) mod foreign;
mod form;
mod generate;
pub mod jwk;
mod jwks;
mod name;
mod pem;
mod refusal;
mod scope;
mod set;
mod signing;
mod thumbprint;
mod verifying;

pub(crate) use name::KeyName;
pub(crate) use scope::Scope;
pub use set::{KeySet, Skipped};
pub use signing::SigningKey;
pub use verifying::VerifyingKey;

#[cfg(all(test, any(feature = "aws_lc_rs", feature = "rust_crypto")))]
mod tests;
