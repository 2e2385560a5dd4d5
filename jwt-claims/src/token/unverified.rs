//! A look inside a token that nobody has verified: for debugging and for
//! finding out whose token it might be. Nothing here proves anything.

use crate::base::base64;
use crate::error::{Code, Error};
use crate::token::compact::{self, not_base64};
use crate::token::header::Header;

/// What an **unverified** token claims to be. Anybody may have written it.
#[derive(Clone, Debug)]
pub struct UnverifiedToken {
    header: Vec<u8>,
    claims: serde_json::Map<String, serde_json::Value>,
}

/// The longest token that is looked into, in bytes.
const MAX_BYTES: usize = 64 * 1024;

/// Looks inside a token **without verifying it**. Never decide anything by
/// what you find but which verifier to ask.
///
/// # Errors
/// When the token is too large or malformed: no three segments, no base64url,
/// no JSON.
pub fn look_inside_unverified(token: &str) -> Result<UnverifiedToken, Error> {
    compact::check_size(token.len(), MAX_BYTES)?;
    look(token).map_err(|error| compact::explain(error, token))
}

fn look(token: &str) -> Result<UnverifiedToken, Error> {
    let segments = compact::split(token)?;
    let header = base64::decode(segments.header).ok_or_else(|| not_base64("header"))?;
    Header::parse(&header)?;
    let payload = base64::decode(segments.payload).ok_or_else(|| not_base64("payload"))?;
    let claims = serde_json::from_slice(&payload).map_err(|_| {
        Error::new(Code::Malformed, "the payload is no JSON object; a claims set must be one")
    })?;
    Ok(UnverifiedToken { header, claims })
}

impl UnverifiedToken {
    /// The header that somebody wrote.
    #[must_use]
    pub fn unverified_header(&self) -> Header<'_> {
        Header::accepted(&self.header)
    }

    /// The claims that somebody wrote.
    #[must_use]
    pub fn unverified_claims(&self) -> &serde_json::Map<String, serde_json::Value> {
        &self.claims
    }
}
