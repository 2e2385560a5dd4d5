//! What DER names kinds of keys and curves by.

use ::der::oid::ObjectIdentifier;

use super::algorithm::{Algorithm, Curve};

pub(crate) const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
pub(crate) const RSASSA_PSS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");
pub(crate) const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
/// Of ML-DSA (RFC 9881 §2); `None` for every other algorithm.
pub(crate) const fn ml_dsa(algorithm: Algorithm) -> Option<ObjectIdentifier> {
    match algorithm {
        Algorithm::MlDsa44 => Some(ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.3.17")),
        Algorithm::MlDsa65 => Some(ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.3.18")),
        Algorithm::MlDsa87 => Some(ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.3.19")),
        _ => None,
    }
}

pub(crate) const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");

impl Curve {
    pub(crate) const fn oid(self) -> ObjectIdentifier {
        match self {
            Self::P256 => ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7"),
            Self::P384 => ObjectIdentifier::new_unwrap("1.3.132.0.34"),
            Self::P521 => ObjectIdentifier::new_unwrap("1.3.132.0.35"),
            Self::Secp256k1 => ObjectIdentifier::new_unwrap("1.3.132.0.10"),
        }
    }

    pub(crate) fn of_oid(oid: ObjectIdentifier) -> Option<Self> {
        Self::ALL.into_iter().find(|curve| curve.oid() == oid)
    }
}
