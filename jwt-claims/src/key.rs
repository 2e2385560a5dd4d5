//! Keys: material bound for life to one algorithm, and sets of them.
//!
//! Every format (PEM, DER, JWK, octets) is read once into [`material`], which
//! checks it; a backend then prepares it. What signs and verifies tokens
//! never sees a format.

pub(crate) mod base64url;
#[cfg(feature = "jsonwebtoken")]
mod bridge;
mod candidates;
mod certificates;
mod chain;
pub(crate) mod container;
pub(crate) mod der;
mod distinct;
pub(crate) mod export;
mod fit;
mod foreign;
pub(crate) mod form;
mod generate;
pub(crate) mod jwk;
pub(crate) mod jwks;
mod keys;
mod lenient_base64;
mod name;
pub(crate) mod pem;
pub(crate) mod refusal;
pub(crate) mod remote;
mod scope;
mod set;
mod signing;
pub(crate) mod thumbprint;
mod verifying;

pub(crate) use chain::Chain;
pub use keys::Skipped;
pub(crate) use name::KeyName;
pub(crate) use scope::Scope;
pub use set::KeySet;
pub use signing::SigningKey;
pub use verifying::VerifyingKey;

#[cfg(all(test, any(feature = "aws_lc_rs", feature = "rust_crypto")))]
mod tests;
