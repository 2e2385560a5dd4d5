//! base64url without padding (RFC 7515 §2), strictly: no padding, no foreign
//! character, no unused bits.

use base64_simd::URL_SAFE_NO_PAD;
use zeroize::Zeroizing;

pub(crate) fn decode(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    URL_SAFE_NO_PAD.decode_to_vec(text).ok().map(Zeroizing::new)
}

pub(crate) fn encode(octets: &[u8]) -> Zeroizing<String> {
    Zeroizing::new(URL_SAFE_NO_PAD.encode_to_string(octets))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padding_unused_bits_and_foreign_characters_are_refused() {
        assert_eq!(decode("AQAB").unwrap().as_slice(), [1, 0, 1]);
        assert_eq!(decode("AQ").unwrap().as_slice(), [1]);
        assert_eq!(decode("").unwrap().as_slice(), [0; 0]);
        for text in ["AQ==", "AQ=", "AR", "AQB", "A", "AQA+", "AQA/", "AQ AB", "AQAB\n", "AQÄB"] {
            assert!(decode(text).is_none(), "{text:?}");
        }
        // The same behind a stretch long enough for the vector code.
        let long = "A".repeat(128);
        assert!(decode(&long).is_some());
        for end in ["AQ==", "AR", "AQB", "AQA+", "AQA/"] {
            assert!(decode(&format!("{long}{end}")).is_none(), "{end:?}");
        }
    }
}
