//! The compact serialization (RFC 7515 §3.1): three segments, two dots.

mod around;

use memchr::{memchr, memrchr};

pub(crate) use around::explain;

use crate::error::{Code, Error};

/// The maximum length of a header, in characters of its segment.
pub(crate) const MAX_HEADER: usize = 8 * 1024;

/// The segments of a compact JWS, not decoded.
#[derive(Clone, Copy)]
pub(crate) struct Segments<'a> {
    pub(crate) header: &'a [u8],
    pub(crate) payload: &'a [u8],
    pub(crate) signature: &'a [u8],
    /// Header, dot and payload: the signed text (RFC 7515 §5.1).
    pub(crate) signing_input: &'a [u8],
}

/// Refuses a token of more than `max` bytes.
#[inline]
pub(crate) fn check_size(bytes: usize, max: usize) -> Result<(), Error> {
    if bytes > max { Err(too_large()) } else { Ok(()) }
}

/// Splits a token.
#[inline]
pub(crate) fn split(token: &str) -> Result<Segments<'_>, Error> {
    let octets = token.as_bytes();
    let first = memchr(b'.', octets).ok_or_else(|| miscounted(octets))?;
    let second = first + 1 + memchr(b'.', &octets[first + 1..]).ok_or_else(|| miscounted(octets))?;
    let segments = Segments {
        header: &octets[..first],
        payload: &octets[first + 1..second],
        signature: &octets[second + 1..],
        signing_input: &octets[..second],
    };
    if memchr(b'.', segments.signature).is_some() || segments.header.is_empty() {
        return Err(miscounted(octets));
    }
    if segments.header.len() > MAX_HEADER {
        return Err(Error::new(Code::TooLarge, "the header is longer than 8 KiB; send a smaller one"));
    }
    Ok(segments)
}

/// Splits a token that begins with this header segment; `None` for any other. Only the
/// ends are searched for dots: a further dot in the payload is refused there, because
/// it is not base64url.
#[inline]
pub(crate) fn split_behind<'a>(header: &[u8], token: &'a str) -> Option<Segments<'a>> {
    let octets = token.as_bytes();
    let first = header.len();
    if octets.get(first) != Some(&b'.') || octets[..first] != *header {
        return None;
    }
    let second = memrchr(b'.', octets).filter(|second| *second > first)?;
    Some(Segments {
        header: &octets[..first],
        payload: &octets[first + 1..second],
        signature: &octets[second + 1..],
        signing_input: &octets[..second],
    })
}

#[cold]
fn too_large() -> Error {
    Error::new(
        Code::TooLarge,
        "the token is longer than the verifier allows; see `Verifier::with_max_token_bytes`",
    )
}

#[cold]
fn miscounted(octets: &[u8]) -> Error {
    let dots = memchr::memchr_iter(b'.', octets).take(5).count();
    Error::new(
        Code::Malformed,
        match dots {
            _ if octets.is_empty() => "the token is empty; expected header.payload.signature",
            4 => {
                "five segments: this is an encrypted token (JWE), expected a signed one, header.payload.signature; to \
                 accept encrypted ones, give the verifier their keys with `Verifier::decrypting_with` (feature `jwe`)"
            }
            _ => "expected three segments, header.payload.signature, separated by two dots (RFC 7515 §3.1)",
        },
    )
}

/// The error for a segment that is not base64url.
#[cold]
pub(crate) fn not_base64(segment: &'static str) -> Error {
    Error::new(
        Code::Malformed,
        match segment {
            "header" => {
                "the header is not base64url without padding; the issuer must encode it that way (RFC 7515 \
                 §2)"
            }
            "payload" => {
                "the payload is not base64url without padding; the issuer must encode it that way (RFC 7515 \
                 §2)"
            }
            _ => {
                "the signature is not base64url without padding, or too long for any key; the issuer must \
                 encode it that way (RFC 7515 §2)"
            }
        },
    )
}
