//! The curves of ECDH.

use aws_lc_rs::agreement;

use crate::crypto::algorithm::Curve;

/// A curve for ECDH (RFC 7518 §6.2.1.1, RFC 8037 §3.2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EcdhCurve {
    /// NIST P-256.
    #[default]
    P256,
    /// NIST P-384.
    P384,
    /// NIST P-521.
    P521,
    /// Curve25519 (RFC 7748).
    X25519,
}

impl EcdhCurve {
    /// The name in a JWK's `crv`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::P256 => "P-256",
            Self::P384 => "P-384",
            Self::P521 => "P-521",
            Self::X25519 => "X25519",
        }
    }

    /// The key type in a JWK's `kty`.
    pub(crate) const fn kty(self) -> &'static str {
        if matches!(self, Self::X25519) { "OKP" } else { "EC" }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        [Self::P256, Self::P384, Self::P521, Self::X25519].into_iter().find(|curve| curve.name() == name)
    }

    /// The curve as one of those that also sign; `None` for X25519.
    pub(crate) const fn weierstrass(self) -> Option<Curve> {
        match self {
            Self::P256 => Some(Curve::P256),
            Self::P384 => Some(Curve::P384),
            Self::P521 => Some(Curve::P521),
            Self::X25519 => None,
        }
    }

    /// `None` for secp256k1, which has no ECDH in JWE.
    pub(crate) const fn of(curve: Curve) -> Option<Self> {
        match curve {
            Curve::P256 => Some(Self::P256),
            Curve::P384 => Some(Self::P384),
            Curve::P521 => Some(Self::P521),
            Curve::Secp256k1 => None,
        }
    }

    /// The length of a coordinate, in bytes.
    pub(crate) const fn field_len(self) -> usize {
        match self.weierstrass() {
            Some(curve) => curve.field_len(),
            None => 32,
        }
    }

    pub(crate) fn agreement(self) -> &'static agreement::Algorithm {
        match self {
            Self::P256 => &agreement::ECDH_P256,
            Self::P384 => &agreement::ECDH_P384,
            Self::P521 => &agreement::ECDH_P521,
            Self::X25519 => &agreement::X25519,
        }
    }
}
