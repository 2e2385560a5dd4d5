//! Algorithms, key material, and the backends that sign and verify with it.

pub(crate) mod algorithm;
pub(crate) mod backend;
pub(crate) mod der;
pub(crate) mod ecdsa_der;
pub(crate) mod material;
pub(crate) mod oid;
pub(crate) mod primitives;
pub mod provider;
