//! Typed JWT claims.

mod algorithm;
mod error;
mod violation;

pub use algorithm::{Algorithm, Family};
pub use error::{Error, ErrorKind};
pub use violation::Violation;
