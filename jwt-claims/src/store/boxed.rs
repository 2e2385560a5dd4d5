//! The types that the methods of stores return.

use crate::base::future;

/// A boxed future.
pub type BoxFuture<'a, T> = future::BoxFuture<'a, T>;

/// Any error.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;
