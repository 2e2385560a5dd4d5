//! What a PEM label or a DER structure says it holds.

use ::der::asn1::AnyRef;
use ::der::{Decode, Reader, SliceReader, Tag, Tagged};

use crate::error::Error;

/// A structure that keys come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Container {
    /// `PRIVATE KEY`: RFC 5208, RFC 5958.
    Pkcs8,
    /// `ENCRYPTED PRIVATE KEY`: RFC 5958 §3.
    EncryptedPkcs8,
    /// `RSA PRIVATE KEY`: RFC 8017 §A.1.2.
    Pkcs1Private,
    /// `EC PRIVATE KEY`: RFC 5915.
    Sec1,
    /// `OPENSSH PRIVATE KEY`.
    OpenSsh,
    /// The same with an Ed25519 key, which ssh-keygen cannot convert.
    OpenSshEd25519,
    /// `PUBLIC KEY`: RFC 5280 §4.1.2.7.
    Spki,
    /// `RSA PUBLIC KEY`: RFC 8017 §A.1.1.
    Pkcs1Public,
    /// `CERTIFICATE`: RFC 5280.
    Certificate,
}

impl Container {
    pub(super) fn of_label(label: &str) -> Option<Self> {
        Some(match label {
            "PRIVATE KEY" => Self::Pkcs8,
            "ENCRYPTED PRIVATE KEY" => Self::EncryptedPkcs8,
            "RSA PRIVATE KEY" => Self::Pkcs1Private,
            "EC PRIVATE KEY" => Self::Sec1,
            "OPENSSH PRIVATE KEY" => Self::OpenSsh,
            "PUBLIC KEY" => Self::Spki,
            "RSA PUBLIC KEY" => Self::Pkcs1Public,
            // RFC 7468 §5.1
            "CERTIFICATE" | "X509 CERTIFICATE" | "X.509 CERTIFICATE" => Self::Certificate,
            _ => return None,
        })
    }

    /// The container that DER has the outline of, or that OpenSSH writes in
    /// its place.
    pub(super) fn of_der(der: &[u8]) -> Option<Self> {
        if der.starts_with(b"openssh-key-v1\0") {
            let is_ed25519 = memchr::memmem::find(der, b"ssh-ed25519").is_some();
            return Some(if is_ed25519 { Self::OpenSshEd25519 } else { Self::OpenSsh });
        }
        let tags = outline(der).ok()?;
        Some(match tags.as_slice() {
            [Tag::Integer, Tag::Sequence, Tag::OctetString, ..] => Self::Pkcs8,
            [Tag::Sequence, Tag::OctetString] => Self::EncryptedPkcs8,
            [Tag::Integer, Tag::Integer] => Self::Pkcs1Public,
            [numbers @ .., last] if is_pkcs1_private(numbers, *last) => Self::Pkcs1Private,
            [Tag::Integer, Tag::OctetString, ..] => Self::Sec1,
            [Tag::Sequence, Tag::BitString] => Self::Spki,
            [Tag::Sequence, Tag::Sequence, Tag::BitString] => Self::Certificate,
            _ => return None,
        })
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Pkcs8 => "a private key (PKCS#8)",
            Self::EncryptedPkcs8 => "an encrypted private key",
            Self::Pkcs1Private => "an RSA private key (PKCS#1)",
            Self::Sec1 => "an EC private key (SEC 1)",
            Self::OpenSsh | Self::OpenSshEd25519 => "an OpenSSH private key",
            Self::Spki => "a public key",
            Self::Pkcs1Public => "an RSA public key",
            Self::Certificate => "a certificate",
        }
    }

    /// Why a signing key cannot be made from this.
    #[cold]
    pub(super) fn refused_for_signing(self) -> Error {
        let advice = match self {
            Self::EncryptedPkcs8 => DECRYPT,
            Self::OpenSsh => CONVERT_OPENSSH,
            Self::OpenSshEd25519 => REPLACE_OPENSSH_ED25519,
            Self::Spki | Self::Pkcs1Public | Self::Certificate => {
                "a public key verifies and cannot sign: give it to `VerifyingKey`, and the private key here"
            }
            Self::Pkcs8 | Self::Pkcs1Private | Self::Sec1 => "name an algorithm that the key fits",
        };
        Error::invalid_key(format!("expected a private key, found {}; {advice}", self.name()))
    }

    /// Why a verifying key cannot be made from this.
    #[cold]
    pub(super) fn refused_for_verifying(self) -> Error {
        let advice = match self {
            Self::EncryptedPkcs8 => DECRYPT,
            Self::OpenSsh => CONVERT_OPENSSH,
            Self::OpenSshEd25519 => REPLACE_OPENSSH_ED25519,
            _ => {
                "verifiers should not hold private keys: use `SigningKey::from_pem(..)` (or `from_der`) \
                 and its `verifying_key()`, or write the public key: openssl pkey -in key.pem -pubout -out public.pem"
            }
        };
        Error::invalid_key(format!("expected a public key, found {}; {advice}", self.name()))
    }
}

const DECRYPT: &str = "decrypt it first: openssl pkey -in key.pem -out plain.pem";
const CONVERT_OPENSSH: &str = "convert a copy of it: ssh-keygen -p -N '' -m PKCS8 -f copy-of-key";
pub(super) const REPLACE_OPENSSH_ED25519: &str = "ssh-keygen cannot convert an Ed25519 key; make a new one: openssl genpkey -algorithm ed25519 -out key.pem";

/// Version, eight numbers and, in a key of more than two primes, the others.
fn is_pkcs1_private(members: &[Tag], last: Tag) -> bool {
    let numbers = match last {
        Tag::Sequence => members.len(),
        _ => members.len() + 1,
    };
    numbers == 9
        && members.iter().all(|tag| *tag == Tag::Integer)
        && matches!(last, Tag::Integer | Tag::Sequence)
}

/// The tags of the members of the outermost SEQUENCE.
fn outline(der: &[u8]) -> ::der::Result<Vec<Tag>> {
    let outer = AnyRef::from_der(der)?;
    outer.tag().assert_eq(Tag::Sequence)?;
    let mut reader = SliceReader::new(outer.value())?;
    let mut tags = Vec::new();
    while !reader.is_finished() {
        tags.push(AnyRef::decode(&mut reader)?.tag());
    }
    Ok(tags)
}
