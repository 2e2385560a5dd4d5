//! The settings of a verifier, without its keys.

use crate::base::clock::Time;

/// The default leeway, in seconds.
const DEFAULT_LEEWAY: u64 = 30;
/// The maximum leeway, in seconds.
pub(crate) const MAX_LEEWAY: u64 = 300;
/// The default for the maximum length of a token, in bytes.
pub(crate) const MAX_TOKEN_BYTES: usize = 64 * 1024;

#[derive(Clone)]
pub(crate) struct Settings {
    /// Empty for any.
    pub(crate) issuers: Vec<String>,
    /// Empty for any.
    pub(crate) audiences: Vec<String>,
    /// In seconds; a claims type may declare a shorter one.
    pub(crate) leeway: u64,
    pub(crate) max_token_bytes: usize,
    pub(crate) clock: Time,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            issuers: Vec::new(),
            audiences: Vec::new(),
            leeway: DEFAULT_LEEWAY,
            max_token_bytes: MAX_TOKEN_BYTES,
            clock: Time::default(),
        }
    }
}
