//! Strings of a payload, borrowed if possible.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Visitor};

/// A string from the parser.
#[derive(Clone, Copy)]
pub(super) enum Text<'r, 't> {
    /// Borrowed from the payload.
    Borrowed(&'t str),
    /// Unescaped, in a temporary buffer.
    Escaped(&'r str),
}

impl<'t> Text<'_, 't> {
    #[inline]
    pub(super) fn as_str(&self) -> &str {
        match self {
            Self::Borrowed(text) => text,
            Self::Escaped(text) => text,
        }
    }

    #[inline]
    pub(super) fn to_cow(self) -> Cow<'t, str> {
        match self {
            Self::Borrowed(text) => Cow::Borrowed(text),
            Self::Escaped(text) => Cow::Owned(text.to_owned()),
        }
    }
}

/// A string, borrowed from the payload unless it has escapes.
pub(crate) struct TextSeed;

impl<'t> DeserializeSeed<'t> for TextSeed {
    type Value = Cow<'t, str>;

    fn deserialize<D: Deserializer<'t>>(self, deserializer: D) -> Result<Cow<'t, str>, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'t> Visitor<'t> for TextSeed {
    type Value = Cow<'t, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_borrowed_str<E>(self, text: &'t str) -> Result<Cow<'t, str>, E> {
        Ok(Cow::Borrowed(text))
    }

    fn visit_str<E>(self, text: &str) -> Result<Cow<'t, str>, E> {
        Ok(Cow::Owned(text.to_owned()))
    }
}
