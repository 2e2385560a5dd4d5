//! Hashes of access tokens and codes in ID tokens.

use crate::base::base64;
use crate::base::shown::shown;
use crate::crypto::algorithm::Algorithm;
use crate::crypto::primitives::hash;
use crate::error::Error;
use crate::error::violation::Violation;
use crate::policy::fault::Fault;
use crate::token::header::Header;

/// The value of `at_hash` or `c_hash` for an access token or a code: the left half of its
/// hash in base64url (OpenID Connect Core 1.0 §3.1.3.6, §3.3.2.11). `algorithm` is that of
/// the ID token: SHA-256 for HS256, RS256, PS256, ES256 and ES256K, SHA-384 and SHA-512 for those
/// with 384 and 512 in their names.
///
/// For `EdDSA` the standard names no hash function. This uses SHA-512, the hash function
/// of Ed25519, as providers do.
///
/// ```
/// use jwt_claims::{Algorithm, preset::token_hash};
///
/// let hash = token_hash(Algorithm::RS256, "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y")?;
/// assert_eq!(hash, "77QmUPtjPfzWtF2AnpK9RQ");
/// # Ok::<(), jwt_claims::Error>(())
/// ```
///
/// # Errors
/// An error of kind [`Unsupported`](crate::ErrorKind::Unsupported) for ML-DSA, and if no
/// backend is compiled in.
pub fn token_hash(algorithm: Algorithm, token: &str) -> Result<String, Error> {
    let digest = hash(algorithm, token.as_bytes())?;
    let mut text = String::new();
    base64::append(&digest[..digest.len() / 2], &mut text);
    Ok(text)
}

/// Checks the `at_hash` of an ID token, for a claims type of your own; for an
/// [`IdToken`](crate::preset::IdToken), use its method `check_access_token`. `header` is
/// that of the ID token.
///
/// # Errors
/// An error of kind [`Claims`](crate::ErrorKind::Claims) with the violation `missing` or
/// `wrong_hash` on `at_hash`; one of kind [`Unsupported`](crate::ErrorKind::Unsupported)
/// if there is no hash function for the `alg`.
pub fn check_at_hash(at_hash: Option<&str>, header: &Header<'_>, access_token: &str) -> Result<(), Error> {
    check("at_hash", "the hash of the access token", at_hash, header, access_token)
}

/// The same for `c_hash` and an authorization code.
///
/// # Errors
/// The same, on `c_hash`.
pub fn check_c_hash(c_hash: Option<&str>, header: &Header<'_>, code: &str) -> Result<(), Error> {
    check("c_hash", "the hash of the code", c_hash, header, code)
}

/// The client knows the token and its hash, so the time of the comparison reveals nothing.
fn check(
    claim: &'static str,
    expected: &'static str,
    found: Option<&str>,
    header: &Header<'_>,
    token: &str,
) -> Result<(), Error> {
    let hash = token_hash(algorithm(header)?, token)?;
    let (fault, actual) = match found {
        Some(found) if found == hash => return Ok(()),
        Some(_) => (Fault::WrongHash, "another hash"),
        None => (Fault::Missing, "nothing"),
    };
    Err(Error::claims(vec![Violation::new(claim, claim, fault, expected, actual)]))
}

fn algorithm(header: &Header<'_>) -> Result<Algorithm, Error> {
    Algorithm::from_name(header.alg()).ok_or_else(|| {
        Error::unsupported(format!(
            "expected the header of an ID token with a known `alg`, found `{}`; pass `Verified::header`",
            shown(header.alg().to_owned())
        ))
    })
}
