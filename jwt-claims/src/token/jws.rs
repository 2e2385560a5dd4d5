//! Raw JWS payloads (RFC 7515): anything but claims, under the same keys and
//! header rules.
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

use std::fmt;

use crate::base::media_type::same_media_type;
use crate::error::Error;
use crate::judge::wrong_typ;
use crate::key::SigningKey;
use crate::token::evidence::Evidence;
use crate::token::header::Header;
use crate::token::verifier::Verifier;

/// Signs a payload; the compact JWS (RFC 7515 §5.1). The header has `alg` and,
/// if the key has one, `kid`.
///
/// Prefer [`sign_typed`]: without a `typ`, a JWS whose payload happens to be a
/// claims set is taken for an ordinary JWT of the same key.
///
/// # Errors
/// When the backend cannot sign.
pub fn sign(key: &SigningKey, payload: &[u8]) -> Result<String, Error> {
    crate::token::issuer::sign(key, None, payload)
}

/// Signs a payload under a `typ` (RFC 7515 §4.1.9), such as `"backup+jws"`: a
/// media type without `application/`. [`verify_typed`] demands it.
///
/// A type of its own keeps what is signed for one purpose from being taken for
/// another under the same key (RFC 8725 §3.11): claims types refuse a token
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
/// When the backend cannot sign.
pub fn sign_typed(key: &SigningKey, typ: &str, payload: &[u8]) -> Result<String, Error> {
    crate::token::issuer::sign(key, Some(typ), payload)
}

/// Checks size, structure, header, key and signature (RFC 7515 §5.2), and
/// gives the payload. What it says is not looked at: `exp` and the rest of a
/// JWT are not checked, nor are issuer, audience and clock of the verifier.
///
/// Prefer [`verify_typed`]: this takes whatever the key has signed, such as an
/// ordinary JWT. [`Payload::header`] gives the `typ`.
///
/// # Errors
/// Of every kind that is about tokens, but `Claims`.
pub fn verify(verifier: &Verifier, token: &str) -> Result<Payload, Error> {
    verifier.token(token).evidence().map(Payload)
}

/// The same for what [`sign_typed`] made: also refuses a token whose `typ` is
/// absent or another. Media types are compared without regard to case, and a
/// leading `application/` may be left out (RFC 7515 §4.1.9).
///
/// One key often signs for several purposes. Their types keep a token for one
/// from being taken for another (RFC 8725 §3.11): an attacker cannot pass off
/// an access token as a backup, though its signature holds.
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
/// Of every kind that is about tokens; of kind `Claims`, with the one violation
/// `wrong_typ`, for another `typ` or none.
pub fn verify_typed(verifier: &Verifier, typ: &str, token: &str) -> Result<Payload, Error> {
    let token = verifier.token(token);
    let evidence = token.evidence()?;
    match evidence.typ() {
        Some(found) if same_media_type(typ, found) => Ok(Payload(evidence)),
        found => Err(Error::claims(vec![wrong_typ(Some(typ), found)])),
    }
}

/// The payload of a JWS whose signature held.
#[derive(Clone)]
pub struct Payload(Evidence);

impl Payload {
    /// The header (RFC 7515 §4), read from the token at each call.
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
