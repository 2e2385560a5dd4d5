//! Text from a token, as shown in errors, violations and logs.

use std::borrow::Cow;

/// How many characters of a text are shown.
pub(crate) const MOST: usize = 128;

/// The text with control, line-breaking and invisible characters escaped, cut to
/// [`MOST`] characters: the sender of a token must not be able to write lines into a
/// log.
pub(crate) fn shown<'s>(text: impl Into<Cow<'s, str>>) -> Cow<'s, str> {
    shown_within(text, MOST)
}

/// The same, cut to another number of characters.
pub(crate) fn shown_within<'s>(text: impl Into<Cow<'s, str>>, most: usize) -> Cow<'s, str> {
    let text = text.into();
    if text.len() <= most && text.chars().all(is_plain) {
        text
    } else {
        Cow::Owned(escaped(&text, most, is_plain))
    }
}

/// The same in quotes, as Rust writes a string.
#[cold]
pub(crate) fn quoted(text: &str) -> String {
    format!("\"{}\"", escaped(text, MOST, |one| is_plain(one) && !matches!(one, '"' | '\\')))
}

#[cold]
fn escaped(text: &str, most: usize, is_plain: fn(char) -> bool) -> String {
    let escape = |one: char| {
        let (plain, quote, other) = match one {
            one if is_plain(one) => (Some(one), None, None),
            '"' | '\\' => (None, Some(one.escape_default()), None),
            _ => (None, None, Some(one.escape_unicode())),
        };
        plain.into_iter().chain(quote.into_iter().flatten()).chain(other.into_iter().flatten())
    };
    text.chars().flat_map(escape).take(most).collect()
}

fn is_plain(one: char) -> bool {
    one.is_ascii_graphic() || one == ' ' || !(one.is_control() || is_invisible(one))
}

/// True for a character that is invisible or changes how others are shown: line and
/// paragraph separators, and characters that Unicode lets programs ignore (the property
/// `Default_Ignorable_Code_Point`, with the interlinear annotations).
fn is_invisible(one: char) -> bool {
    matches!(
        one,
        '\u{ad}' | '\u{34f}' | '\u{61c}'
            | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}'
    )
}

/// The kind of JSON value that begins here, without its content.
pub(crate) fn kind(json: &str) -> &'static str {
    match json.as_bytes().first() {
        Some(b'n') => "null",
        Some(b't' | b'f') => "a boolean",
        Some(b'"') => "a string",
        Some(b'[') => "an array",
        Some(b'{') => "an object",
        _ => "a number",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_forge_a_line_of_a_log_is_escaped() {
        assert_eq!(shown("a\r\nb\u{1b}[31m"), "a\\u{d}\\u{a}b\\u{1b}[31m");
        let controls = (0..=0x1f).chain([0x7f, 0x85, 0x9b]);
        let directions = [0x61c, 0x200f, 0x2028, 0x2029, 0x202e, 0x2066, 0x2069];
        let without_width = [0xad, 0x34f, 0x115f, 0x180e, 0x200b, 0x200d, 0x2060, 0x3164, 0xfe0f, 0xfeff];
        let tags = 0xe0000..=0xe007f;
        for code in controls.chain(directions).chain(without_width).chain(tags) {
            let one = char::from_u32(code).unwrap().to_string();
            assert_eq!(shown(one.as_str()), format!("\\u{{{code:x}}}"));
        }
    }

    #[test]
    fn what_is_quoted_is_escaped_once() {
        assert_eq!(quoted("a\u{1b}\"\\b"), r#""a\u{1b}\"\\b""#);
        assert_eq!(quoted(&"a".repeat(4_000)).len(), MOST + 2);
    }

    #[test]
    fn the_length_is_bounded_and_showing_twice_changes_nothing() {
        for text in ["a".repeat(40_000), "\u{1b}".repeat(500), "ä".repeat(129)] {
            let once = shown(text).into_owned();
            assert_eq!(once.chars().count(), MOST);
            assert_eq!(shown(once.as_str()), once);
        }
        assert!(matches!(shown("roles"), Cow::Borrowed("roles")));
    }
}
