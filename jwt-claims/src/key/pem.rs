//! The outer form of PEM (RFC 7468), both directions: one block, its label, its DER.

use pem_rfc7468::{Decoder, LineEnding};
use zeroize::Zeroizing;

use super::container::Container;
use crate::error::Error;

/// The one block of a PEM text: what its label says it is, and its DER.
pub(super) fn read(pem: &[u8]) -> Result<(Container, Zeroizing<Vec<u8>>), Error> {
    let text = std::str::from_utf8(pem).map_err(|_| not_pem(pem))?;
    let block = one_block(without_ec_parameters(text))?;
    let (_, body) = block
        .split_once('\n')
        .ok_or_else(|| damaged("it is one line, or has `\\n` in place of line breaks"))?;
    if body.contains("Proc-Type:") {
        return Err(Container::EncryptedPkcs8.refused_for_signing());
    }
    // Usually 64, but one long line and 76 are met too.
    let width = body.lines().next().map_or(64, |line| line.trim_end().len());
    let damaged_block = |_| damaged("its base64, its line lengths or its END line are broken");
    let mut decoder = Decoder::new_wrapped(block.as_bytes(), width.max(4)).map_err(damaged_block)?;
    let label = decoder.type_label();
    let container = Container::of_label(label).ok_or_else(|| unknown_label(label))?;
    let mut der = Zeroizing::new(Vec::with_capacity(block.len()));
    decoder.decode_to_end(&mut der).map_err(damaged_block)?;
    Ok((container, der))
}

/// A block with this label around DER.
pub(super) fn write(label: &str, der: &[u8]) -> Option<Zeroizing<String>> {
    pem_rfc7468::encode_string(label, LineEnding::LF, der).ok().map(Zeroizing::new)
}

/// `openssl ecparam -genkey` writes the curve as a block before the key,
/// which names it too.
fn without_ec_parameters(text: &str) -> &str {
    const END: &str = "-----END EC PARAMETERS-----";
    match text.find(END) {
        Some(at) if !text[..at].contains("PRIVATE KEY") => &text[at + END.len()..],
        _ => text,
    }
}

/// From the only BEGIN line to the end of the text.
fn one_block(text: &str) -> Result<&str, Error> {
    let mut begins = text.match_indices("-----BEGIN ");
    let (at, _) = begins.next().ok_or_else(|| not_pem(text.as_bytes()))?;
    match begins.count() {
        0 => Ok(text[at..].trim_end()),
        more => Err(Error::invalid_key(format!(
            "expected one PEM block, found {}; pass the one that holds the key (of a certificate chain, the first)",
            more + 1
        ))),
    }
}

#[cold]
fn damaged(how: &str) -> Error {
    Error::invalid_key(format!("expected a PEM block, found a damaged one: {how}; copy the file again"))
}

#[cold]
fn unknown_label(label: &str) -> Error {
    let label: String = label.chars().take(40).collect();
    Error::invalid_key(format!(
        "expected a PEM block with a key or a certificate, found label {label:?}; \
         keys are labelled PRIVATE KEY or PUBLIC KEY"
    ))
}

#[cold]
fn not_pem(found: &[u8]) -> Error {
    let (what, advice) = match found {
        [] => ("nothing", "check the file or the variable that it is read from"),
        [b'{', ..] => ("JSON", "use `from_jwk`"),
        [0x30, ..] => ("what looks like DER", "use `from_der`"),
        _ if found.starts_with(b"ssh-") || found.starts_with(b"ecdsa-sha2-") => {
            ("an OpenSSH public key", "convert it: ssh-keygen -e -m PKCS8 -f key.pub")
        }
        _ => ("no such line", "check that the text is whole, with its line breaks"),
    };
    Error::invalid_key(format!("expected PEM, which has a line `-----BEGIN …-----`, found {what}; {advice}"))
}
