//! Conversions from jsonwebtoken's key types. These do not have an algorithm, so it is
//! a parameter here.

use jsonwebtoken::jwk::{Jwk, JwkSet};
use jsonwebtoken::{AlgorithmFamily, DecodingKey, DecodingKeyKind, EncodingKey};
use serde::Serialize;

use super::container::Container;
use super::set::KeySet;
use super::signing::SigningKey;
use super::verifying::VerifyingKey;
use crate::crypto::algorithm::{Algorithm, Family};
use crate::crypto::backend::Backend;
use crate::crypto::material::{EcPublic, Ed25519Public, PublicMaterial, RsaPublic};
use crate::error::Error;

#[cfg_attr(docsrs, doc(cfg(feature = "jsonwebtoken")))]
impl SigningKey {
    /// A key from jsonwebtoken's [`EncodingKey`].
    ///
    /// # Errors
    /// The same as [`from_secret`](Self::from_secret) and [`from_der`](Self::from_der),
    /// because jsonwebtoken checks neither lengths nor contents.
    pub fn from_jsonwebtoken(algorithm: Algorithm, key: &EncodingKey) -> Result<Self, Error> {
        match key.family() {
            AlgorithmFamily::Hmac => Self::from_secret(algorithm, key.as_bytes()),
            _ => Self::from_der(algorithm, key.as_bytes()),
        }
    }
}

#[cfg_attr(docsrs, doc(cfg(feature = "jsonwebtoken")))]
impl VerifyingKey {
    /// A key from jsonwebtoken's [`DecodingKey`].
    ///
    /// # Errors
    /// The same as [`from_secret`](Self::from_secret) and [`from_der`](Self::from_der),
    /// because jsonwebtoken checks neither lengths nor contents.
    pub fn from_jsonwebtoken(algorithm: Algorithm, key: &DecodingKey) -> Result<Self, Error> {
        let backend = Backend::preferred(algorithm)?;
        let octets = match key.kind() {
            DecodingKeyKind::SecretOrDer(octets) => octets,
            DecodingKeyKind::RsaModulusExponent { n, e } => {
                return Self::assemble(backend, algorithm, PublicMaterial::Rsa(RsaPublic::new(n, e)?));
            }
        };
        if key.family() == AlgorithmFamily::Hmac {
            return Self::from_secret(algorithm, octets);
        }
        if Container::of_der(octets).is_some() {
            return Self::from_der(algorithm, octets);
        }
        // for these families, jsonwebtoken's "DER" is the bare point
        let material = match (key.family(), algorithm.family(), algorithm.curve()) {
            (AlgorithmFamily::Ec, Family::Ec, Some(curve)) => {
                PublicMaterial::Ec(EcPublic::from_point(curve, octets)?)
            }
            (AlgorithmFamily::Ed, Family::Okp, _) => PublicMaterial::Ed25519(Ed25519Public::new(octets)?),
            _ => {
                return Err(Error::invalid_key(format!(
                    "expected a `DecodingKey` for {algorithm}, found one of family {:?} that does not fit or is damaged",
                    key.family()
                )));
            }
        };
        Self::assemble(backend, algorithm, material)
    }

    /// A key from jsonwebtoken's [`Jwk`].
    ///
    /// # Errors
    /// The same as [`from_jwk`](Self::from_jwk).
    pub fn from_jsonwebtoken_jwk(algorithm: Algorithm, jwk: &Jwk) -> Result<Self, Error> {
        Self::from_jwk(algorithm, &to_json(jwk)?)
    }
}

#[cfg_attr(docsrs, doc(cfg(feature = "jsonwebtoken")))]
impl KeySet {
    /// The keys of jsonwebtoken's [`JwkSet`].
    ///
    /// # Errors
    /// The same as [`from_jwks`](Self::from_jwks).
    pub fn from_jsonwebtoken(jwks: &JwkSet, algorithms: &[Algorithm]) -> Result<Self, Error> {
        Self::from_jwks(&to_json(jwks)?, algorithms)
    }
}

fn to_json(value: &impl Serialize) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|_| {
        Error::invalid_key("expected a JWK of jsonwebtoken's that has a JSON form, found another")
    })
}
