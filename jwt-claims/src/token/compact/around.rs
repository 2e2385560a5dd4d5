//! Common mistakes with the text of a token: other text around it, or another alphabet.

use memchr::{memchr_iter, memchr2, memchr3};

use crate::error::{Code, Error, ErrorKind};

/// The same error, or a better one if the token has such a mistake. The text is not
/// repeated.
#[cold]
pub(crate) fn explain(error: Error, token: &str) -> Error {
    let fault = if error.kind() == ErrorKind::Malformed { fault(token) } else { None };
    fault.map_or(error, |text| Error::new(Code::Malformed, text))
}

fn fault(token: &str) -> Option<&'static str> {
    let bare = token.trim_matches(is_blank);
    let unquoted = bare.trim_matches(is_quote);
    if let Some(scheme) = scheme(unquoted.trim_start_matches(is_blank)) {
        return Some(scheme);
    }
    // without two dots it is not a signed token at all
    if memchr_iter(b'.', token.as_bytes()).take(3).count() != 2 {
        return None;
    }
    if unquoted.len() < bare.len() {
        return Some(
            "the token is in quotes; pass what is between them (if it is a JSON string, parse it first)",
        );
    }
    if bare.len() < token.len() {
        return Some("there are spaces or line ends around the token; trim the text before you pass it");
    }
    if memchr3(b' ', b'\n', b'\r', bare.as_bytes()).is_some() {
        return Some("there are spaces or line ends inside the token; pass it in one piece, without them");
    }
    alphabet(bare)
}

/// Errors of the encoding, which only the sender can correct, because the signature
/// covers the text as sent.
fn alphabet(token: &str) -> Option<&'static str> {
    if token.split('.').any(|segment| segment.ends_with('=')) {
        return Some(
            "a segment is padded with `=`; the sender must encode it as base64url without padding (RFC 7515 \
             §2)",
        );
    }
    memchr2(b'+', b'/', token.as_bytes()).map(|_| {
        "a segment is in the standard base64 alphabet, with `+` or `/`; \
         the sender must encode it as base64url, with `-` and `_` (RFC 7515 §2)"
    })
}

/// Reports that the text is a larger part of an `Authorization` header than its token.
fn scheme(text: &str) -> Option<&'static str> {
    let begins = |word: &str| {
        let start = text.get(..word.len()).filter(|start| start.eq_ignore_ascii_case(word))?;
        text[start.len()..].chars().next()
    };
    if begins("Bearer").is_some_and(is_blank) {
        return Some("the text begins with `Bearer `, the scheme of the header; pass what follows it");
    }
    if begins("DPoP").is_some_and(is_blank) {
        return Some("the text begins with `DPoP `, the scheme of the header; pass what follows it");
    }
    (begins("Authorization") == Some(':')).then_some(
        "the text is the whole `Authorization` header; pass what follows the scheme `Bearer` in its value",
    )
}

fn is_blank(character: char) -> bool {
    // a file may begin with a byte order mark
    character.is_whitespace() || character == '\u{feff}'
}

fn is_quote(character: char) -> bool {
    matches!(character, '"' | '\'' | '`')
}
