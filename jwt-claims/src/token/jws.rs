//! Signs and verifies raw JWS payloads (RFC 7515) that are not claims, with the same
//! keys and header rules.
//!
//! ```
//! use jwt_claims::{SigningKey, Verifier, jws};
//!
//! # fn main() -> Result<(), jwt_claims::Error> {
//! let key = SigningKey::hs256("a secret of at least thirty-two bytes")?;
//! let token = jws::sign_typed(&key, "backup+jws", b"any octets")?;
//! let payload = jws::verify_typed(&Verifier::new(key.verifying_key()), "backup+jws", &token)?;
//! assert_eq!(payload.as_ref(), b"any octets");
//! # Ok(()) }
//! ```
//!
//! The functions that sign take a [`SigningKey`](crate::SigningKey), or an
//! [`Issuer`](crate::Issuer) with header parameters.

use std::fmt;

use crate::base::media_type::same_media_type;
use crate::error::{Code, Error};
use crate::judge::wrong_typ;
use crate::token::evidence::Evidence;
use crate::token::header::Header;
use crate::token::verifier::Verifier;

/// What signs a payload: a [`SigningKey`](crate::SigningKey), or an
/// [`Issuer`](crate::Issuer), which adds its header parameters. The issuer's other
/// settings are for claims: `iss`, audiences, lifetime and clock.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not sign payloads",
    note = "pass a `&SigningKey`, or a `&Issuer` whose header parameters are added"
)]
pub trait Signer {
    #[doc(hidden)]
    fn sign(&self, typ: Option<&str>, payload: &[u8]) -> Result<String, Error>;
}

/// Signs a payload and returns the compact JWS (RFC 7515 §5.1). The header has `alg`,
/// the key's `kid`, if it has one, and the header parameters of an issuer.
///
/// Prefer [`sign_typed`]: without a `typ`, a payload that happens to be a claims set
/// can be used as an ordinary JWT of the same key.
///
/// ```
/// # use jwt_claims::{Issuer, SigningKey, Verifier, jws};
/// # let key = SigningKey::hs256("a secret of at least thirty-two bytes")?;
/// # let verifier = Verifier::new(key.verifying_key());
/// let issuer = Issuer::new(key).with_header_parameter("region", "eu-1")?;
/// let token = jws::sign(&issuer, b"any octets")?;
/// let payload = jws::verify(&verifier, &token)?;
/// assert_eq!(payload.header().get::<&str>("region")?, Some("eu-1"));
/// # Ok::<(), jwt_claims::Error>(())
/// ```
///
/// # Errors
/// If the backend fails to sign.
pub fn sign(signer: &impl Signer, payload: &[u8]) -> Result<String, Error> {
    signer.sign(None, payload)
}

/// Signs a payload with a `typ` (RFC 7515 §4.1.9) such as `"backup+jws"`, a media type
/// without `application/`. [`verify_typed`] requires the same `typ`.
///
/// Use a separate `typ` for each purpose. Then a payload for one purpose is refused for
/// another, although the key is the same (RFC 8725 §3.11). Claims types refuse a token
/// with a `typ` that they do not declare.
///
/// ```
/// # use jwt_claims::{SigningKey, Verifier, jws};
/// # let key = SigningKey::hs256("a secret of at least thirty-two bytes")?;
/// let token = jws::sign_typed(&key, "backup+jws", b"any octets")?;
/// let verifier = Verifier::new(key.verifying_key());
/// assert!(jws::verify_typed(&verifier, "backup+jws", &token).is_ok());
/// # Ok::<(), jwt_claims::Error>(())
/// ```
///
/// # Errors
/// If the backend fails to sign, or if `typ` makes the header larger than verifiers
/// accept.
pub fn sign_typed(signer: &impl Signer, typ: &str, payload: &[u8]) -> Result<String, Error> {
    signer.sign(Some(typ), payload)
}

/// Checks size, structure, header, key and signature (RFC 7515 §5.2), and returns the
/// payload. The payload is not checked: neither `exp` and other claims, nor the
/// verifier's issuer, audience and clock.
///
/// Prefer [`verify_typed`]: this function accepts everything that the key has signed,
/// such as an ordinary JWT. The `typ` is in [`Payload::header`].
///
/// # Errors
/// An error of any kind about tokens, except `Claims`.
pub fn verify(verifier: &Verifier, token: &str) -> Result<Payload, Error> {
    payload(verifier, token).map(Payload)
}

/// Verifies a payload of [`sign_typed`]: the same checks, and the token must have this
/// `typ`. The comparison ignores case and a leading `application/` (RFC 7515 §4.1.9).
///
/// If one key signs for several purposes, the `typ` separates them (RFC 8725 §3.11): an
/// attacker cannot use an access token as a backup, although its signature is valid.
///
/// ```
/// # use jwt_claims::{SigningKey, Verifier, jws};
/// # let key = SigningKey::hs256("a secret of at least thirty-two bytes")?;
/// # let verifier = Verifier::new(key.verifying_key());
/// let token = jws::sign_typed(&key, "audit+jws", b"any octets")?;
/// let error = jws::verify_typed(&verifier, "backup+jws", &token).unwrap_err();
/// assert_eq!(error.violations()[0].code(), "wrong_typ");
/// # Ok::<(), jwt_claims::Error>(())
/// ```
///
/// # Errors
/// An error of any kind about tokens. For another `typ` or none, it is of kind `Claims`
/// with the violation `wrong_typ`.
pub fn verify_typed(verifier: &Verifier, typ: &str, token: &str) -> Result<Payload, Error> {
    let evidence = payload(verifier, token)?;
    match evidence.typ() {
        Some(found) if same_media_type(typ, found) => Ok(Payload(evidence)),
        found => Err(Error::claims(vec![wrong_typ(Some(&[Some(typ)]), found)])),
    }
}

/// Of a token that is signed and not encrypted.
fn payload(verifier: &Verifier, token: &str) -> Result<Evidence, Error> {
    let evidence = verifier.token(token).evidence()?;
    if evidence.is_encrypted() {
        return Err(Error::new(
            Code::Malformed,
            "expected a token that is signed and not encrypted, found an encrypted one; verify it as a claims type that \
             is declared `encrypted`",
        ));
    }
    Ok(evidence)
}

/// The payload of a JWS with a valid signature.
#[derive(Clone)]
pub struct Payload(Evidence);

impl Payload {
    /// The header (RFC 7515 §4). Each call parses it again.
    #[must_use]
    pub fn header(&self) -> Header<'_> {
        Header::accepted(self.0.header())
    }
}

impl AsRef<[u8]> for Payload {
    fn as_ref(&self) -> &[u8] {
        self.0.payload()
    }
}

impl fmt::Debug for Payload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Payload").field("octets", &self.as_ref().len()).finish_non_exhaustive()
    }
}
