//! Reads and writes PEM (RFC 7468): one block, its label and its DER.

use pem_rfc7468::LineEnding;
use zeroize::Zeroizing;

use super::container::Container;
use super::foreign::Foreign;
use super::form::{Form, Layer};
use super::lenient_base64::{decode, unwrap_base64};
use super::refusal::{Found, REPLACE_OPENSSH_ED25519};
use crate::error::Error;

/// The key of a PEM text: its kind and its DER.
///
/// All whitespace is ignored (RFC 7468 §2), and so is text around the block. From
/// environment variables, `\n` in place of line breaks and base64 of the whole text or
/// of the DER are read, too.
///
/// Content that no constructor reads is returned, too, so that the error can say what
/// to do with it.
pub(crate) fn read(found: &[u8]) -> Result<(Found, Zeroizing<Vec<u8>>), Error> {
    // text around a block may have any encoding
    let text = Zeroizing::new(String::from_utf8_lossy(found).into_owned());
    if text.contains(BEGIN) {
        return read_block(&text, false);
    }
    if let Some(bare) = Found::in_der(found).filter(|bare| !bare.container.is_read()) {
        return Ok((bare, Zeroizing::default()));
    }
    let octets = unwrap_base64(&text).ok_or_else(|| not_pem(found))?;
    if let Some(wrapped) = std::str::from_utf8(&octets).ok().filter(|text| text.contains(BEGIN)) {
        return read_block(wrapped, true);
    }
    let container = Container::of_der(&octets).ok_or_else(|| not_pem(found))?;
    Ok((Found { container, form: Form { base64: true, layer: Layer::Bare } }, octets))
}

/// Writes a block with this label around DER.
pub(crate) fn write(label: &str, der: &[u8]) -> Option<Zeroizing<String>> {
    pem_rfc7468::encode_string(label, LineEnding::LF, der).ok().map(Zeroizing::new)
}

pub(crate) const BEGIN: &str = "-----BEGIN ";

fn read_block(text: &str, base64: bool) -> Result<(Found, Zeroizing<Vec<u8>>), Error> {
    let (label, body) = one_block(text)?;
    let labelled = Container::of_label(label).ok_or_else(|| unknown_label(label))?;
    if body.contains("Proc-Type:") {
        let form = Form { base64, layer: Layer::Pem };
        return Ok((Found { container: Container::EncryptedPkcs8, form }, Zeroizing::default()));
    }
    let der = decode(body).ok_or_else(|| damaged("its base64 is broken"))?;
    // labels are often wrong; the content is unambiguous
    let container = Container::of_der(&der).unwrap_or(labelled);
    let layer = if container.is_usual_under(label) { Layer::Pem } else { Layer::PemMislabelled };
    Ok((Found { container, form: Form { base64, layer } }, der))
}

/// Label and body of the only block. `openssl ecparam -genkey` writes the curve as an
/// extra block; it is ignored, because the key also names the curve.
fn one_block(text: &str) -> Result<(&str, &str), Error> {
    let mut only = None;
    let mut blocks = 0;
    let mut rest = text;
    while let Some((_, behind)) = rest.split_once(BEGIN) {
        let (label, behind) = behind.split_once("-----").ok_or_else(|| damaged("its BEGIN line is cut"))?;
        let (body, behind) = behind.split_once("-----END ").ok_or_else(|| damaged("it has no END line"))?;
        rest = behind;
        if label.trim() != "EC PARAMETERS" {
            blocks += 1;
            only.get_or_insert((label.trim(), body));
        }
    }
    match only {
        Some(block) if blocks == 1 => Ok(block),
        Some(_) => Err(Error::invalid_key(format!(
            "expected one PEM block, found {blocks}; pass the one that holds the key (of a certificate chain, the first)"
        ))),
        None => Err(Error::invalid_key(
            "expected a PEM block with a key, found EC PARAMETERS alone; pass the block after it, too",
        )),
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

const CONVERT_SSH: &str =
    "convert it for `VerifyingKey::from_pem`: ssh-keygen -e -m PKCS8 -f FILE > public.pem";
const CONVERT_SSH_IN_BASE64: &str = "convert it for `VerifyingKey::from_pem`: \
    base64 -d FILE | ssh-keygen -e -m PKCS8 -f /dev/stdin > public.pem";
const NARROW: &str = "convert it to UTF-8 and pass that here: iconv -f UTF-16 -t UTF-8 FILE > utf8.pem";
const NARROW_IN_BASE64: &str =
    "convert it to UTF-8 and pass that here: base64 -d FILE | iconv -f UTF-16 -t UTF-8 > utf8.pem";

#[cold]
fn not_pem(found: &[u8]) -> Error {
    let in_base64 = Foreign::of_plain(found).is_none();
    let (what, advice) = match Foreign::of(found) {
        _ if found.trim_ascii().is_empty() => {
            ("nothing", "check the file or the variable that it is read from")
        }
        Some(Foreign::Jwk) => ("a JWK", "use `from_jwk`, or `KeySet::from_jwks` for a set"),
        Some(Foreign::Der) => ("DER", "use `from_der`"),
        Some(Foreign::SshEd25519) => ("an OpenSSH public key", REPLACE_OPENSSH_ED25519),
        Some(Foreign::Ssh) if in_base64 => ("an OpenSSH public key in base64", CONVERT_SSH_IN_BASE64),
        Some(Foreign::Ssh) => ("an OpenSSH public key", CONVERT_SSH),
        Some(Foreign::Pem) if in_base64 => ("PEM in UTF-16 in base64", NARROW_IN_BASE64),
        Some(Foreign::Pem) => ("PEM in UTF-16", NARROW),
        None if found.first() == Some(&b'{') => ("JSON", "use `from_jwk`"),
        None => ("no such line", "check that the text is whole"),
    };
    Error::invalid_key(format!("expected PEM, which has a line `-----BEGIN …-----`, found {what}; {advice}"))
}
