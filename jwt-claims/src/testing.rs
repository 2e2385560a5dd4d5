//! For the tests of a service.
//!
//! [`policy_matches`] compares a policy with a file, so that a weaker policy shows up in
//! review. The rest needs the feature `testing`: enable it in `[dev-dependencies]`, so that
//! the program itself is built without it.
#![cfg_attr(feature = "testing", doc = include_str!("testing/guide.md"))]
#![cfg_attr(
    all(feature = "testing", feature = "axum08"),
    doc = "# Routes\n\n[`RouteTest`] calls every route of a service, and checks that it requires what it declares."
)]

#[cfg(all(feature = "testing", feature = "dpop"))]
mod bound;
#[cfg(feature = "testing")]
mod kit;
#[cfg(feature = "testing")]
mod object;
mod policy_file;
#[cfg(all(feature = "testing", feature = "axum08"))]
mod route_test;
#[cfg(feature = "testing")]
mod token;
#[cfg(feature = "testing")]
mod verified;

#[cfg(feature = "testing")]
#[cfg_attr(docsrs, doc(cfg(feature = "testing")))]
pub use kit::TestKit;
pub use policy_file::{PolicyMismatch, UPDATE, policy_matches};
#[cfg(all(feature = "testing", feature = "axum08"))]
#[cfg_attr(docsrs, doc(cfg(all(feature = "testing", feature = "axum08"))))]
pub use route_test::RouteTest;
#[cfg(feature = "testing")]
#[cfg_attr(docsrs, doc(cfg(feature = "testing")))]
pub use token::TestToken;
#[cfg(feature = "testing")]
#[cfg_attr(docsrs, doc(cfg(feature = "testing")))]
pub use verified::{verified, verified_as, verified_with};
