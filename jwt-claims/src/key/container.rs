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
            "CERTIFICATE" => Self::Certificate,
            _ => return None,
        })
    }

    /// The container that DER has the outline of.
    pub(super) fn of_der(der: &[u8]) -> Option<Self> {
        let tags = outline(der).ok()?;
        Some(match tags.as_slice() {
            [Tag::Integer, Tag::Sequence, Tag::OctetString, ..] => Self::Pkcs8,
            [Tag::Sequence, Tag::OctetString] => Self::EncryptedPkcs8,
            [Tag::Integer, Tag::Integer] => Self::Pkcs1Public,
            [Tag::Integer, Tag::Integer, ..] => Self::Pkcs1Private,
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
            Self::OpenSsh => "an OpenSSH private key",
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
            _ => {
                "verifiers should not hold private keys: give it the public key, \
                 or use `SigningKey::from_pem(..)` (or `from_der`) and its `verifying_key()`"
            }
        };
        Error::invalid_key(format!("expected a public key, found {}; {advice}", self.name()))
    }
}

const DECRYPT: &str = "decrypt it first: openssl pkcs8 -in key.pem -out plain.pem";
const CONVERT_OPENSSH: &str = "convert a copy of it: ssh-keygen -p -N '' -m PKCS8 -f copy-of-key";

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
