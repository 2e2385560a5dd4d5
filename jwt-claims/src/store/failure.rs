//! The error of a store.

use std::error::Error as StdError;
use std::fmt;

use crate::base::shown::shown;
use crate::error::{Code, Error};
use crate::store::boxed::BoxError;

/// The store answers, but its answer is not usable: a row that is not readable, a table that is
/// missing, a user who is refused, a server that may have removed entries. It needs a fix; it
/// does not pass by itself.
///
/// If [`EntryStore::find`](crate::store::EntryStore::find) of your own store returns this error,
/// the token is refused even after
/// [`accept_if_unavailable`](crate::revocation::Revocations::accept_if_unavailable). Any other
/// error counts as an outage there.
///
/// ```
/// use jwt_claims::store::{BoxError, Unreliable};
///
/// fn value(column: &str) -> Result<i64, BoxError> {
///     Ok(column.parse().map_err(Unreliable::new)?)
/// }
/// assert!(value("junk").unwrap_err().is::<Unreliable>());
/// ```
#[derive(Debug)]
pub struct Unreliable(BoxError);

impl Unreliable {
    /// An error with this cause, or with a text. It goes to the log, so it must not have
    /// secrets.
    #[must_use]
    pub fn new(cause: impl Into<BoxError>) -> Self {
        Self(cause.into())
    }
}

impl fmt::Display for Unreliable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl StdError for Unreliable {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source()
    }
}

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
