//! The name of the key in a token's header.

use serde_json::value::RawValue;

use super::certificates::{Certificates, Thumbprint};

/// The name of the key in a header. It selects a key and proves nothing: the key must
/// verify the signature.
pub(crate) enum KeyName<'h> {
    /// `kid` (RFC 7515 §4.1.4); other names are then ignored.
    Kid(&'h str),
    /// The thumbprints of a certificate (RFC 7515 §4.1.7, §4.1.8).
    Certificate {
        sha1: Thumbprint<'h>,
        sha256: Thumbprint<'h>,
    },
    Nothing,
}

impl<'h> KeyName<'h> {
    /// From the parameters `kid`, `x5t` and `x5t#S256`.
    pub(crate) fn of(
        kid: Option<&'h str>,
        x5t: Option<&'h RawValue>,
        x5t_s256: Option<&'h RawValue>,
    ) -> Self {
        match (kid, x5t, x5t_s256) {
            (Some(kid), ..) => Self::Kid(kid),
            (None, None, None) => Self::Nothing,
            _ => Self::Certificate { sha1: Thumbprint::of(x5t), sha256: Thumbprint::of(x5t_s256) },
        }
    }

    /// True if it is the name of a key with this `kid` and these certificates.
    pub(super) fn is_of(&self, kid: Option<&str>, certificates: &Certificates) -> bool {
        match self {
            Self::Kid(name) => kid == Some(name),
            Self::Certificate { sha1, sha256 } => certificates.are_called(sha1, sha256),
            Self::Nothing => true,
        }
    }
}
