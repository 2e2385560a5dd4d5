//! Algorithms, key material, and the backends that sign and verify with it.

pub(crate) mod algorithm;
pub(crate) mod backend;
pub(crate) mod material;
pub mod provider;
