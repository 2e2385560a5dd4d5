//! Keys of an issuer, fetched over HTTPS and kept up to date.
//!
//! [`Keys`] goes where a [`KeySet`](crate::KeySet) goes:
//!
//! ```no_run
//! use std::time::Duration;
//! use jwt_claims::{Claims, Verifier, jwks::Keys};
//!
//! #[derive(Claims)]
//! #[claims(issuer = "https://auth.example.com", audience = "orders")]
//! struct Access {
//!     sub: String,
//! }
//!
//! # async fn service(text: &str) -> Result<(), jwt_claims::Error> {
//! let keys = Keys::discover("https://auth.example.com")?; // no network yet
//! keys.ready(Duration::from_secs(10)).await?; // optional: wait when the service starts
//!
//! let verifier = Verifier::new(keys);
//! let access = verifier.verify_async::<Access>(text).await?;
//! # Ok(()) }
//! ```
//!
//! - [`Keys::remote`] takes the URL of a JWK Set (RFC 7517 §5). [`Keys::discover`] takes an
//!   issuer, and finds the URL in its metadata (OpenID Connect Discovery, RFC 8414).
//! - [`Issuers`] has the keys of several issuers, or of tenants.
//! - A guard waits for keys by itself. Without one, use
//!   [`Verifier::verify_async`](crate::Verifier::verify_async).
//!
//! # What happens
//!
//! A task on the Tokio runtime fetches the keys, and fetches them again before they are
//! old. Its runtime needs time and I/O (`enable_all`). The task starts with the first use
//! of the keys, and ends when the last clone of [`Keys`] is dropped.
//!
//! A token whose key is known does not wait for a fetch. Numbers are in [`Limits`]:
//!
//! | situation | result |
//! | --- | --- |
//! | the key is known, the set is fresh | verified |
//! | the key is known, the issuer is down | verified, for an hour after the set was fresh |
//! | the key is unknown | one fetch that no cache may answer, at most 2 in 30 s; the token waits, at most 1 s |
//! | it is still unknown, the set is fresh | `key_not_found`: 401 |
//! | it is still unknown, the set is not fresh, or there is none | `keys_unavailable`: 503 |
//! | the signature is invalid | `signature_invalid`: 401, without a fetch |
//! | the key was removed by the issuer | refused after the next fetch, also if the token is in a [cache](crate::Verifier) |
//!
//! An answer that is not a JWK Set, or has no usable key, is a failed attempt: the old keys
//! stay. A single key that is damaged is skipped; see [`Status::skipped`].
//!
//! A URL in a token's header (`jku`, `x5u`) is not used, and a token's `iss` is compared
//! with the issuers that the service lists; no URL is built from it.

mod agenda;
mod discovery;
mod endpoint;
mod fetch;
mod freshness;
mod issuer_keys;
mod issuers;
mod keys;
mod limits;
mod observe;
mod plan;
mod remote;
mod reqwest_client;
mod snapshot;
mod status;
mod task;
mod tenants;

pub use fetch::{BoxError, BoxFuture, Fetch};
pub use issuer_keys::IssuerKeys;
pub use issuers::Issuers;
pub use keys::Keys;
pub use limits::Limits;
pub use status::{State, Status};
pub use tenants::Tenants;

#[cfg(all(test, feature = "aws_lc_rs"))]
mod tests;
