//! From an encrypted token to the signed one inside (RFC 7519 §7.2).

use memchr::memchr_iter;
use zeroize::Zeroizing;

use crate::error::{Code, Error};
use crate::jwe::compact;
use crate::jwe::keys::set::DecryptionKeySet;
use crate::jwe::open::{Content, open};
use crate::token::authenticated::Authentic;
use crate::token::compact::check_size;
use crate::token::header::Header;
use crate::token::settings::Settings;

/// A decrypted token: its header, and the signed token inside, which was not verified yet.
pub(super) struct Decrypted {
    header: Vec<u8>,
    content: Zeroizing<Vec<u8>>,
}

/// Decrypts a token of five parts. A third layer is not opened.
pub(super) fn decrypted(
    keys: &DecryptionKeySet,
    settings: &Settings,
    text: &str,
) -> Result<Decrypted, Error> {
    check_size(text.len(), settings.max_token_bytes)?;
    let parts = compact::split(text)?;
    let header = compact::decode(parts.header, "header")?;
    let content = open(keys, &parts, &header, Content::Jwt)?;
    // what nobody used so far, as with signed tokens
    Header::parse(&header)?;
    let is_text = std::str::from_utf8(&content).is_ok();
    match memchr_iter(b'.', &content).take(5).count() {
        2 if is_text => Ok(Decrypted { header, content }),
        dots => Err(not_signed(dots)),
    }
}

impl Decrypted {
    /// The signed token.
    pub(super) fn signed(&self) -> &str {
        // it was checked when it was decrypted
        std::str::from_utf8(&self.content).unwrap_or_default()
    }

    /// What was found of the signed token, as the content of this one.
    pub(super) fn holds(&self, signed: Result<Authentic, Error>) -> Result<Authentic, Error> {
        signed.map(|token| token.inside(&self.header)).map_err(Error::inside_encrypted)
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
