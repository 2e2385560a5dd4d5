//! Patterns, on an engine that takes linear time.

use regex_lite::Regex;

use super::shape::Text;

/// A pattern that a text must match as a whole.
#[derive(Debug)]
pub struct Pattern(Option<Regex>);

impl Pattern {
    /// The derive has compiled the pattern already: by itself, and as here.
    #[must_use]
    pub fn new(pattern: &str) -> Self {
        Self(Regex::new(&format!(r"\A(?:{pattern})\z")).ok())
    }
}

/// Whether the whole text matches. A pattern that is none matches nothing.
#[inline]
pub fn matches<T: Text + ?Sized>(value: &T, pattern: &Pattern) -> bool {
    pattern.0.as_ref().is_some_and(|pattern| pattern.is_match(value.text()))
}
