//! Reading keys in DER: PKCS#8, PKCS#1, SEC 1, SPKI, and the public key of a
//! certificate.

use ::der::asn1::AnyRef;
use ::der::oid::ObjectIdentifier;
use ::der::{Decode, Reader, SliceReader, TagMode, TagNumber};
use pkcs1::RsaPssParams;
use pkcs8::PrivateKeyInfo;
use sec1::{EcParameters, EcPrivateKey};
use spki::{AlgorithmIdentifierRef, SubjectPublicKeyInfoRef};

use super::container::Container;
use super::fit::{unfit, wanted};
use super::refusal::Found;
use crate::crypto::algorithm::{Algorithm, Curve, Family};
use crate::crypto::material::{
    EcPrivate, EcPublic, Ed25519Private, Ed25519Public, MlDsaPrivate, MlDsaPublic, PrivateMaterial,
    PublicMaterial, RsaPrivate, RsaPublic, broken,
};
use crate::crypto::oid::{EC, ED25519, RSA, RSASSA_PSS, ml_dsa};
use crate::error::Error;

/// Reads a private key from a container.
pub(super) fn read_private(algorithm: Algorithm, found: Found, der: &[u8]) -> Result<PrivateMaterial, Error> {
    match found.container {
        Container::Pkcs8 => {
            let info = PrivateKeyInfo::from_der(der).map_err(|_| broken("PKCS#8 private key"))?;
            private_of_info(algorithm, found, &info)
        }
        Container::Pkcs1Private => RsaPrivate::from_pkcs1(der).map(PrivateMaterial::Rsa),
        Container::Sec1 => read_sec1(algorithm, found, None, der),
        _ => Err(found.refused_for_signing()),
    }
}

/// Reads a public key from a container.
pub(super) fn read_public(algorithm: Algorithm, found: Found, der: &[u8]) -> Result<PublicMaterial, Error> {
    match found.container {
        Container::Spki => {
            let info = SubjectPublicKeyInfoRef::from_der(der).map_err(|_| broken("public key (SPKI)"))?;
            public_of_info(algorithm, found, &info)
        }
        Container::Pkcs1Public => read_pkcs1_public(der).map(PublicMaterial::Rsa),
        Container::Certificate => {
            let info = certificate_key(der).map_err(|_| broken("certificate"))?;
            public_of_info(algorithm, found, &info)
        }
        _ => Err(found.refused_for_verifying()),
    }
}

fn private_of_info(
    algorithm: Algorithm,
    found: Found,
    info: &PrivateKeyInfo<'_>,
) -> Result<PrivateMaterial, Error> {
    match check_kind(algorithm, &info.algorithm)? {
        Family::Rsa => RsaPrivate::from_pkcs1(info.private_key).map(PrivateMaterial::Rsa),
        Family::Ec => read_sec1(algorithm, found, info.public_key, info.private_key),
        Family::Akp => ml_dsa_private(algorithm, info),
        // RFC 8410 §7: the seed is an OCTET STRING inside the OCTET STRING.
        _ => match info.private_key {
            [4, 32, seed @ ..] => Ed25519Private::new(seed, info.public_key).map(PrivateMaterial::Ed25519),
            _ => Err(broken("PKCS#8 private key with an Ed25519 seed")),
        },
    }
}

fn public_of_info(
    algorithm: Algorithm,
    found: Found,
    info: &SubjectPublicKeyInfoRef<'_>,
) -> Result<PublicMaterial, Error> {
    let octets = info.subject_public_key.as_bytes().ok_or_else(|| broken("public key (SPKI)"))?;
    match (check_kind(algorithm, &info.algorithm)?, algorithm.curve()) {
        (Family::Rsa, _) => read_pkcs1_public(octets).map(PublicMaterial::Rsa),
        (Family::Ec, Some(curve)) if EcPublic::is_compressed(curve, octets) => Err(found.compressed_point()),
        (Family::Ec, Some(curve)) => EcPublic::from_point(curve, octets).map(PublicMaterial::Ec),
        (Family::Akp, _) => MlDsaPublic::new(algorithm, octets).map(PublicMaterial::MlDsa),
        _ => Ed25519Public::new(octets).map(PublicMaterial::Ed25519),
    }
}

/// RFC 9881 §6: the seed, or the seed with the key that follows from it. The expanded key
/// alone is not read, because the seed does not follow from it.
fn ml_dsa_private(algorithm: Algorithm, info: &PrivateKeyInfo<'_>) -> Result<PrivateMaterial, Error> {
    let seed = match info.private_key {
        [0x80, 32, seed @ ..] => seed,
        [0x30, 0x82, _, _, 4, 32, both @ ..] if both.len() > 32 => &both[..32],
        _ => {
            return Err(Error::invalid_key(format!(
                "expected an {algorithm} private key with its seed (RFC 9881 section 6), found one without; export it \
                 with the seed, or make a new key"
            )));
        }
    };
    MlDsaPrivate::new(algorithm, seed, info.public_key).map(PrivateMaterial::MlDsa)
}

/// Checks that an algorithm identifier fits the algorithm, and returns the kind of key.
fn check_kind(algorithm: Algorithm, found: &AlgorithmIdentifierRef<'_>) -> Result<Family, Error> {
    let family = algorithm.family();
    let fits = match family {
        Family::Rsa if found.oid == RSASSA_PSS => pss_fits(algorithm, found),
        Family::Rsa => found.oid == RSA,
        Family::Ec => found.oid == EC && curve_of(found) == algorithm.curve(),
        Family::Okp => found.oid == ED25519,
        Family::Akp => Some(found.oid) == ml_dsa(algorithm),
        Family::Hmac => false,
    };
    if fits {
        return Ok(family);
    }
    Err(Error::invalid_key(format!(
        "{algorithm} expects {}, found {}; name the algorithm that the key was made for",
        wanted(algorithm),
        kind_name(found)
    )))
}

fn curve_of(found: &AlgorithmIdentifierRef<'_>) -> Option<Curve> {
    found.parameters_oid().ok().and_then(Curve::of_oid)
}

/// True if a key that is restricted to RSASSA-PSS allows the algorithm (RFC 4055 §3.1):
/// no parameters, or this hash and a salt that is not longer.
fn pss_fits(algorithm: Algorithm, found: &AlgorithmIdentifierRef<'_>) -> bool {
    if !algorithm.is_pss() {
        return false;
    }
    let Some(parameters) = found.parameters else { return true };
    let Ok(parameters) = parameters.decode_as::<RsaPssParams<'_>>() else { return false };
    let hash = match algorithm.hash_len() {
        32 => ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1"),
        48 => ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.2"),
        _ => ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.3"),
    };
    parameters.hash.oid == hash
        && parameters.mask_gen.parameters.is_some_and(|mask| mask.oid == hash)
        && usize::from(parameters.salt_len) <= algorithm.hash_len()
}

const ML_DSA: [Algorithm; 3] = [Algorithm::MlDsa44, Algorithm::MlDsa65, Algorithm::MlDsa87];

fn kind_name(found: &AlgorithmIdentifierRef<'_>) -> String {
    if found.oid == EC {
        return curve_of(found).map_or("an EC key on another curve".to_owned(), |curve| {
            format!("an EC key on {}", curve.name())
        });
    }
    match found.oid {
        RSA => "an RSA key".to_owned(),
        RSASSA_PSS => "an RSA key restricted to RSASSA-PSS with certain parameters".to_owned(),
        ED25519 => "an Ed25519 key".to_owned(),
        other if ML_DSA.iter().any(|algorithm| ml_dsa(*algorithm) == Some(other)) => {
            "an ML-DSA key of another size".to_owned()
        }
        other => format!("a key of kind {other}"),
    }
}

fn read_sec1(
    algorithm: Algorithm,
    found: Found,
    outer_public: Option<&[u8]>,
    der: &[u8],
) -> Result<PrivateMaterial, Error> {
    let key = EcPrivateKey::from_der(der).map_err(|_| broken("EC private key (SEC 1)"))?;
    let curve = algorithm.curve().ok_or_else(|| unfit(algorithm, "EC"))?;
    if let Some(oid) = key.parameters.and_then(EcParameters::named_curve) {
        let identifier = AlgorithmIdentifierRef { oid: EC, parameters: Some(AnyRef::from(&oid)) };
        check_kind(algorithm, &identifier)?;
    }
    if key.private_key.len() < curve.field_len() {
        return Err(found.short_scalar(curve, key.private_key.len()));
    }
    EcPrivate::new(curve, key.private_key, key.public_key.or(outer_public)).map(PrivateMaterial::Ec)
}

pub(crate) fn read_pkcs1_public(der: &[u8]) -> Result<RsaPublic, Error> {
    let key = pkcs1::RsaPublicKey::from_der(der).map_err(|_| broken("RSA public key (PKCS#1)"))?;
    RsaPublic::new(key.modulus.as_bytes(), key.public_exponent.as_bytes())
}

/// The public key of a certificate (RFC 5280 §4.1). Its validity and its signature are
/// not checked.
pub(crate) fn certificate_key(der: &[u8]) -> ::der::Result<SubjectPublicKeyInfoRef<'_>> {
    let mut reader = SliceReader::new(der)?;
    let info = reader.sequence(|certificate| {
        let info = certificate.sequence(|tbs| {
            let _version = tbs.context_specific::<u8>(TagNumber::N0, TagMode::Explicit)?;
            for _serial_signature_issuer_validity_subject in 0..5 {
                AnyRef::decode(tbs)?;
            }
            let info = SubjectPublicKeyInfoRef::decode(tbs)?;
            while !tbs.is_finished() {
                AnyRef::decode(tbs)?;
            }
            Ok(info)
        })?;
        let _algorithm_and_signature = [AnyRef::decode(certificate)?, AnyRef::decode(certificate)?];
        Ok(info)
    })?;
    reader.finish(info)
}
