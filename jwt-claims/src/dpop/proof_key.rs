//! The client's side: a key, and the proofs that it signs.

use std::fmt;
use std::sync::Arc;

use serde::Serialize;
use url::Url;

use crate::base::base64::{self, RandomId, SignatureRoom};
use crate::base::clock::{Clock, Time};
use crate::base::numeric_date::NumericDate;
use crate::crypto::algorithm::{Algorithm, Family};
use crate::dpop::checker::token_hash;
use crate::dpop::proof::TYP;
use crate::error::{Code, Error};
use crate::key::SigningKey;
use crate::key::thumbprint::Thumbprint;

/// The key of a client, which signs a proof for each request (RFC 9449 §4): for services that
/// call others with tokens that are bound to a key, and for tests.
///
/// ```
/// use jwt_claims::{Algorithm, dpop::ProofKey};
///
/// # fn main() -> Result<(), jwt_claims::Error> {
/// # let access_token = "token";
/// let key = ProofKey::generate(Algorithm::ES256)?; // once; keep it as long as its tokens
///
/// // at the token endpoint
/// let proof = key.proof("POST", "https://auth.example.com/token").sign()?;
///
/// // with the token
/// let proof = key.proof("GET", "https://api.example.com/orders").for_token(access_token).sign()?;
/// let headers = [("authorization", format!("DPoP {access_token}")), ("dpop", proof)];
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct ProofKey {
    key: SigningKey,
    jwk: Box<str>,
    thumbprint: Thumbprint,
    clock: Time,
}

impl ProofKey {
    /// Generates a key.
    ///
    /// # Errors
    /// Those of [`SigningKey::generate`], and `invalid_key` for an HMAC.
    pub fn generate(algorithm: Algorithm) -> Result<Self, Error> {
        if algorithm.family() == Family::Hmac {
            return Err(no_public_half());
        }
        Self::new(SigningKey::generate(algorithm)?)
    }

    /// Uses an existing signing key.
    ///
    /// # Errors
    /// `invalid_key` for an HMAC, and for a key whose public half is not known here.
    pub fn new(key: SigningKey) -> Result<Self, Error> {
        let verifying = key.verifying_key();
        let jwk = verifying.to_bare_jwk().ok_or_else(no_public_half)?;
        let thumbprint =
            verifying.thumbprint().and_then(|text| text.parse().ok()).ok_or_else(no_public_half)?;
        Ok(Self { key, jwk: jwk.into(), thumbprint, clock: Time::default() })
    }

    /// Sets the clock. Default: the system clock.
    #[must_use]
    pub fn with_clock(self, clock: impl Clock) -> Self {
        Self { clock: Time::Given(Arc::new(clock)), ..self }
    }

    /// The thumbprint of the public key: `jkt` in the `cnf` of its tokens, and `dpop_jkt` in an
    /// authorization request (RFC 9449 §10).
    #[must_use]
    pub fn thumbprint(&self) -> Thumbprint {
        self.thumbprint
    }

    /// Begins a proof for one request: its method as it is sent, because methods are
    /// case-sensitive, and its absolute URL. User, password, query and fragment of the URL are left
    /// out.
    #[must_use]
    pub fn proof<'p>(&'p self, method: &'p str, url: &'p str) -> NewProof<'p> {
        NewProof { key: self, method, url, token: None, nonce: None }
    }
}

/// A proof that is not signed yet, from [`ProofKey::proof`].
#[derive(Clone, Copy)]
pub struct NewProof<'p> {
    key: &'p ProofKey,
    method: &'p str,
    url: &'p str,
    token: Option<&'p str>,
    nonce: Option<&'p str>,
}

#[derive(Serialize)]
struct ProofPayload<'p> {
    jti: &'p str,
    htm: &'p str,
    htu: &'p str,
    iat: NumericDate,
    #[serde(skip_serializing_if = "Option::is_none")]
    ath: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<&'p str>,
}

impl<'p> NewProof<'p> {
    /// For a request with this access token.
    #[must_use]
    pub fn for_token(self, access_token: &'p str) -> Self {
        Self { token: Some(access_token), ..self }
    }

    /// With the nonce that the server sent last, in the header `DPoP-Nonce`.
    #[must_use]
    pub fn with_nonce(self, nonce: &'p str) -> Self {
        Self { nonce: Some(nonce), ..self }
    }

    /// The value of the header `DPoP`, for one request and one attempt.
    ///
    /// # Errors
    /// `invalid_config` if `url` is not an absolute URL with a host; `unsupported` if the system
    /// has no random numbers; and those of signing.
    pub fn sign(&self) -> Result<String, Error> {
        let ProofKey { key, jwk, clock, .. } = self.key;
        let htu = htu(self.url)?;
        let jti = RandomId::new().ok_or_else(|| {
            Error::unsupported("the operating system's random generator failed; no proof was made")
        })?;
        let payload = ProofPayload {
            jti: jti.as_str(),
            htm: self.method,
            htu: &htu,
            iat: clock.now().floor(),
            ath: self.token.map(token_hash).transpose()?,
            nonce: self.nonce,
        };
        // strings and numbers always are JSON
        let payload = serde_json::to_string(&payload).unwrap_or_default();
        let header = format!(r#"{{"typ":"{TYP}","alg":"{}","jwk":{jwk}}}"#, key.header_alg());
        let mut proof = String::new();
        base64::append(header.as_bytes(), &mut proof);
        proof.push('.');
        base64::append(payload.as_bytes(), &mut proof);
        let mut signature = String::new();
        key.sign(proof.as_bytes(), &mut |octets| {
            signature = SignatureRoom::default().encode(octets).to_owned();
        })?;
        Ok(format!("{proof}.{signature}"))
    }
}

/// The URL without user, password, query and fragment (RFC 9449 §4.2), which may be secret.
fn htu(text: &str) -> Result<String, Error> {
    let mut url = Url::parse(text).ok().filter(Url::has_host).ok_or_else(|| {
        Error::new(
            Code::Config,
            "expected the whole URL of the request, such as `https://api.example.com/orders`",
        )
    })?;
    url.set_query(None);
    url.set_fragment(None);
    // they fail for URLs without a host
    let _ = url.set_username("");
    let _ = url.set_password(None);
    Ok(url.into())
}

#[cold]
fn no_public_half() -> Error {
    Error::invalid_key(
        "expected a key pair for DPoP proofs whose public half is known, found a secret or a key without its material; for \
         example `ProofKey::generate(Algorithm::ES256)`",
    )
}

/// The thumbprint.
impl fmt::Debug for ProofKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProofKey").field("thumbprint", &self.thumbprint).finish_non_exhaustive()
    }
}

/// Method and URL, as they are in the proof; neither token nor nonce.
impl fmt::Debug for NewProof<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (method, url) = (self.method, htu(self.url).ok());
        f.debug_struct("NewProof").field("method", &method).field("url", &url).finish_non_exhaustive()
    }
}
