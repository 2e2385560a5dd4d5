//! What is kept of a token with a valid signature.

use std::sync::Arc;

use crate::base::base64;

/// The decoded payload, the decoded header, and the header's `typ` without escapes,
/// in one buffer.
#[derive(Clone)]
pub(crate) struct Evidence {
    octets: Arc<[u8]>,
    payload_len: usize,
    header_len: usize,
    has_typ: bool,
}

impl Evidence {
    /// Decodes the payload's segment; `None` if it is not base64url.
    #[inline]
    pub(crate) fn new(payload: &[u8], header: &[u8], typ: Option<&str>) -> Option<Self> {
        let (payload_len, header_len) = (base64::decoded_len(payload), header.len());
        let typ_octets = typ.unwrap_or_default().as_bytes();
        let length = payload_len + header_len + typ_octets.len();
        let mut octets: Arc<[u8]> = std::iter::repeat_n(0, length).collect();
        let (decoded, rest) = Arc::get_mut(&mut octets)?.split_at_mut(payload_len);
        base64::decode_exact(payload, decoded)?;
        let (to_header, to_typ) = rest.split_at_mut(header_len);
        to_header.copy_from_slice(header);
        to_typ.copy_from_slice(typ_octets);
        Some(Self { octets, payload_len, header_len, has_typ: typ.is_some() })
    }

    #[inline]
    pub(crate) fn payload(&self) -> &[u8] {
        &self.octets[..self.payload_len]
    }

    pub(crate) fn header(&self) -> &[u8] {
        &self.octets[self.payload_len..][..self.header_len]
    }

    /// The header's `typ`.
    #[inline]
    pub(crate) fn typ(&self) -> Option<&str> {
        let typ = &self.octets[self.payload_len + self.header_len..];
        // it was a string before it was copied
        std::str::from_utf8(typ).ok().filter(|_| self.has_typ)
    }
}
