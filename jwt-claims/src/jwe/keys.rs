//! Keys that encrypt and decrypt. They are types of their own, so that a key for
//! signatures does not encrypt, and the other way round.

pub(crate) mod decryption;
pub(crate) mod encryption;
mod formats;
mod jwk;
mod material;
mod publish;
pub(crate) mod set;
