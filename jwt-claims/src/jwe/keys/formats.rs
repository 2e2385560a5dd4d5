//! Reads and writes keys in DER and PEM: of RSA, of curves, and of X25519.

use ::der::asn1::{AnyRef, BitStringRef};
use ::der::oid::ObjectIdentifier;
use ::der::{Decode, Encode};
use pkcs8::PrivateKeyInfo;
use sec1::{EcParameters, EcPrivateKey};
use spki::{AlgorithmIdentifierRef, SubjectPublicKeyInfoRef};
use zeroize::Zeroizing;

use super::material::{Private, Public};
use crate::crypto::algorithm::Curve;
use crate::crypto::der::{write_pkcs8, write_spki};
use crate::crypto::material::{EcPrivate, EcPublic, PrivateMaterial, PublicMaterial, RsaPrivate, broken};
use crate::crypto::oid::{EC, RSA};
use crate::error::Error;
use crate::key::container::Container;
use crate::key::der::{certificate_key, read_pkcs1_public};
use crate::key::pem;
use crate::key::refusal::Found;

/// RFC 8410 §3.
const X25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.110");

pub(super) fn private_pem(text: &[u8]) -> Result<Private, Error> {
    let (found, der) = pem::read(text)?;
    private(found.container, &der)
}

pub(super) fn private_der(der: &[u8]) -> Result<Private, Error> {
    private(container(der)?, der)
}

pub(super) fn public_pem(text: &[u8]) -> Result<Public, Error> {
    let (found, der) = pem::read(text)?;
    public(found.container, &der)
}

pub(super) fn public_der(der: &[u8]) -> Result<Public, Error> {
    public(container(der)?, der)
}

fn container(der: &[u8]) -> Result<Container, Error> {
    Found::in_der(der).map(|found| found.container).ok_or_else(|| {
        Error::invalid_key("expected the DER of a key, found other octets; use `from_pem` for PEM")
    })
}

fn private(found: Container, der: &[u8]) -> Result<Private, Error> {
    match found {
        Container::Pkcs8 => {
            let info = PrivateKeyInfo::from_der(der).map_err(|_| broken("PKCS#8 private key"))?;
            private_of_info(&info)
        }
        Container::Pkcs1Private => RsaPrivate::from_pkcs1(der).map(PrivateMaterial::Rsa).map(Private::Common),
        Container::Sec1 => sec1(None, None, der),
        other => Err(Error::invalid_key(format!(
            "expected a private key, found {}; convert it to PKCS#8 (`PRIVATE KEY`), not encrypted: openssl pkey -in \
             FILE -out plain.pem",
            other.name()
        ))),
    }
}

fn private_of_info(info: &PrivateKeyInfo<'_>) -> Result<Private, Error> {
    match info.algorithm.oid {
        RSA => RsaPrivate::from_pkcs1(info.private_key).map(PrivateMaterial::Rsa).map(Private::Common),
        EC => sec1(curve_of(&info.algorithm), info.public_key, info.private_key),
        // RFC 8410 §7: an OCTET STRING inside the OCTET STRING
        X25519 => match info.private_key {
            [4, 32, octets @ ..] => Private::x25519(Zeroizing::new(octets.to_vec())),
            _ => Err(broken("PKCS#8 private key of X25519")),
        },
        _ => Err(not_for_encryption()),
    }
}

fn sec1(curve: Option<Curve>, public: Option<&[u8]>, der: &[u8]) -> Result<Private, Error> {
    let key = EcPrivateKey::from_der(der).map_err(|_| broken("EC private key (SEC 1)"))?;
    let named = key.parameters.and_then(EcParameters::named_curve).and_then(Curve::of_oid);
    let curve = match (curve, named) {
        (Some(curve), Some(named)) if curve != named => return Err(broken("EC private key with one curve")),
        (curve, named) => curve.or(named).ok_or_else(not_for_encryption)?,
    };
    let ec = EcPrivate::new(curve, key.private_key, key.public_key.or(public))?;
    Ok(Private::Common(PrivateMaterial::Ec(ec)))
}

fn public(found: Container, der: &[u8]) -> Result<Public, Error> {
    match found {
        Container::Spki => {
            let info = SubjectPublicKeyInfoRef::from_der(der).map_err(|_| broken("public key (SPKI)"))?;
            public_of_info(&info)
        }
        Container::Pkcs1Public => read_pkcs1_public(der).map(PublicMaterial::Rsa).map(Public::Common),
        Container::Certificate => public_of_info(&certificate_key(der).map_err(|_| broken("certificate"))?),
        Container::Pkcs8 | Container::Pkcs1Private | Container::Sec1 => Err(Error::invalid_key(
            "expected a public key, found a private one; give it to `DecryptionKey`, and use its `encryption_key` here",
        )),
        other => Err(Error::invalid_key(format!(
            "expected a public key, found {}; write it as `PUBLIC KEY`: openssl pkey -in FILE -pubout -out public.pem",
            other.name()
        ))),
    }
}

fn public_of_info(info: &SubjectPublicKeyInfoRef<'_>) -> Result<Public, Error> {
    let octets = info.subject_public_key.as_bytes().ok_or_else(|| broken("public key (SPKI)"))?;
    match (info.algorithm.oid, curve_of(&info.algorithm)) {
        (RSA, _) => read_pkcs1_public(octets).map(PublicMaterial::Rsa).map(Public::Common),
        (EC, Some(curve)) => EcPublic::from_point(curve, octets).map(PublicMaterial::Ec).map(Public::Common),
        (X25519, _) => Ok(Public::X25519(octets.to_vec())),
        _ => Err(not_for_encryption()),
    }
}

fn curve_of(found: &AlgorithmIdentifierRef<'_>) -> Option<Curve> {
    found.parameters_oid().ok().and_then(Curve::of_oid)
}

#[cold]
fn not_for_encryption() -> Error {
    Error::invalid_key(
        "expected an RSA key, an EC key on P-256, P-384 or P-521, or an X25519 key, found another kind of key; a key of \
         another kind does not encrypt",
    )
}

/// A private key as PKCS#8 in PEM; `None` for a shared key.
pub(super) fn write_private_pem(key: &Private) -> Option<Zeroizing<String>> {
    let der = match key {
        Private::Common(material) => write_pkcs8(material)?,
        Private::X25519(octets, _) => {
            let inner = Zeroizing::new([&[4, 32], octets.as_slice()].concat());
            let algorithm = AlgorithmIdentifierRef { oid: X25519, parameters: None };
            Zeroizing::new(PrivateKeyInfo::new(algorithm, &inner).to_der().ok()?)
        }
    };
    pem::write("PRIVATE KEY", &der)
}

/// A public key as SPKI in PEM; `None` for a shared key.
pub(super) fn write_public_pem(key: &Public) -> Option<String> {
    let der = match key {
        Public::Common(material) => write_spki(material)?,
        Public::X25519(octets) => {
            let algorithm = AlgorithmIdentifierRef { oid: X25519, parameters: None::<AnyRef<'_>> };
            let subject_public_key = BitStringRef::from_bytes(octets).ok()?;
            SubjectPublicKeyInfoRef { algorithm, subject_public_key }.to_der().ok()?
        }
    };
    pem::write("PUBLIC KEY", &der).map(|pem| pem.to_string())
}
