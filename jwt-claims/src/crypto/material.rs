//! Key material from any source: normalised, checked, and zeroized on drop if it is
//! secret.

use zeroize::Zeroizing;

use super::algorithm::Algorithm;

mod ec;
mod ed25519;
mod ml_dsa;
mod refused;
mod rsa;
mod small_order;

pub(crate) use ec::{EcPrivate, EcPublic};
pub(crate) use ed25519::{Ed25519Private, Ed25519Public};
pub(crate) use ml_dsa::{MlDsaPrivate, MlDsaPublic};
pub(crate) use refused::broken;
#[cfg(feature = "aws_lc_rs")]
pub(crate) use rsa::RSA_MAX_BITS;
pub(crate) use rsa::{RsaPrivate, RsaPublic};

/// A private key, or a shared key for signing.
pub(crate) enum PrivateMaterial {
    Secret(Zeroizing<Vec<u8>>),
    Rsa(RsaPrivate),
    Ec(EcPrivate),
    Ed25519(Ed25519Private),
    MlDsa(MlDsaPrivate),
}

/// A public key, or a shared key for verifying.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum PublicMaterial {
    Secret(Zeroizing<Vec<u8>>),
    Rsa(RsaPublic),
    Ec(EcPublic),
    Ed25519(Ed25519Public),
    MlDsa(MlDsaPublic),
}

impl PrivateMaterial {
    /// A copy for another backend. There is no `Clone`, so that copies of secrets are
    /// explicit.
    pub(crate) fn duplicate(&self) -> Self {
        match self {
            Self::Secret(secret) => Self::Secret(secret.clone()),
            Self::Rsa(rsa) => Self::Rsa(rsa.duplicate()),
            Self::Ec(ec) => Self::Ec(ec.duplicate()),
            Self::Ed25519(ed) => Self::Ed25519(ed.duplicate()),
            Self::MlDsa(ml) => Self::MlDsa(ml.duplicate()),
        }
    }

    /// The public half; for a secret, the secret itself.
    pub(crate) fn to_public(&self) -> PublicMaterial {
        match self {
            Self::Secret(secret) => PublicMaterial::Secret(secret.clone()),
            Self::Rsa(rsa) => PublicMaterial::Rsa(rsa.public().clone()),
            Self::Ec(ec) => PublicMaterial::Ec(ec.public().clone()),
            Self::Ed25519(ed) => PublicMaterial::Ed25519(ed.public().clone()),
            Self::MlDsa(ml) => PublicMaterial::MlDsa(ml.public().clone()),
        }
    }
}

impl PublicMaterial {
    /// The exact length of the algorithm's signatures with this key.
    pub(crate) fn signature_len(&self, algorithm: Algorithm) -> usize {
        match self {
            Self::Rsa(rsa) => rsa.modulus().len(),
            Self::Secret(_) | Self::Ec(_) | Self::Ed25519(_) | Self::MlDsa(_) => {
                algorithm.signature_len().unwrap_or_default()
            }
        }
    }

    /// True if a signature of the right length may be valid for this key. For RSA, it
    /// must be below the modulus, which does not begin with a zero byte.
    #[inline]
    pub(crate) fn is_representative(&self, signature: &[u8]) -> bool {
        match self {
            Self::Rsa(rsa) => signature < rsa.modulus(),
            Self::Secret(_) | Self::Ec(_) | Self::Ed25519(_) | Self::MlDsa(_) => true,
        }
    }
}
