//! Key material for encryption.

use zeroize::Zeroizing;

use crate::crypto::der::write_pkcs8;
use crate::crypto::der::write_spki;
use crate::crypto::material::{PrivateMaterial, PublicMaterial};
use crate::error::Error;
use crate::jwe::algorithms::{ContentEncryption, EcdhCurve, KeyManagement};
use crate::jwe::ecdh;
use crate::key::thumbprint;

/// A private key, or a shared one.
pub(super) enum Private {
    /// A secret, an RSA key, or a key on a NIST curve.
    Common(PrivateMaterial),
    /// For X25519: the private octets and the public ones.
    X25519(Zeroizing<Vec<u8>>, Vec<u8>),
}

/// A public key, or a shared one.
pub(super) enum Public {
    Common(PublicMaterial),
    X25519(Vec<u8>),
}

impl Private {
    pub(super) fn x25519(octets: Zeroizing<Vec<u8>>) -> Result<Self, Error> {
        let private = ecdh::private_of(EcdhCurve::X25519, &octets);
        let public = private.as_ref().and_then(ecdh::public_of).ok_or_else(|| {
            Error::invalid_key(format!("expected an X25519 private key of 32 octets, found {}", octets.len()))
        })?;
        Ok(Self::X25519(octets, public))
    }

    pub(super) fn to_public(&self) -> Public {
        match self {
            Self::Common(material) => Public::Common(material.to_public()),
            Self::X25519(_, public) => Public::X25519(public.clone()),
        }
    }

    /// The curve and the private octets of a key for ECDH.
    pub(super) fn ecdh(&self) -> Option<(EcdhCurve, &[u8])> {
        match self {
            Self::Common(PrivateMaterial::Ec(ec)) => {
                EcdhCurve::of(ec.public().curve()).map(|curve| (curve, ec.scalar()))
            }
            Self::X25519(octets, _) => Some((EcdhCurve::X25519, octets)),
            Self::Common(_) => None,
        }
    }

    pub(super) fn secret(&self) -> Option<&[u8]> {
        match self {
            Self::Common(PrivateMaterial::Secret(secret)) => Some(secret),
            _ => None,
        }
    }

    /// An RSA key as PKCS#8.
    pub(super) fn rsa_pkcs8(&self) -> Option<Zeroizing<Vec<u8>>> {
        match self {
            Self::Common(material @ PrivateMaterial::Rsa(_)) => write_pkcs8(material),
            _ => None,
        }
    }
}

impl Public {
    pub(super) fn ecdh(&self) -> Option<(EcdhCurve, &[u8])> {
        match self {
            Self::Common(PublicMaterial::Ec(ec)) => {
                EcdhCurve::of(ec.curve()).map(|curve| (curve, ec.point()))
            }
            Self::X25519(octets) => Some((EcdhCurve::X25519, octets)),
            Self::Common(_) => None,
        }
    }

    pub(super) fn secret(&self) -> Option<&[u8]> {
        match self {
            Self::Common(PublicMaterial::Secret(secret)) => Some(secret),
            _ => None,
        }
    }

    /// An RSA key as SPKI.
    pub(super) fn rsa_spki(&self) -> Option<Vec<u8>> {
        match self {
            Self::Common(material @ PublicMaterial::Rsa(_)) => write_spki(material),
            _ => None,
        }
    }

    /// The RFC 7638 thumbprint; `None` for a secret.
    pub(super) fn thumbprint(&self) -> Result<Option<String>, Error> {
        match self {
            Self::Common(material) => thumbprint::of_material(material),
            Self::X25519(octets) => {
                let x = crate::key::base64url::encode(octets);
                thumbprint::of_members(&[("crv", "X25519"), ("kty", "OKP"), ("x", &x)]).map(Some)
            }
        }
    }
}

/// The content encryption that a shared key of `dir` is for: that of its length, unless
/// another with this length is chosen.
pub(super) fn direct(secret: &[u8], chosen: Option<ContentEncryption>) -> Result<ContentEncryption, Error> {
    let fits = |enc: &ContentEncryption| enc.key_len() == secret.len();
    let of_length = || ContentEncryption::ALL.iter().copied().find(fits);
    match chosen {
        Some(enc) if fits(&enc) => Ok(enc),
        Some(enc) => Err(wrong_length("dir", &format!("{} octets for {enc}", enc.key_len()), secret.len())),
        None => of_length().ok_or_else(|| wrong_length("dir", "16, 32 or 64 octets", secret.len())),
    }
}

/// Checks the length of a shared key that wraps.
pub(super) fn check_wrapping(alg: KeyManagement, secret: &[u8]) -> Result<(), Error> {
    match alg.wrapping_len() {
        Some(len) if len == secret.len() => Ok(()),
        Some(len) => Err(wrong_length(alg.name(), &format!("{len} octets"), secret.len())),
        None => Ok(()),
    }
}

#[cold]
fn wrong_length(alg: &str, wanted: &str, found: usize) -> Error {
    Error::invalid_key(format!(
        "{alg} expects a shared key of {wanted}, found {found}; use `DecryptionKey::generate`, or as many random octets"
    ))
}

/// The error for key material of another kind.
#[cold]
pub(super) fn unfit(alg: KeyManagement) -> Error {
    use crate::jwe::algorithms::Kind;
    let wanted = match alg.kind() {
        Kind::Secret => "a shared key",
        Kind::Ecdh => "an EC key on P-256, P-384 or P-521, or an X25519 key",
        Kind::Rsa => "an RSA key",
    };
    Error::invalid_key(format!(
        "{alg} expects {wanted}, found another kind of key; name the key management that the key was made for"
    ))
}
