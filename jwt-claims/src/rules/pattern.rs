//! Patterns, on an engine with linear time.

use regex_lite::Regex;

/// A pattern that a text must match as a whole.
#[derive(Debug)]
pub struct Pattern(Option<Regex>);

impl Pattern {
    /// Compiles the pattern. The derive has compiled it already, so this does not fail.
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
