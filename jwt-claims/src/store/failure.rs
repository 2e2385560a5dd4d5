//! The error of a store.

use crate::base::shown::shown;
use crate::error::{Code, Error};
use crate::store::boxed::BoxError;

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
