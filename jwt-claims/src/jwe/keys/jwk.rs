//! Keys for encryption as JWKs (RFC 7517, RFC 7518 §6, RFC 8037 §2).

use zeroize::Zeroizing;

use super::material::{Private, Public, unfit};
use crate::crypto::material::{EcPrivate, PrivateMaterial, PublicMaterial};
use crate::error::Error;
use crate::jwe::algorithms::{ContentEncryption, EcdhCurve, KeyManagement, Kind};
use crate::key::export::{self, About, Members};
use crate::key::jwk::Jwk;

/// The side that a key is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Encrypt,
    Decrypt,
}

/// Checks that `use`, `key_ops` and `alg` allow this (RFC 7517 §4.2–§4.4). Returns the
/// content encryption if `alg` names one, as the keys of `dir` in RFC 7520 do.
pub(super) fn check_purpose(
    jwk: &Jwk,
    alg: KeyManagement,
    side: Side,
) -> Result<Option<ContentEncryption>, Error> {
    if jwk.text("use")?.is_some_and(|purpose| purpose != "enc") {
        return Err(Error::invalid_key(
            "JWK: expected `use` to be absent or `enc`, found another; the key is not for encryption, and a key for \
             signatures must not encrypt",
        ));
    }
    // public keys of ECDH have no operation in Web Cryptography
    let wanted: &[&str] = match (alg.kind(), side) {
        (Kind::Ecdh, _) => &["deriveKey", "deriveBits"],
        (Kind::Secret, Side::Encrypt) if alg == KeyManagement::Dir => &["encrypt"],
        (Kind::Secret, Side::Decrypt) if alg == KeyManagement::Dir => &["decrypt"],
        (_, Side::Encrypt) => &["wrapKey", "encrypt"],
        (_, Side::Decrypt) => &["unwrapKey", "decrypt"],
    };
    if !(alg.kind() == Kind::Ecdh && side == Side::Encrypt && jwk.has_empty_key_ops()) {
        jwk.check_key_ops(wanted)?;
    }
    match jwk.text("alg")? {
        None => Ok(None),
        Some(name) if name == alg.name() => Ok(None),
        Some(name) if alg == KeyManagement::Dir && ContentEncryption::from_name(name).is_some() => {
            Ok(ContentEncryption::from_name(name))
        }
        Some(_) => Err(Error::invalid_key(format!(
            "JWK: expected `alg` to be absent or {alg}, found another; a key is for one algorithm only"
        ))),
    }
}

/// The private key, or the shared one. Its public half must match.
pub(super) fn private(jwk: &Jwk, alg: KeyManagement) -> Result<Private, Error> {
    let material = match (alg.kind(), jwk.required("kty")?) {
        (Kind::Secret, "oct") => PrivateMaterial::Secret(jwk.octets("k")?),
        (Kind::Rsa | Kind::Ecdh, "RSA" | "EC" | "OKP") if jwk.text("d")?.is_none() => {
            return Err(Error::invalid_key(
                "JWK: expected a private key, found a public one (no `d`); give it to `EncryptionKey`, and the private \
                 key here",
            ));
        }
        (Kind::Rsa, "RSA") => PrivateMaterial::Rsa(jwk.rsa_private()?),
        (Kind::Ecdh, "EC" | "OKP") => return ecdh_private(jwk, alg),
        _ => return Err(unfit(alg)),
    };
    Ok(Private::Common(material))
}

fn ecdh_private(jwk: &Jwk, alg: KeyManagement) -> Result<Private, Error> {
    let curve = curve(jwk, alg)?;
    let octets = jwk.octets("d")?;
    let Some(nist) = curve.weierstrass() else {
        let key = Private::x25519(octets)?;
        return match key.to_public() {
            Public::X25519(public) if public == *jwk.octets("x")? => Ok(key),
            _ => Err(Error::invalid_key(
                "JWK: expected `x` to be the public half of `d`, found another; export the key again",
            )),
        };
    };
    let claimed = jwk.ec_public(nist)?;
    EcPrivate::new(nist, &octets, Some(claimed.point())).map(PrivateMaterial::Ec).map(Private::Common)
}

/// The public key, or the shared one.
pub(super) fn public(jwk: &Jwk, alg: KeyManagement) -> Result<Public, Error> {
    let material = match (alg.kind(), jwk.required("kty")?) {
        (Kind::Secret, "oct") => PublicMaterial::Secret(jwk.octets("k")?),
        (Kind::Rsa, "RSA") => PublicMaterial::Rsa(jwk.rsa_public()?),
        (Kind::Ecdh, "EC" | "OKP") => match curve(jwk, alg)?.weierstrass() {
            Some(nist) => PublicMaterial::Ec(jwk.ec_public(nist)?),
            None => return Ok(Public::X25519(jwk.octets("x")?.to_vec())),
        },
        _ => return Err(unfit(alg)),
    };
    Ok(Public::Common(material))
}

/// The curve of a key whose `kty` belongs to it.
fn curve(jwk: &Jwk, alg: KeyManagement) -> Result<EcdhCurve, Error> {
    let kty = jwk.required("kty")?;
    let curve = EcdhCurve::from_name(jwk.required("crv")?);
    curve.filter(|curve| curve.kty() == kty).ok_or_else(|| unfit(alg))
}

/// A public key as a JWK; `None` for a shared key.
pub(super) fn write_public(key: &Public, about: &About<'_>) -> Option<String> {
    match key {
        Public::Common(material) => export::public_jwk(material, about),
        Public::X25519(octets) => Some(okp(octets, None).finish(about).to_string()),
    }
}

/// A private key or a shared one as a JWK.
pub(super) fn write_private(key: &Private, about: &About<'_>) -> Result<Zeroizing<String>, Error> {
    match key {
        Private::Common(material) => export::private_jwk(material, about),
        Private::X25519(octets, public) => Ok(okp(public, Some(octets)).finish(about)),
    }
}

fn okp(public: &[u8], private: Option<&[u8]>) -> Members {
    let mut members = Members::begin(1024);
    members.text("kty", "OKP");
    members.text("crv", "X25519");
    members.octets("x", public);
    if let Some(octets) = private {
        members.octets("d", octets);
    }
    members
}
