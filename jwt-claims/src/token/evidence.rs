//! What is kept of a token with a valid signature.

use std::sync::Arc;

use crate::base::base64;

/// The decoded payload, the decoded header, the header's `typ` without escapes, and the
/// decoded header of the encrypted token around it, in one buffer.
#[derive(Clone)]
pub(crate) struct Evidence {
    octets: Arc<[u8]>,
    payload_len: usize,
    header_len: usize,
    has_typ: bool,
    /// The length of the header of the encrypted token; 0 if there is none.
    #[cfg(feature = "jwe")]
    outer_len: u32,
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
        Some(Self {
            octets,
            payload_len,
            header_len,
            has_typ: typ.is_some(),
            #[cfg(feature = "jwe")]
            outer_len: 0,
        })
    }

    /// The same with the header of the encrypted token.
    #[cfg(feature = "jwe")]
    pub(crate) fn inside(self, outer_header: &[u8]) -> Self {
        // a header has at most 8 KiB
        let outer_len = u32::try_from(outer_header.len()).unwrap_or(0);
        Self { octets: [&*self.octets, outer_header].concat().into(), outer_len, ..self }
    }

    /// The header of the encrypted token.
    #[cfg(feature = "jwe")]
    pub(crate) fn outer_header(&self) -> Option<&[u8]> {
        let start = self.octets.len() - self.outer_len();
        self.is_encrypted().then(|| &self.octets[start..])
    }

    #[inline]
    pub(crate) fn is_encrypted(&self) -> bool {
        self.outer_len() > 0
    }

    #[cfg(feature = "jwe")]
    #[inline]
    fn outer_len(&self) -> usize {
        self.outer_len as usize
    }

    #[cfg(not(feature = "jwe"))]
    #[inline]
    fn outer_len(&self) -> usize {
        0
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
        let typ = &self.octets[self.payload_len + self.header_len..self.octets.len() - self.outer_len()];
        // it was a string before it was copied
        std::str::from_utf8(typ).ok().filter(|_| self.has_typ)
    }
}
