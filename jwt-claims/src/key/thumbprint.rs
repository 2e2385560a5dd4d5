//! JWK thumbprints (RFC 7638) with SHA-256.

use super::base64url;
use super::jwk::Jwk;
use crate::crypto::material::PublicMaterial;
use crate::crypto::primitives;
use crate::error::Error;

/// The SHA-256 thumbprint (RFC 7638) of a public or private JWK as base64url, for RSA,
/// EC, OKP with any curve, and AKP (RFC 9964 §6). It depends only on the members that
/// define the key.
///
/// # Errors
/// `invalid_key` if the text is not a JWK, if a member is missing or has the wrong
/// type, or if the key is symmetric, because the thumbprint would reveal a digest of
/// the secret. `unsupported` if no backend is compiled in.
pub fn thumbprint(jwk: &str) -> Result<String, Error> {
    let jwk = Jwk::parse(jwk)?;
    let kty = jwk.text("kty")?.unwrap_or_default();
    // In lexicographic order, as RFC 7638 §3.3 wants them.
    let names: &[&str] = match kty {
        "RSA" => &["e", "kty", "n"],
        "EC" => &["crv", "kty", "x", "y"],
        "OKP" => &["crv", "kty", "x"],
        "AKP" => &["alg", "kty", "pub"],
        "oct" => {
            return Err(Error::invalid_key(
                "expected a public key, found a symmetric one; its thumbprint would reveal a digest of the \
                 secret",
            ));
        }
        _ => {
            return Err(Error::invalid_key(
                "JWK: expected `kty` to be RSA, EC, OKP or AKP, found another or none",
            ));
        }
    };
    let mut members = Vec::with_capacity(names.len());
    for &name in names {
        let value = jwk
            .text(name)?
            .ok_or_else(|| Error::invalid_key(format!("JWK: expected a member `{name}`, found none")))?;
        members.push((name, value));
    }
    of_members(&members)
}

/// The thumbprint of key material; `None` for a secret.
pub(crate) fn of_material(key: &PublicMaterial) -> Result<Option<String>, Error> {
    let encode = base64url::encode;
    match key {
        PublicMaterial::Secret(_) => Ok(None),
        PublicMaterial::Rsa(rsa) => {
            of_members(&[("e", &encode(rsa.exponent())), ("kty", "RSA"), ("n", &encode(rsa.modulus()))])
                .map(Some)
        }
        PublicMaterial::Ec(ec) => {
            let (x, y) = ec.coordinates();
            let members = [("crv", ec.curve().name()), ("kty", "EC"), ("x", &encode(x)), ("y", &encode(y))];
            of_members(&members).map(Some)
        }
        PublicMaterial::Ed25519(ed) => {
            of_members(&[("crv", "Ed25519"), ("kty", "OKP"), ("x", &encode(ed.octets()))]).map(Some)
        }
        // RFC 9964 §6
        PublicMaterial::MlDsa(ml) => {
            let members = [("alg", ml.algorithm().name()), ("kty", "AKP"), ("pub", &*encode(ml.octets()))];
            of_members(&members).map(Some)
        }
    }
}

pub(crate) fn of_members(members: &[(&str, &str)]) -> Result<String, Error> {
    let mut json = String::from("{");
    for (nth, (name, value)) in members.iter().enumerate() {
        let comma = if nth == 0 { "" } else { "," };
        json.push_str(&format!("{comma}\"{name}\":{}", serde_json::Value::from(*value)));
    }
    json.push('}');
    Ok(base64url::encode(&primitives::sha256(json.as_bytes())?).to_string())
}
