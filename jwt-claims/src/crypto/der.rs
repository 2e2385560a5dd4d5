//! Writing keys in DER.

use ::der::asn1::{AnyRef, BitStringRef, UintRef};
use ::der::{Decode, Encode};
use pkcs8::PrivateKeyInfo;
use sec1::EcPrivateKey;
use spki::{AlgorithmIdentifierRef, SubjectPublicKeyInfoRef};
use zeroize::Zeroizing;

use super::material::{
    EcPrivate, Ed25519Private, MlDsaPrivate, PrivateMaterial, PublicMaterial, RsaPublic, broken,
};
use super::oid::{EC, ED25519, RSA, ml_dsa};
use crate::error::Error;

/// The parts of an RSA private key (RFC 8017 §A.1.2), in that order.
pub(crate) struct RsaParts<'a> {
    pub(crate) n: &'a [u8],
    pub(crate) e: &'a [u8],
    pub(crate) d: &'a [u8],
    pub(crate) p: &'a [u8],
    pub(crate) q: &'a [u8],
    pub(crate) dp: &'a [u8],
    pub(crate) dq: &'a [u8],
    pub(crate) qi: &'a [u8],
}

pub(crate) fn write_rsa_pkcs1(parts: &RsaParts<'_>) -> Option<Zeroizing<Vec<u8>>> {
    let key = pkcs1::RsaPrivateKey {
        modulus: UintRef::new(parts.n).ok()?,
        public_exponent: UintRef::new(parts.e).ok()?,
        private_exponent: UintRef::new(parts.d).ok()?,
        prime1: UintRef::new(parts.p).ok()?,
        prime2: UintRef::new(parts.q).ok()?,
        exponent1: UintRef::new(parts.dp).ok()?,
        exponent2: UintRef::new(parts.dq).ok()?,
        coefficient: UintRef::new(parts.qi).ok()?,
        other_prime_infos: None,
    };
    key.to_der().ok().map(Zeroizing::new)
}

/// Calls `with` with the parts of a PKCS#1 private key.
pub(crate) fn with_rsa_parts<T>(pkcs1: &[u8], with: impl FnOnce(&RsaParts<'_>) -> T) -> Option<T> {
    let key = pkcs1::RsaPrivateKey::from_der(pkcs1).ok()?;
    Some(with(&RsaParts {
        n: key.modulus.as_bytes(),
        e: key.public_exponent.as_bytes(),
        d: key.private_exponent.as_bytes(),
        p: key.prime1.as_bytes(),
        q: key.prime2.as_bytes(),
        dp: key.exponent1.as_bytes(),
        dq: key.exponent2.as_bytes(),
        qi: key.coefficient.as_bytes(),
    }))
}

impl RsaPublic {
    /// The key as PKCS#1 DER (RFC 8017 §A.1.1).
    pub(crate) fn to_pkcs1(&self) -> Result<Vec<u8>, Error> {
        let refused = |_| broken("RSA public key (PKCS#1)");
        let modulus = UintRef::new(self.modulus()).map_err(refused)?;
        let public_exponent = UintRef::new(self.exponent()).map_err(refused)?;
        pkcs1::RsaPublicKey { modulus, public_exponent }.to_der().map_err(refused)
    }
}

pub(crate) fn write_ec_pkcs8(key: &EcPrivate) -> Option<Zeroizing<Vec<u8>>> {
    let public = key.public();
    let sec1 = EcPrivateKey { private_key: key.scalar(), parameters: None, public_key: Some(public.point()) };
    let sec1 = Zeroizing::new(sec1.to_der().ok()?);
    let curve = public.curve().oid();
    let algorithm = AlgorithmIdentifierRef { oid: EC, parameters: Some(AnyRef::from(&curve)) };
    PrivateKeyInfo::new(algorithm, &sec1).to_der().ok().map(Zeroizing::new)
}

pub(crate) fn write_ed25519_pkcs8(key: &Ed25519Private) -> Option<Zeroizing<Vec<u8>>> {
    let seed = Zeroizing::new([&[4, 32], key.seed().as_slice()].concat());
    let algorithm = AlgorithmIdentifierRef { oid: ED25519, parameters: None };
    PrivateKeyInfo::new(algorithm, &seed).to_der().ok().map(Zeroizing::new)
}

/// The seed alone (RFC 9881 §6).
fn write_ml_dsa_pkcs8(key: &MlDsaPrivate) -> Option<Zeroizing<Vec<u8>>> {
    let seed = Zeroizing::new([&[0x80, 32], key.seed().as_slice()].concat());
    let algorithm = AlgorithmIdentifierRef { oid: ml_dsa(key.public().algorithm())?, parameters: None };
    PrivateKeyInfo::new(algorithm, &seed).to_der().ok().map(Zeroizing::new)
}

/// A private key as PKCS#8; `None` for a secret.
pub(crate) fn write_pkcs8(key: &PrivateMaterial) -> Option<Zeroizing<Vec<u8>>> {
    match key {
        PrivateMaterial::Secret(_) => None,
        PrivateMaterial::Rsa(rsa) => {
            let info = PrivateKeyInfo::new(rsa_identifier(), rsa.pkcs1());
            info.to_der().ok().map(Zeroizing::new)
        }
        PrivateMaterial::Ec(ec) => write_ec_pkcs8(ec),
        PrivateMaterial::Ed25519(ed) => write_ed25519_pkcs8(ed),
        PrivateMaterial::MlDsa(ml) => write_ml_dsa_pkcs8(ml),
    }
}

/// A public key as SPKI; `None` for a secret.
pub(crate) fn write_spki(key: &PublicMaterial) -> Option<Vec<u8>> {
    let write = |algorithm, octets: &[u8]| {
        let subject_public_key = BitStringRef::from_bytes(octets).ok()?;
        SubjectPublicKeyInfoRef { algorithm, subject_public_key }.to_der().ok()
    };
    match key {
        PublicMaterial::Secret(_) => None,
        PublicMaterial::Rsa(rsa) => write(rsa_identifier(), &rsa.to_pkcs1().ok()?),
        PublicMaterial::Ec(ec) => {
            let curve = ec.curve().oid();
            write(AlgorithmIdentifierRef { oid: EC, parameters: Some(AnyRef::from(&curve)) }, ec.point())
        }
        PublicMaterial::Ed25519(ed) => {
            write(AlgorithmIdentifierRef { oid: ED25519, parameters: None }, ed.octets())
        }
        PublicMaterial::MlDsa(ml) => {
            write(AlgorithmIdentifierRef { oid: ml_dsa(ml.algorithm())?, parameters: None }, ml.octets())
        }
    }
}

/// RFC 3279 §2.3.1: the parameters are NULL.
fn rsa_identifier() -> AlgorithmIdentifierRef<'static> {
    AlgorithmIdentifierRef { oid: RSA, parameters: Some(AnyRef::NULL) }
}
