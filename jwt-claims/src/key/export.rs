//! Writing keys as JWKs (RFC 7517, RFC 7518 §6, RFC 8037 §2).

use zeroize::Zeroizing;

use super::base64url;
use crate::crypto::der;
use crate::crypto::material::{PrivateMaterial, PublicMaterial};
use crate::error::Error;

/// The members of a JWK besides the key.
pub(crate) struct About<'a> {
    pub(crate) alg: &'static str,
    /// `use` (RFC 7517 §4.2): `sig` or `enc`.
    pub(crate) purpose: &'static str,
    pub(crate) kid: Option<&'a str>,
}

/// A public key as a JWK; `None` for a secret.
pub(crate) fn public_jwk(key: &PublicMaterial, about: &About<'_>) -> Option<String> {
    if matches!(key, PublicMaterial::Secret(_)) {
        return None;
    }
    let mut members = Members::begin(4 * 1024);
    members.public(key);
    Some(members.finish(about).to_string())
}

/// A private key or a secret as a JWK.
pub(crate) fn private_jwk(key: &PrivateMaterial, about: &About<'_>) -> Result<Zeroizing<String>, Error> {
    // large enough for the largest RSA key: growing would leave a copy in memory
    let mut members = Members::begin(16 * 1024);
    members.public(&key.to_public());
    match key {
        PrivateMaterial::Secret(secret) => {
            members.text("kty", "oct");
            members.octets("k", secret);
        }
        PrivateMaterial::Rsa(rsa) => der::with_rsa_parts(rsa.pkcs1(), |parts| {
            let private = [
                ("d", parts.d),
                ("p", parts.p),
                ("q", parts.q),
                ("dp", parts.dp),
                ("dq", parts.dq),
                ("qi", parts.qi),
            ];
            for (name, octets) in private {
                members.octets(name, octets);
            }
        })
        .ok_or_else(|| Error::invalid_key("the RSA private key does not parse"))?,
        PrivateMaterial::Ec(ec) => members.octets("d", ec.scalar()),
        PrivateMaterial::Ed25519(ed) => members.octets("d", ed.seed()),
        PrivateMaterial::MlDsa(ml) => members.octets("priv", ml.seed()),
    }
    Ok(members.finish(about))
}

/// A JSON object of strings, being written.
pub(crate) struct Members(Zeroizing<String>);

impl Members {
    pub(crate) fn begin(capacity: usize) -> Self {
        let mut text = Zeroizing::new(String::with_capacity(capacity));
        text.push('{');
        Self(text)
    }

    /// `value` needs no escaping.
    pub(crate) fn text(&mut self, name: &str, value: &str) {
        if self.0.len() > 1 {
            self.0.push(',');
        }
        for part in ["\"", name, "\":\"", value, "\""] {
            self.0.push_str(part);
        }
    }

    pub(crate) fn octets(&mut self, name: &str, octets: &[u8]) {
        self.text(name, &base64url::encode(octets));
    }

    /// The members of the public half; a secret has none.
    fn public(&mut self, key: &PublicMaterial) {
        match key {
            PublicMaterial::Secret(_) => {}
            PublicMaterial::Rsa(rsa) => {
                self.text("kty", "RSA");
                self.octets("n", rsa.modulus());
                self.octets("e", rsa.exponent());
            }
            PublicMaterial::Ec(ec) => {
                let (x, y) = ec.coordinates();
                self.text("kty", "EC");
                self.text("crv", ec.curve().name());
                self.octets("x", x);
                self.octets("y", y);
            }
            PublicMaterial::Ed25519(ed) => {
                self.text("kty", "OKP");
                self.text("crv", "Ed25519");
                self.octets("x", ed.octets());
            }
            PublicMaterial::MlDsa(ml) => {
                self.text("kty", "AKP");
                self.octets("pub", ml.octets());
            }
        }
    }

    pub(crate) fn finish(mut self, about: &About<'_>) -> Zeroizing<String> {
        self.text("use", about.purpose);
        self.text("alg", about.alg);
        if let Some(kid) = about.kid {
            self.0.push_str(",\"kid\":");
            self.0.push_str(&serde_json::Value::from(kid).to_string());
        }
        self.0.push('}');
        self.0
    }
}
