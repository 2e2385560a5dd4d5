//! Proof Key for Code Exchange (RFC 7636), only with S256.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// What the client sent to the authorization endpoint: the hash of a secret that it sends to
/// the token endpoint. Someone who sees only the code cannot use it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CodeChallenge(String);

impl CodeChallenge {
    /// `None` unless it is a SHA-256 hash in base64url.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let is_hash = URL_SAFE_NO_PAD.decode(text).is_ok_and(|bytes| bytes.len() == 32);
        is_hash.then(|| Self(text.to_owned()))
    }

    /// True if this is the verifier of the challenge (§4.6). It has 43 to 128 characters
    /// (§4.1).
    pub(super) fn is_met_by(&self, verifier: &str) -> bool {
        (43..=128).contains(&verifier.len()) && URL_SAFE_NO_PAD.encode(Sha256::digest(verifier)) == self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_rfc() {
        let challenge = CodeChallenge::parse("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM").unwrap();
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        assert!(challenge.is_met_by(verifier));
        assert!(!challenge.is_met_by(&verifier.to_lowercase()));
        assert!(!challenge.is_met_by(""));
    }

    #[test]
    fn other_texts_are_no_challenge() {
        for text in ["", "plain", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM", &"A".repeat(44)] {
            assert_eq!(CodeChallenge::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_short_verifier_does_not_count() {
        let challenge = CodeChallenge(URL_SAFE_NO_PAD.encode(Sha256::digest("short")));
        assert!(!challenge.is_met_by("short"));
    }
}
