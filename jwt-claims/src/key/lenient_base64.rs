//! base64 from environment variables and files.

use base64_simd::forgiving_decode_inplace;
use zeroize::Zeroizing;

/// The bytes of a text that is base64 as a whole, possibly in quotes.
pub(super) fn unwrap_base64(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let text = text.trim_start_matches('\u{FEFF}').trim();
    decode(text.trim_matches(['"', '\'', '`'])).filter(|octets| !octets.is_empty())
}

/// Decodes base64 with whitespace, and with line breaks written as `\n`.
pub(super) fn decode(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let mut octets = Zeroizing::new(Vec::with_capacity(text.len()));
    let mut parts = text.split('\\');
    octets.extend_from_slice(parts.next()?.as_bytes());
    for part in parts {
        let rest = part.strip_prefix(['n', 'r']).unwrap_or(part);
        // before a line break, or before another escaped one
        let continued = part.is_empty() || part.starts_with(['\r', '\n']);
        if rest.len() == part.len() && !continued {
            return None;
        }
        octets.extend_from_slice(rest.as_bytes());
    }
    let length = forgiving_decode_inplace(&mut octets).ok()?.len();
    octets.truncate(length);
    Some(octets)
}
