//! Patterns, on an engine that takes linear time.

use regex_lite::Regex;

/// A pattern that a text must match as a whole.
#[derive(Debug)]
pub struct Pattern(Option<Regex>);

impl Pattern {
    /// The derive has compiled the pattern already: by itself, and as here.
    #[must_use]
    pub fn new(pattern: &str) -> Self {
        Self(Regex::new(&format!(r"\A(?:{pattern})\z")).ok())
    }

    /// Whether the whole text matches. An invalid pattern matches nothing.
    #[inline]
    pub(super) fn matches(&self, text: &str) -> bool {
        self.0.as_ref().is_some_and(|pattern| pattern.is_match(text))
    }
}
