//! Decrypts a compact JWE (RFC 7516 §5.2): what costs nothing is checked first.

use zeroize::Zeroizing;

use super::algorithms::ContentEncryption;
use super::cek::Cek;
use super::compact::{self, Parts};
use super::content;
use super::header::{Parameters, malformed};
use super::keys::decryption::DecryptionKey;
use super::keys::set::DecryptionKeySet;
use super::seal::OCTET_STREAM;
use crate::base::base64;
use crate::base::media_type::same_media_type;
use crate::error::{Code, Error};

/// What a token must hold.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Content {
    /// A signed token: `cty` is `JWT` (RFC 7519 §5.2).
    Jwt,
    /// Claims that nobody signed: the key is a shared one.
    Claims,
    /// Any octets.
    Any,
}

/// The plaintext of a token. `json` is its decoded header.
///
/// After header, key and lengths are checked, every failure is the same error, and a key
/// that cannot be decrypted is replaced by a random one (RFC 7516 §11.5).
pub(crate) fn open(
    keys: &DecryptionKeySet,
    parts: &Parts<'_>,
    json: &[u8],
    content: Content,
) -> Result<Zeroizing<Vec<u8>>, Error> {
    let header = Parameters::parse(json)?;
    let key = keys.select(&header.alg, header.kid.as_deref())?;
    let enc = key.accepted(&header.enc)?;
    match content {
        Content::Jwt => check_cty(header.cty.as_deref())?,
        Content::Claims => check_shared(key, header.cty.as_deref())?,
        Content::Any => {}
    }
    check_lengths(key, enc, parts)?;
    let encrypted_key = compact::decode(parts.encrypted_key, "encrypted key")?;
    let iv = compact::decode(parts.iv, "initialization vector")?;
    let tag = compact::decode(parts.tag, "authentication tag")?;
    let mut text = Zeroizing::new(compact::decode(parts.ciphertext, "ciphertext")?);
    let agreed = key.agreed(&header)?;
    let random = Cek::random(enc.key_len())?;
    let cek = key.decrypt_key(&agreed, enc, &encrypted_key).unwrap_or(random);
    let length =
        content::decrypt(enc, cek.as_ref(), &iv, parts.header, &mut text, &tag).ok_or_else(refused)?;
    text.truncate(length);
    Ok(text)
}

/// A nested JWT says so.
fn check_cty(cty: Option<&str>) -> Result<(), Error> {
    if cty.is_some_and(|cty| same_media_type("JWT", cty)) {
        return Ok(());
    }
    Err(malformed(
        "expected `cty` to be JWT in the header of the encrypted token, found another or none; claims are signed \
         before they are encrypted, and the sender says so with `cty` (RFC 7519 §5.2)",
    ))
}

/// Claims without a signature are from someone with the shared key. A token with a signed
/// one inside is not read as claims.
fn check_shared(key: &DecryptionKey, cty: Option<&str>) -> Result<(), Error> {
    if !key.key_management().is_symmetric() {
        return Err(Error::new(
            Code::Algorithm,
            "expected a shared key for claims without a signature, found a key pair, with whose public half anyone can \
             encrypt; let the sender sign the claims, and use `verify`",
        ));
    }
    if cty.is_some_and(|cty| same_media_type("JWT", cty)) {
        return Err(malformed(
            "expected claims without a signature, found a signed token inside; use `verify`",
        ));
    }
    if cty.is_some_and(|cty| same_media_type(OCTET_STREAM, cty)) {
        return Err(malformed(
            "expected claims, found octets, whose content anyone may have chosen; use `decrypt`",
        ));
    }
    Ok(())
}

/// Refuses parts that no such token has.
fn check_lengths(key: &DecryptionKey, enc: ContentEncryption, parts: &Parts<'_>) -> Result<(), Error> {
    let text = base64::decoded_len(parts.ciphertext);
    let fits = base64::decoded_len(parts.encrypted_key) == key.encrypted_len(enc)
        && base64::decoded_len(parts.iv) == enc.iv_len()
        && base64::decoded_len(parts.tag) == enc.tag_len()
        && (!enc.is_cbc() || (text > 0 && text.is_multiple_of(16)));
    if fits {
        return Ok(());
    }
    Err(malformed(
        "expected encrypted key, initialization vector, ciphertext and tag in the lengths of `alg` and `enc` (RFC 7518 \
         §4, §5), found others; the token is damaged, or encrypted for another key",
    ))
}

/// The one error for every failure of decryption.
#[cold]
fn refused() -> Error {
    Error::new(
        Code::Decryption,
        "the key does not decrypt the token; the token was changed, or encrypted for another key",
    )
}
