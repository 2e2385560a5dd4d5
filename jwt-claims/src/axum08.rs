//! axum 0.8: the claims type is the handler's argument.
//!
//! [`Verified<C>`](crate::Verified) is an extractor. The state of the router has the
//! [`Guard`](crate::http::Guard); without one, the router does not compile.
//!
//! ```
//! use axum::{Router, routing::get};
//! use jwt_claims::{Claims, SigningKey, Verified, Verifier, http::Guard};
//!
//! #[derive(Claims)]
//! #[claims(audience = "orders")]
//! struct Access {
//!     sub: String,
//! }
//!
//! async fn orders(access: Verified<Access>) -> String {
//!     format!("orders of {}", access.sub)
//! }
//!
//! # fn main() -> Result<(), jwt_claims::Error> {
//! let key = SigningKey::hs256("a secret of at least thirty-two bytes")?;
//! let guard = Guard::new(Verifier::new(key.verifying_key()));
//! let app: Router = Router::new().route("/orders", get(orders)).with_state(guard);
//! # Ok(()) }
//! ```
//!
//! | argument | request without a token | invalid token |
//! | --- | --- | --- |
//! | `Verified<C>` | 401 | refused |
//! | `Option<Verified<C>>` | `None` | refused |
//! | `Result<Verified<C>, Rejection>` | the handler decides | the handler decides |
//! | `Loaded<User, C>` | 401 | refused; 401 if the user is gone, 503 if the store is down |
//!
//! If the application's state is a struct of its own, implement `FromRef` for the guard
//! (axum's derive with the feature `macros` does it):
//!
//! ```
//! # use jwt_claims::http::Guard;
//! use axum::extract::FromRef;
//!
//! #[derive(Clone)]
//! struct App {
//!     guard: Guard,
//! }
//!
//! impl FromRef<App> for Guard {
//!     fn from_ref(app: &App) -> Self {
//!         app.guard.clone()
//!     }
//! }
//! ```
//!
//! Handlers take claims that own their data, because axum makes the arguments of a handler
//! one by one, and none can borrow from another: `sub: String`, not `sub: &'a str`. For claims that borrow, take an
//! owned type in the argument, or call [`Guard::token`](crate::http::Guard::token) in the
//! handler.
//!
//! axum runs extractors in the order of the arguments, so write `Verified<C>` first:
//! otherwise `Query` or `Json` answers 400 or 422 to clients without a token. The layer
//! [`Guard::require`](crate::http::Guard::require) runs before the extractors. A layer
//! never decides if a route is protected: an extractor behind it uses the token that the
//! layer has authenticated, and verifies by itself without one.

mod context;
mod extract;
mod form;
mod load;
#[cfg(feature = "key_ring")]
mod publish;
mod require;
mod routes;

pub use context::RequestContext;
pub use form::FormLayer;
pub use load::{LoadUser, Loaded};
#[cfg(feature = "key_ring")]
pub use publish::jwks_routes;
pub use require::{Require, RequireLayer};
pub use routes::{Route, Routes};
