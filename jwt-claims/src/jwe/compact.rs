//! The compact serialization (RFC 7516 §3.1): five parts, four dots.

use memchr::memchr_iter;

use crate::base::base64;
use crate::error::{Code, Error};

/// The maximum length of a header, in characters of its part.
pub(crate) const MAX_HEADER: usize = 8 * 1024;

/// The parts of a compact JWE, not decoded.
#[derive(Clone, Copy)]
pub(crate) struct Parts<'a> {
    pub(crate) header: &'a [u8],
    pub(super) encrypted_key: &'a [u8],
    pub(super) iv: &'a [u8],
    pub(super) ciphertext: &'a [u8],
    pub(super) tag: &'a [u8],
}

/// True if a text has exactly four dots.
#[inline]
pub(crate) fn has_five_parts(token: &str) -> bool {
    memchr_iter(b'.', token.as_bytes()).take(5).count() == 4
}

/// Splits a token.
pub(crate) fn split(token: &str) -> Result<Parts<'_>, Error> {
    let mut parts = token.as_bytes().split(|octet| *octet == b'.');
    let mut next = || parts.next();
    let (Some(header), Some(encrypted_key), Some(iv), Some(ciphertext), Some(tag), None) =
        (next(), next(), next(), next(), next(), next())
    else {
        return Err(miscounted());
    };
    if header.is_empty() {
        return Err(miscounted());
    }
    if header.len() > MAX_HEADER {
        return Err(Error::new(Code::TooLarge, "the header is longer than 8 KiB; send a smaller one"));
    }
    Ok(Parts { header, encrypted_key, iv, ciphertext, tag })
}

/// The octets of a part.
pub(crate) fn decode(part: &[u8], name: &'static str) -> Result<Vec<u8>, Error> {
    base64::decode(part).ok_or_else(|| not_base64(name))
}

#[cold]
fn not_base64(name: &'static str) -> Error {
    Error::new(
        Code::Malformed,
        match name {
            "header" => {
                "the header is not base64url without padding (RFC 7515 §2); the sender must encode it so"
            }
            "encrypted key" => {
                "the encrypted key is not base64url without padding (RFC 7515 §2); the sender must encode it so"
            }
            "initialization vector" => {
                "the initialization vector is not base64url without padding (RFC 7515 §2); the sender must encode \
                 it so"
            }
            "ciphertext" => {
                "the ciphertext is not base64url without padding (RFC 7515 §2); the sender must encode it so"
            }
            _ => {
                "the authentication tag is not base64url without padding (RFC 7515 §2); the sender must encode it so"
            }
        },
    )
}

#[cold]
fn miscounted() -> Error {
    Error::new(
        Code::Malformed,
        "expected five parts separated by four dots, header.encrypted_key.iv.ciphertext.tag (RFC 7516 §3.1); \
         a token of three parts is signed and not encrypted",
    )
}
