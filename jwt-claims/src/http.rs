//! From an HTTP request to verified claims, or to the answer for its sender.
//!
//! A [`Guard`] finds the token of a request, decides if a cookie may be used, verifies the
//! token, and answers refused requests with the challenges of RFC 6750 and a problem body
//! of RFC 9457. It needs no framework: it works with the crate `http`, and with every request
//! that implements [`RequestHead`]. The adapters for web frameworks are thin layers around it.
//!
//! ```
//! # use jwt_claims::{Claims, Issuer, SigningKey, Verifier};
//! use jwt_claims::http::{Guard, Rejection};
//!
//! #[derive(Claims)]
//! #[claims(ttl = "15m", audience = "orders")]
//! struct Access {
//!     sub: String,
//! }
//!
//! async fn orders(guard: &Guard, request: http::Request<()>) -> http::Response<String> {
//!     match guard.authenticate::<Access>(&request, &()).await {
//!         Ok(access) => http::Response::new(format!("orders of {}", access.sub)),
//!         Err(rejection) => rejection.into_response(), // 400, 401, 403, 500 or 503
//!     }
//! }
//! # fn ready<T>(future: impl Future<Output = T>) -> T {
//! #     let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
//! #     match std::pin::pin!(future).poll(&mut cx) { std::task::Poll::Ready(out) => out, _ => unreachable!() }
//! # }
//! # fn main() -> Result<(), jwt_claims::Error> {
//! # let key = SigningKey::hs256("a secret of at least thirty-two bytes")?;
//! # let guard = Guard::new(Verifier::new(key.verifying_key())).with_realm("orders");
//! # let issued = Issuer::new(key).issue(&Access { sub: "alice".into() })?;
//! # let request = |header: &str| http::Request::get("/orders").header("authorization", header).body(()).unwrap();
//! # let response = ready(orders(&guard, request(&format!("Bearer {}", issued.as_str()))));
//! # assert_eq!(response.body(), "orders of alice");
//! # let response = ready(orders(&guard, request("Bearer x.y.z")));
//! # assert_eq!(response.status(), 401);
//! # Ok(()) }
//! ```
//!
//! With the feature `tracing`, a guard reports a span for each step (`jwt_claims.token`,
//! `jwt_claims.claims`) and an event for each refused request: at level `info` with the
//! reason, at `debug` without a token, and at `error` if the service is at fault. With
//! the feature `metrics`, it counts decisions in `jwt_claims_decisions_total` by `outcome`
//! (`accepted`, `missing`, `refused`, `forbidden`, `failed`) and `code`. Neither has a
//! token or a claim.

mod authorization;
mod credential;
mod csrf;
mod fault;
mod form;
mod guard;
mod head;
#[cfg(feature = "sessions")]
mod lookups;
mod observe;
mod problem;
#[cfg(feature = "dpop")]
mod proof;
#[cfg(feature = "dpop")]
mod proving;
mod rejection;
mod request_token;
mod settings;
mod transports;

pub use form::{FormBody, MAX_FORM_BYTES};
pub use guard::Guard;
pub use head::RequestHead;
#[cfg(feature = "tonic014")]
pub(crate) use head::original_uri;
pub use rejection::Rejection;
pub use request_token::RequestToken;
