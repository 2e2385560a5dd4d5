//! JWK thumbprints (RFC 7638) with SHA-256.

use std::fmt;
use std::str::FromStr;

use serde::de::{self, Deserialize, Deserializer, Visitor};
use serde::ser::{Serialize, Serializer};

use super::base64url;
use super::jwk::Jwk;
use crate::base::base64;
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
    bare_jwk(key).map(|json| of_json(&json)).transpose()
}

/// A public key as a JWK with nothing but the members that define the key, as they are
/// hashed (RFC 7638 §3.3); `None` for a secret.
pub(crate) fn bare_jwk(key: &PublicMaterial) -> Option<String> {
    let encode = base64url::encode;
    Some(match key {
        PublicMaterial::Secret(_) => return None,
        PublicMaterial::Rsa(rsa) => {
            json_of(&[("e", &encode(rsa.exponent())), ("kty", "RSA"), ("n", &encode(rsa.modulus()))])
        }
        PublicMaterial::Ec(ec) => {
            let (x, y) = ec.coordinates();
            json_of(&[("crv", ec.curve().name()), ("kty", "EC"), ("x", &encode(x)), ("y", &encode(y))])
        }
        PublicMaterial::Ed25519(ed) => {
            json_of(&[("crv", "Ed25519"), ("kty", "OKP"), ("x", &encode(ed.octets()))])
        }
        // RFC 9964 §6
        PublicMaterial::MlDsa(ml) => {
            json_of(&[("alg", ml.algorithm().name()), ("kty", "AKP"), ("pub", &*encode(ml.octets()))])
        }
    })
}

pub(crate) fn of_members(members: &[(&str, &str)]) -> Result<String, Error> {
    of_json(&json_of(members))
}

fn json_of(members: &[(&str, &str)]) -> String {
    let mut json = String::from("{");
    for (nth, (name, value)) in members.iter().enumerate() {
        let comma = if nth == 0 { "" } else { "," };
        json.push_str(&format!("{comma}\"{name}\":{}", serde_json::Value::from(*value)));
    }
    json.push('}');
    json
}

fn of_json(json: &str) -> Result<String, Error> {
    Ok(base64url::encode(&primitives::sha256(json.as_bytes())?).to_string())
}

/// The octets of SHA-256.
const OCTETS: usize = 32;

/// The SHA-256 thumbprint of a public key (RFC 7638), by which a token is bound to the key:
/// `jkt` in `cnf` (RFC 9449 §6.1). As text it is 43 characters of base64url.
///
/// ```
/// # use jwt_claims::jwk::Thumbprint;
/// let thumbprint: Thumbprint = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I".parse()?;
/// assert_eq!(thumbprint.to_string(), "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I");
/// # Ok::<(), jwt_claims::jwk::InvalidThumbprint>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Thumbprint([u8; OCTETS]);

impl Thumbprint {
    #[cfg(feature = "sessions")]
    pub(crate) const fn from_bytes(octets: [u8; OCTETS]) -> Self {
        Self(octets)
    }

    /// The octets.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// A text that is not a [`Thumbprint`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidThumbprint;

impl fmt::Display for InvalidThumbprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected a SHA-256 thumbprint: 43 characters of base64url")
    }
}

impl std::error::Error for InvalidThumbprint {}

impl FromStr for Thumbprint {
    type Err = InvalidThumbprint;

    fn from_str(text: &str) -> Result<Self, InvalidThumbprint> {
        let mut octets = [0; OCTETS];
        if text.len() != base64::encoded_len(OCTETS) {
            return Err(InvalidThumbprint);
        }
        base64::decode_exact(text.as_bytes(), &mut octets).ok_or(InvalidThumbprint)?;
        Ok(Self(octets))
    }
}

impl fmt::Display for Thumbprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::with_capacity(base64::encoded_len(OCTETS));
        base64::append(&self.0, &mut text);
        f.pad(&text)
    }
}

impl fmt::Debug for Thumbprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Thumbprint({self})")
    }
}

impl Serialize for Thumbprint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Thumbprint {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(TextVisitor)
    }
}

struct TextVisitor;

impl Visitor<'_> for TextVisitor {
    type Value = Thumbprint;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a SHA-256 thumbprint, 43 characters of base64url")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Thumbprint, E> {
        text.parse().map_err(E::custom)
    }
}
