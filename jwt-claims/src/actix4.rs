//! actix-web 4: the claims type is the handler's argument.
//!
//! [`Verified<C>`](crate::Verified) is an extractor. It takes the
//! [`Guard`](crate::http::Guard) from the app data.
//!
//! ```
//! use actix_web::{App, HttpServer, web};
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
//! let server = HttpServer::new(move || {
//!     App::new().app_data(guard.clone()).route("/orders", web::get().to(orders))
//! });
//! # Ok(()) }
//! ```
//!
//! actix-web finds app data when a request comes, not when the service is compiled. Add
//! the guard itself, not a `web::Data`. Without a guard, requests to protected routes are
//! answered with 500, and the log says why (by the crate `log`).
//!
//! | argument | request without a token | invalid token |
//! | --- | --- | --- |
//! | `Verified<C>` | 401 | refused |
//! | [`MaybeVerified<C>`] | `None` | refused |
//! | `Result<Verified<C>, Rejection>` | the handler decides | the handler decides |
//! | `Option<Verified<C>>` | `None` | **`None`** |
//!
//! actix-web itself defines what `Option` of an extractor is: it discards every error. So a client
//! with an expired token looks like one without a token, and if the keys are not available, every
//! client does. Use [`MaybeVerified<C>`] instead.
//!
//! actix-web runs the extractors of a handler side by side, so `Json` or `Query` may answer
//! 400 to clients without a token. The middleware [`require`] runs before the extractors.
//! A middleware never decides if a route is protected: an extractor behind it uses the
//! token that it has authenticated, and verifies by itself without one.
//!
//! Handlers take claims that own their data. For claims that borrow, call
//! [`Guard::token`](crate::http::Guard::token) with a [`Head`] in the handler.
//!
//! It works with actix-web 4.9 and later. actix-web 4.18 needs Rust 1.89; with Rust 1.88,
//! Cargo chooses an older one.

mod context;
mod extract;
mod head;
mod middleware;

pub use context::RequestContext;
pub use extract::MaybeVerified;
pub use head::Head;
pub use middleware::{read_form, require};
