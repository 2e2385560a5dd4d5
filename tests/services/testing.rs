//! The kit for the tests of services.

mod bound;
mod routes;
mod tokens;
mod verified;

use std::panic::{AssertUnwindSafe, catch_unwind};

/// The message of a panic.
fn panic_of<T>(run: impl FnOnce() -> T) -> Option<String> {
    let payload = catch_unwind(AssertUnwindSafe(run)).err()?;
    let constant = payload.downcast_ref::<&str>().map(|message| (*message).to_owned());
    constant.or_else(|| payload.downcast::<String>().ok().map(|message| *message))
}
