//! Typed JWT claims.

mod algorithm;
mod backend;
mod error;
mod key;
mod violation;

pub use algorithm::{Algorithm, Family};
pub use backend::Backend;
pub use error::{Error, ErrorKind};
pub use key::{KeySet, SigningKey, Skipped, VerifyingKey, jwk};
pub use violation::Violation;
