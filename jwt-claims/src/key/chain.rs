//! The certificates of a signing key, for the headers of its tokens.

use base64_simd::STANDARD;
use zeroize::Zeroizing;

use super::container::Container;
use super::lenient_base64::unwrap_base64;
use super::refusal::Found;
use super::verifying::VerifyingKey;
use super::{base64url, der, pem};
use crate::crypto::primitives;
use crate::error::Error;

/// The DER of a key's certificate and of those that certify it, in their order.
pub(crate) struct Chain {
    first: Zeroizing<Vec<u8>>,
    others: Vec<Zeroizing<Vec<u8>>>,
}

impl Chain {
    /// Reads PEM with one or more certificates, or the DER of one. The first must be of
    /// this key (RFC 7515 §4.1.6); neither its validity nor the others are checked.
    pub(crate) fn read(key: &VerifyingKey, certificates: &[u8]) -> Result<Self, Error> {
        let mut blocks = blocks(certificates)?.into_iter();
        let (found, first) = blocks.next().ok_or_else(|| not_a_certificate("nothing"))?;
        check(found)?;
        if key.has_public_half(&der::read_public(key.algorithm(), found, &first)?) == Some(false) {
            return Err(Error::invalid_key(
                "expected the certificate of the signing key, found that of another key; in a chain, the \
                 key's own certificate must be the first (RFC 7515 §4.1.6)",
            ));
        }
        let others = blocks.map(|(found, der)| check(found).map(|()| der)).collect::<Result<_, _>>()?;
        Ok(Self { first, others })
    }

    /// `x5t`: the SHA-1 thumbprint of the first (RFC 7515 §4.1.7).
    pub(crate) fn sha1(&self) -> Result<String, Error> {
        primitives::sha1(&self.first).map(|hash| base64url::encode(&hash).to_string())
    }

    /// `x5t#S256`: the SHA-256 thumbprint of the first (RFC 7515 §4.1.8).
    pub(crate) fn sha256(&self) -> Result<String, Error> {
        primitives::sha256(&self.first).map(|hash| base64url::encode(&hash).to_string())
    }

    /// `x5c`: each in base64, not base64url (RFC 7515 §4.1.6).
    pub(crate) fn to_base64(&self) -> Vec<String> {
        let all = std::iter::once(&self.first).chain(&self.others);
        all.map(|der| STANDARD.encode_to_string(der.as_slice())).collect()
    }
}

/// What a block holds, and its DER. It may be a private key that was passed by mistake.
type Block = (Found, Zeroizing<Vec<u8>>);

/// Every block of PEM, or the one content of DER or base64.
fn blocks(certificates: &[u8]) -> Result<Vec<Block>, Error> {
    let text = Zeroizing::new(String::from_utf8_lossy(certificates).into_owned());
    if text.contains(pem::BEGIN) {
        let blocks = text.split(pem::BEGIN).skip(1);
        let whole = |block: &str| Zeroizing::new([pem::BEGIN, block].concat());
        return blocks.map(|block| pem::read(whole(block).as_bytes())).collect();
    }
    if let Some(found) = Found::in_der(certificates) {
        return Ok(vec![(found, Zeroizing::new(certificates.to_vec()))]);
    }
    match unwrap_base64(&text) {
        Some(wrapped) if memchr::memmem::find(&wrapped, pem::BEGIN.as_bytes()).is_some() => blocks(&wrapped),
        _ => pem::read(certificates).map(|block| vec![block]),
    }
}

fn check(found: Found) -> Result<(), Error> {
    match found.container {
        Container::Certificate => Ok(()),
        other => Err(not_a_certificate(other.name())),
    }
}

#[cold]
fn not_a_certificate(found: &str) -> Error {
    Error::invalid_key(format!(
        "expected certificates (PEM with CERTIFICATE blocks, or DER), found {found}; pass the certificate of \
         the key, then those that certify it, and nothing else"
    ))
}
