//! base64url without padding (RFC 7515 §2), strictly: each byte sequence has one
//! spelling.

use std::mem::MaybeUninit;

use base64_simd::{AsOut, Out, URL_SAFE_NO_PAD};

/// The longest signature that is decoded and encoded on the stack: RSA with 8192 bits.
pub(crate) const SHORT_SIGNATURE: usize = 1024;

/// The longest signature there is: ML-DSA-87 (FIPS 204).
pub(crate) const MAX_SIGNATURE: usize = 4627;

/// The octets of a segment, in a new vector; `None` if it is not base64url.
pub(crate) fn decode(segment: &[u8]) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode_to_vec(segment).ok()
}

/// The octets of a segment, in a buffer of the caller's; `None` also if the
/// buffer is too small.
#[inline]
pub(crate) fn decode_into<'b>(segment: &[u8], buffer: &'b mut [MaybeUninit<u8>]) -> Option<&'b [u8]> {
    if decoded_len(segment) > buffer.len() {
        return None;
    }
    URL_SAFE_NO_PAD.decode(segment, Out::from_uninit_slice(buffer)).ok().map(|octets| &*octets)
}

/// The same, into a buffer of exactly [`decoded_len`] octets.
#[inline]
pub(crate) fn decode_exact(segment: &[u8], buffer: &mut [u8]) -> Option<()> {
    URL_SAFE_NO_PAD.decode(segment, buffer.as_out()).ok().map(|_| ())
}

/// How many octets a segment of that length holds.
#[inline]
pub(crate) fn decoded_len(segment: &[u8]) -> usize {
    segment.len() / 4 * 3 + (segment.len() % 4 * 6) / 8
}

/// How long the segment of so many octets is.
#[inline]
pub(crate) const fn encoded_len(octets: usize) -> usize {
    (octets * 4).div_ceil(3)
}

/// Appends the base64url of `octets`.
#[inline]
pub(crate) fn append(octets: &[u8], text: &mut String) {
    URL_SAFE_NO_PAD.encode_append(octets, text);
}

/// A buffer for the segment of a signature: on the stack, unless the signature is long.
pub(crate) struct SignatureRoom {
    short: [MaybeUninit<u8>; encoded_len(SHORT_SIGNATURE)],
    long: String,
}

impl Default for SignatureRoom {
    fn default() -> Self {
        Self { short: [MaybeUninit::uninit(); encoded_len(SHORT_SIGNATURE)], long: String::new() }
    }
}

impl SignatureRoom {
    /// The segment of a signature; empty if it is longer than any algorithm's.
    #[inline]
    pub(crate) fn encode(&mut self, signature: &[u8]) -> &str {
        if signature.len() > SHORT_SIGNATURE {
            return self.encode_long(signature);
        }
        URL_SAFE_NO_PAD.encode_as_str(signature, Out::from_uninit_slice(&mut self.short))
    }

    #[cold]
    fn encode_long(&mut self, signature: &[u8]) -> &str {
        if signature.len() <= MAX_SIGNATURE {
            append(signature, &mut self.long);
        }
        &self.long
    }
}

/// The octets of a random name.
const RANDOM: usize = 16;

/// 128 random bits in base64url, on the stack.
pub(crate) struct RandomId([u8; encoded_len(RANDOM)]);

impl RandomId {
    /// `None` if the system has no random numbers.
    pub(crate) fn new() -> Option<Self> {
        let mut octets = [0; RANDOM];
        getrandom::fill(&mut octets).ok()?;
        let mut text = [0; encoded_len(RANDOM)];
        let _ = URL_SAFE_NO_PAD.encode(&octets, text.as_mut_slice().as_out());
        Some(Self(text))
    }

    pub(crate) fn as_str(&self) -> &str {
        // the alphabet is ASCII
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_agree_with_the_library() {
        for octets in 0..70 {
            let mut text = String::new();
            append(&vec![0xA5; octets], &mut text);
            assert_eq!(text.len(), encoded_len(octets));
            assert_eq!(decoded_len(text.as_bytes()), octets);
            assert_eq!(decode(text.as_bytes()).unwrap().len(), octets);
        }
    }

    #[test]
    fn one_spelling_only() {
        assert_eq!(decode(b"-_8").unwrap(), [0xFB, 0xFF]);
        for segment in ["-_8=", "+/8", "-_9", "-_8 ", "-_8\n", "A", "AAAAA", "A\0AA", "é"] {
            assert_eq!(decode(segment.as_bytes()), None, "{segment:?}");
            let mut buffer = [MaybeUninit::uninit(); 16];
            assert_eq!(decode_into(segment.as_bytes(), &mut buffer), None, "{segment:?}");
        }
    }
}
