//! The algorithms of JWE (RFC 7518 §4, §5), and the curves of ECDH.

mod content_encryption;
mod curve;
mod key_management;

pub use content_encryption::ContentEncryption;
pub use curve::EcdhCurve;
pub use key_management::KeyManagement;
pub(crate) use key_management::Kind;
