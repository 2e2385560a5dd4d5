//! A dependency that is down.

use jwt_claims::NumericDate;
use jwt_claims::jwks::{self, Fetch};
use jwt_claims::store::{BoxError, BoxFuture, Entry, EntryKey, EntryStore};

/// An issuer without an answer, and a store that always fails.
pub struct Down;

impl Fetch for Down {
    fn fetch(
        &self,
        _: http::Request<()>,
        _: usize,
    ) -> jwks::BoxFuture<'_, Result<http::Response<Vec<u8>>, jwks::BoxError>> {
        Box::pin(async { Err("connection refused".into()) })
    }
}

impl EntryStore for Down {
    fn insert<'a>(&'a self, _: &'a Entry, _: NumericDate) -> BoxFuture<'a, Result<bool, BoxError>> {
        Box::pin(async { Err("connection refused".into()) })
    }

    fn raise<'a>(&'a self, _: &'a Entry, _: NumericDate) -> BoxFuture<'a, Result<(), BoxError>> {
        Box::pin(async { Err("connection refused".into()) })
    }

    fn find<'a>(&'a self, _: &'a [EntryKey]) -> BoxFuture<'a, Result<Vec<Option<i64>>, BoxError>> {
        Box::pin(async { Err("connection refused".into()) })
    }
}
