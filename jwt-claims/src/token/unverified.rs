//! Reads a token without verifying it, for debugging or to find out which issuer it
//! names. The result proves nothing.

use crate::base::base64;
use crate::error::{Code, Error};
use crate::token::compact::{self, not_base64};
use crate::token::header::Header;

/// The content of an **unverified** token. Anyone may have written it.
#[derive(Clone, Debug)]
pub struct UnverifiedToken {
    header: Vec<u8>,
    claims: serde_json::Map<String, serde_json::Value>,
}

/// The maximum length of a token, in bytes.
const MAX_BYTES: usize = 64 * 1024;

/// Reads a token **without verifying it**. Use the result to select the verifier for
/// this token, and for nothing else.
///
/// # Errors
/// If the token is too large or malformed: not three segments, not base64url or not
/// JSON.
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
        Error::new(Code::Malformed, "the payload is not a JSON object; a claims set must be one")
    })?;
    Ok(UnverifiedToken { header, claims })
}

impl UnverifiedToken {
    /// The unverified header.
    #[must_use]
    pub fn unverified_header(&self) -> Header<'_> {
        Header::accepted(&self.header)
    }

    /// The JSON of the unverified header.
    #[cfg(feature = "cli")]
    pub(crate) fn unverified_header_json(&self) -> &[u8] {
        &self.header
    }

    /// The unverified claims.
    #[must_use]
    pub fn unverified_claims(&self) -> &serde_json::Map<String, serde_json::Value> {
        &self.claims
    }
}
