//! What an issuer adds to the headers of its tokens.

use serde::Serialize;
use serde_json::Value;

use super::Issuer;
use super::headers::with_json;
use crate::crypto::algorithm::Family;
use crate::error::{Code, Error};
use crate::key::{Chain, SigningKey};
use crate::token::header::added::checked;

/// Header parameters (RFC 7515 §4). They are the same in each token of the issuer; for
/// one token, add them to a clone. Setting a parameter again replaces its value.
impl Issuer {
    /// Adds a header parameter of your own, or `jku` or `x5u` with an `https` URL,
    /// which is written and not fetched. Read it with [`Header::get`](crate::Header::get).
    ///
    /// ```
    /// # use jwt_claims::{Issuer, SigningKey};
    /// # fn main() -> Result<(), jwt_claims::Error> {
    /// # let key = SigningKey::hs256("a secret of at least thirty-two bytes")?;
    /// let issuer = Issuer::new(key).with_header_parameter("region", "eu-1")?;
    ///
    /// let error = issuer.with_header_parameter("kid", "a").unwrap_err();
    /// assert!(error.to_string().contains("`SigningKey::with_kid`"));
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// `invalid_config` for a parameter that the key, the claims type or another method
    /// sets (the message says which), for one that verifiers refuse, such as `crit`, for
    /// `null`, and if the header becomes larger than verifiers accept.
    pub fn with_header_parameter(self, name: impl AsRef<str>, value: impl Serialize) -> Result<Self, Error> {
        let name = name.as_ref();
        let json = checked(name, &value)?;
        self.adding(name, json)
    }

    /// Adds `jwk` (RFC 7515 §4.1.3): the public half of the signing key, for protocols
    /// whose tokens carry their key, such as DPoP (RFC 9449). Verifiers of this library
    /// do not use it.
    ///
    /// # Errors
    /// `invalid_config` for a symmetric key, because `jwk` would reveal the secret, and for
    /// an issuer with a key ring, whose key changes.
    /// `invalid_key` for a key whose material is in its signer.
    pub fn with_jwk(self) -> Result<Self, Error> {
        let jwk = self.asymmetric("jwk")?.verifying_key().to_jwk()?;
        self.adding("jwk", jwk)
    }

    /// Adds `x5c` (RFC 7515 §4.1.6): the certificate chain of the signing key, from PEM
    /// with one or more certificates, or from the DER of one. The first must be the
    /// certificate of the signing key; the chain is not validated. If the material of
    /// the key is in its signer, the two are not compared.
    ///
    /// # Errors
    /// `invalid_key` if it is something else, or the first certificate is of another
    /// key. `invalid_config` for a symmetric key, for an issuer with a key ring, and if the
    /// header becomes larger than verifiers accept: 6 KiB, about three certificates.
    pub fn with_x5c(self, certificates: impl AsRef<[u8]>) -> Result<Self, Error> {
        let chain = self.chain("x5c", certificates.as_ref())?;
        self.adding("x5c", Value::from(chain.to_base64()).to_string())
    }

    /// Adds `x5t` (RFC 7515 §4.1.7): the SHA-1 thumbprint of the signing key's
    /// certificate, in PEM or DER. Prefer [`with_x5t_s256`](Self::with_x5t_s256), unless
    /// the verifier requires `x5t`.
    ///
    /// # Errors
    /// The same as [`with_x5c`](Self::with_x5c).
    pub fn with_x5t(self, certificate: impl AsRef<[u8]>) -> Result<Self, Error> {
        let thumbprint = self.chain("x5t", certificate.as_ref())?.sha1()?;
        self.adding("x5t", Value::from(thumbprint).to_string())
    }

    /// Adds `x5t#S256` (RFC 7515 §4.1.8): the SHA-256 thumbprint of the signing key's
    /// certificate, in PEM or DER. Client assertions for Entra ID have it.
    ///
    /// # Errors
    /// The same as [`with_x5c`](Self::with_x5c).
    pub fn with_x5t_s256(self, certificate: impl AsRef<[u8]>) -> Result<Self, Error> {
        let thumbprint = self.chain("x5t#S256", certificate.as_ref())?.sha256()?;
        self.adding("x5t#S256", Value::from(thumbprint).to_string())
    }

    fn chain(&self, name: &str, certificates: &[u8]) -> Result<Chain, Error> {
        Chain::read(&self.asymmetric(name)?.verifying_key(), certificates)
    }

    fn asymmetric(&self, name: &str) -> Result<&SigningKey, Error> {
        let key = self.source.one_key().ok_or_else(|| {
            Error::new(
                Code::Config,
                format!(
                    "expected an issuer with one key for the header parameter `{name}`, found one with a key ring, \
                     whose key changes; leave the parameter out, or use `Issuer::new`"
                ),
            )
        })?;
        if key.algorithm().family() != Family::Hmac {
            return Ok(key);
        }
        Err(Error::new(
            Code::Config,
            format!(
                "expected an asymmetric key for the header parameter `{name}`, found one of {}, whose secret has \
                 no public half; leave the parameter out, or use a key pair",
                key.algorithm()
            ),
        ))
    }

    /// Adds a checked parameter. The header must be one that verifiers accept.
    fn adding(mut self, name: &str, json: String) -> Result<Self, Error> {
        let added = with_json(self.source.added(), name, json, &*self.source.key())?;
        self.source = self.source.with(added);
        Ok(self)
    }
}
