//! Encrypts to a compact JWE (RFC 7516 §5.1).

use super::content;
use super::header::Written;
use super::keys::encryption::EncryptionKey;
use crate::base::base64;
use crate::error::Error;

/// The media type of octets (RFC 2046 §4.5.1), as `cty` has it (RFC 7516 §4.1.12).
pub(super) const OCTET_STREAM: &str = "octet-stream";

/// What the header says of the plaintext.
#[derive(Clone, Copy, Default)]
pub(crate) struct About<'a> {
    pub(crate) typ: Option<&'a str>,
    pub(crate) cty: Option<&'a str>,
}

impl About<'_> {
    /// A signed token (RFC 7519 §5.2).
    pub(crate) const JWT: Self = About { typ: None, cty: Some("JWT") };

    /// Octets. Claims under the same key do not have this, so octets that a stranger chose
    /// are not read as claims.
    pub(crate) const OCTETS: Self = About { typ: None, cty: Some(OCTET_STREAM) };
}

/// The token with this plaintext.
pub(crate) fn seal(key: &EncryptionKey, about: About<'_>, plaintext: &[u8]) -> Result<String, Error> {
    let enc = key.content_encryption();
    let encrypted_key = key.encrypt_key(enc)?;
    let header = Written {
        alg: key.key_management().name(),
        enc: enc.name(),
        typ: about.typ,
        cty: about.cty,
        kid: key.kid(),
        epk: encrypted_key.epk,
        iv: encrypted_key.iv.as_deref().map(encoded),
        tag: encrypted_key.tag.as_deref().map(encoded),
    };
    let mut token = header.encode()?;
    let encrypted = content::encrypt(enc, encrypted_key.cek.as_ref(), token.as_bytes(), plaintext)?;
    let parts = [encrypted_key.octets.as_slice(), encrypted.iv(), &encrypted.ciphertext, &encrypted.tag];
    token.reserve(parts.iter().map(|part| base64::encoded_len(part.len()) + 1).sum());
    for part in parts {
        token.push('.');
        base64::append(part, &mut token);
    }
    Ok(token)
}

fn encoded(octets: &[u8]) -> String {
    let mut text = String::with_capacity(base64::encoded_len(octets.len()));
    base64::append(octets, &mut text);
    text
}
