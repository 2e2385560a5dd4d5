//! From an encrypted token to the signed one inside (RFC 7519 §7.2).

use memchr::memchr_iter;

use crate::error::{Code, Error};
use crate::jwe::compact;
use crate::jwe::keys::set::DecryptionKeySet;
use crate::jwe::open::{Content, open};
use crate::token::authenticated::Authentic;
use crate::token::header::Header;

/// Decrypts a token of five parts and authenticates the signed token inside. A third layer
/// is not opened.
pub(super) fn decrypted(
    keys: &DecryptionKeySet,
    text: &str,
    authenticate: impl FnOnce(&str) -> Result<Authentic, Error>,
) -> Result<Authentic, Error> {
    let parts = compact::split(text)?;
    let header = compact::decode(parts.header, "header")?;
    let content = open(keys, &parts, &header, Content::Jwt)?;
    // for what nobody used so far, as with signed tokens
    Header::parse(&header)?;
    let signed = std::str::from_utf8(&content).map_err(|_| not_signed(0))?;
    match memchr_iter(b'.', signed.as_bytes()).take(5).count() {
        2 => authenticate(signed).map(|token| token.inside(&header)).map_err(Error::inside_encrypted),
        dots => Err(not_signed(dots)),
    }
}

#[cold]
fn not_signed(dots: usize) -> Error {
    let text = if dots == 4 {
        "expected a signed token as the content of the encrypted one, found one that is encrypted again; encrypt once"
    } else {
        "expected a signed token as the content of the encrypted one, found something else; claims that are encrypted \
         and not signed may be from anyone: let the sender sign them first (RFC 7519 §11.2)"
    };
    Error::new(Code::Malformed, text).inside_encrypted()
}
