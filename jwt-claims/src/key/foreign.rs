//! Recognizes bytes that are another kind of key than the expected one.

use memchr::memmem;

use super::container::Container;
use super::lenient_base64::unwrap_base64;

/// What the bytes are; chance is excluded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Foreign {
    Pem,
    /// A JWK or a JWK Set (RFC 7517).
    Jwk,
    /// An OpenSSH public key.
    Ssh,
    SshEd25519,
    Der,
}

impl Foreign {
    pub(super) fn of(found: &[u8]) -> Option<Self> {
        Self::of_plain(found).or_else(|| {
            let octets = unwrap_base64(std::str::from_utf8(found).ok()?)?;
            Self::of_plain(&octets)
        })
    }

    /// The same for bytes that are not base64.
    pub(super) fn of_plain(found: &[u8]) -> Option<Self> {
        let has = |text: &str| memmem::find(found, text.as_bytes()).is_some();
        let begins = |names: &[&str]| {
            let text = found.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(found).trim_ascii_start();
            names.iter().any(|name| text.starts_with(name.as_bytes()))
        };
        if has("-----BEGIN ") || has("-\0-\0-\0-\0-\0B\0E\0G\0I\0N\0") {
            return Some(Self::Pem);
        }
        // the second one as in a JSON string
        if has("\"kty\"") || has("\\\"kty\\\"") || (begins(&["{"]) && has("\"keys\"")) {
            return Some(Self::Jwk);
        }
        if begins(&["ssh-ed25519"]) || has("ssh-ed25519 AAAA") {
            return Some(Self::SshEd25519);
        }
        let ssh = ["ssh-", "ecdsa-sha2-", "sk-ssh-", "sk-ecdsa-", "---- BEGIN SSH2 "];
        if begins(&ssh) || has("ssh-rsa AAAA") || has("ecdsa-sha2-nistp") {
            return Some(Self::Ssh);
        }
        Container::of_der(found).map(|_| Self::Der)
    }
}
