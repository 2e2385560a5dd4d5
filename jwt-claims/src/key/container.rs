//! The kinds of content in PEM and DER.

use ::der::asn1::AnyRef;
use ::der::{Decode, Reader, SliceReader, Tag, TagNumber, Tagged};

/// A structure that contains keys, or that is often passed by mistake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Container {
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
    /// An OpenSSH private key with Ed25519, which ssh-keygen cannot convert.
    OpenSshEd25519,
    /// `PUBLIC KEY`: RFC 5280 §4.1.2.7.
    Spki,
    /// `RSA PUBLIC KEY`: RFC 8017 §A.1.1.
    Pkcs1Public,
    /// `CERTIFICATE`: RFC 5280.
    Certificate,
    /// `CERTIFICATE REQUEST`: RFC 2986.
    Request,
    /// `X509 CRL`: RFC 5280 §5.
    RevocationList,
    /// `PKCS7`: the signed data of RFC 2315, RFC 5652, which hold certificates.
    Pkcs7,
    /// The `.p12` and `.pfx` of RFC 7292.
    Pkcs12,
    /// A keystore of Java in its old format, `.jks`.
    Jks,
}

/// The DER of `1.2.840.113549.1.7.2`, signed data, without tag and length.
const SIGNED_DATA: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 7, 2];
/// How a keystore of Java begins.
const JKS: &[u8] = &[0xFE, 0xED, 0xFE, 0xED];
/// How PKCS#12 and signed data begin with an indefinite length, as in BER.
const PKCS12_IN_BER: &[u8] = &[0x30, 0x80, 2, 1, 3, 0x30];
const PKCS7_IN_BER: &[u8] = &[0x30, 0x80, 6, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 7, 2, 0xA0];

impl Container {
    pub(crate) fn of_label(label: &str) -> Option<Self> {
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
            // RFC 7468 §7
            "CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST" => Self::Request,
            // RFC 7468 §6
            "X509 CRL" | "CRL" => Self::RevocationList,
            // RFC 7468 §8, §9
            "PKCS7" | "CMS" => Self::Pkcs7,
            // GnuTLS writes it
            "PKCS12" => Self::Pkcs12,
            _ => return None,
        })
    }

    /// True if OpenSSL or ssh-keygen reads this content with that label.
    pub(crate) fn is_usual_under(self, label: &str) -> bool {
        let usual: &[&str] = match self {
            Self::Pkcs8 => &["PRIVATE KEY"],
            Self::EncryptedPkcs8 => &["ENCRYPTED PRIVATE KEY"],
            Self::Pkcs1Private => &["RSA PRIVATE KEY"],
            Self::Sec1 => &["EC PRIVATE KEY"],
            Self::OpenSsh | Self::OpenSshEd25519 => &["OPENSSH PRIVATE KEY"],
            Self::Spki => &["PUBLIC KEY"],
            Self::Pkcs1Public => &["RSA PUBLIC KEY"],
            Self::Certificate => &["CERTIFICATE", "X509 CERTIFICATE"],
            Self::Request => &["CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"],
            Self::RevocationList => &["X509 CRL"],
            Self::Pkcs7 => &["PKCS7"],
            Self::Pkcs12 | Self::Jks => &[],
        };
        usual.contains(&label)
    }

    /// The container that the DER looks like, or that OpenSSH or Java writes.
    pub(crate) fn of_der(der: &[u8]) -> Option<Self> {
        if der.starts_with(b"openssh-key-v1\0") {
            let is_ed25519 = memchr::memmem::find(der, b"ssh-ed25519").is_some();
            return Some(if is_ed25519 { Self::OpenSshEd25519 } else { Self::OpenSsh });
        }
        if der.starts_with(JKS) {
            return Some(Self::Jks);
        }
        if der.starts_with(PKCS12_IN_BER) {
            return Some(Self::Pkcs12);
        }
        if der.starts_with(PKCS7_IN_BER) {
            return Some(Self::Pkcs7);
        }
        let members = members(AnyRef::from_der(der).ok()?).ok()?;
        let tags = tags(&members);
        Some(match tags.as_slice() {
            [Tag::Integer, Tag::Sequence, Tag::OctetString, ..] => Self::Pkcs8,
            [Tag::Integer, Tag::Sequence] | [Tag::Integer, Tag::Sequence, Tag::Sequence]
                if members[0].value() == [3] =>
            {
                Self::Pkcs12
            }
            [Tag::Sequence, Tag::OctetString] => Self::EncryptedPkcs8,
            [Tag::Integer, Tag::Integer] => Self::Pkcs1Public,
            [numbers @ .., last] if is_pkcs1_private(numbers, *last) => Self::Pkcs1Private,
            [Tag::Integer, Tag::OctetString, ..] => Self::Sec1,
            [Tag::Sequence, Tag::BitString] => Self::Spki,
            [Tag::Sequence, Tag::Sequence, Tag::BitString] => Self::of_signed(members[0]),
            [Tag::ObjectIdentifier, FIRST] if members[0].value() == SIGNED_DATA => Self::Pkcs7,
            _ => return None,
        })
    }

    /// Which of the signed structures it is.
    fn of_signed(signed: AnyRef<'_>) -> Self {
        let tags = members(signed).map(|members| tags(&members)).unwrap_or_default();
        match tags.as_slice() {
            [Tag::Integer, Tag::Sequence, Tag::Sequence] => Self::Request,
            [Tag::Integer, Tag::Sequence, Tag::Sequence, FIRST] => Self::Request,
            [Tag::Integer, Tag::Sequence, Tag::Sequence, time, ..]
            | [Tag::Sequence, Tag::Sequence, time, ..]
                if matches!(time, Tag::UtcTime | Tag::GeneralizedTime) =>
            {
                Self::RevocationList
            }
            _ => Self::Certificate,
        }
    }

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Pkcs8 => "a private key (PKCS#8)",
            Self::EncryptedPkcs8 => "an encrypted private key",
            Self::Pkcs1Private => "an RSA private key (PKCS#1)",
            Self::Sec1 => "an EC private key (SEC 1)",
            Self::OpenSsh | Self::OpenSshEd25519 => "an OpenSSH private key",
            Self::Spki => "a public key",
            Self::Pkcs1Public => "an RSA public key",
            Self::Certificate => "a certificate",
            Self::Request => "a certificate request (CSR)",
            Self::RevocationList => "a certificate revocation list (CRL)",
            Self::Pkcs7 => "certificates in PKCS#7",
            Self::Pkcs12 => "PKCS#12 (a .p12 or .pfx file)",
            Self::Jks => "a Java keystore (a .jks file)",
        }
    }

    /// True if a constructor reads it.
    pub(crate) const fn is_read(self) -> bool {
        match self {
            Self::Pkcs8 | Self::Pkcs1Private | Self::Sec1 => true,
            Self::Spki | Self::Pkcs1Public | Self::Certificate => true,
            Self::EncryptedPkcs8 | Self::OpenSsh | Self::OpenSshEd25519 => false,
            Self::Request | Self::RevocationList | Self::Pkcs7 | Self::Pkcs12 | Self::Jks => false,
        }
    }
}

/// `[0]` around other structures.
const FIRST: Tag = Tag::ContextSpecific { constructed: true, number: TagNumber::N0 };

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

fn tags(members: &[AnyRef<'_>]) -> Vec<Tag> {
    members.iter().map(Tagged::tag).collect()
}

/// The members of a SEQUENCE.
fn members(sequence: AnyRef<'_>) -> ::der::Result<Vec<AnyRef<'_>>> {
    sequence.tag().assert_eq(Tag::Sequence)?;
    let mut reader = SliceReader::new(sequence.value())?;
    let mut members = Vec::new();
    while !reader.is_finished() {
        members.push(AnyRef::decode(&mut reader)?);
    }
    Ok(members)
}
