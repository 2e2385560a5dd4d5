//! The error of a store.

use std::error::Error as StdError;
use std::fmt;

use crate::base::shown::shown;
use crate::error::{Code, Error};
use crate::store::boxed::BoxError;

/// The store answers, but nobody can rely on what it says. That is a mistake to correct, not
/// an outage that passes.
#[derive(Debug)]
pub(crate) struct Unreliable(pub(crate) String);

impl fmt::Display for Unreliable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl StdError for Unreliable {}

/// The store failed, so nothing is known of what it keeps.
#[cold]
pub(crate) fn store_failed(error: &BoxError) -> Error {
    let mut reason = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        reason = format!("{reason}: {error}");
        source = error.source();
    }
    Error::new(Code::StoreUnavailable, format!("the store failed: {}", shown(reason)))
}
