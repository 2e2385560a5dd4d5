//! tonic 0.14: gRPC services.
//!
//! gRPC methods have no extractors. A [`Guard`](crate::http::Guard) reads a
//! `tonic::Request` as it reads an HTTP request, and `?` turns a
//! [`Rejection`](crate::http::Rejection) into a `tonic::Status`.
//!
//! ```
//! use jwt_claims::{Claims, http::Guard, tonic014::RequireLayer};
//! use tonic::{Request, Response, Status};
//!
//! #[derive(Claims)]
//! #[claims(audience = "orders")]
//! struct Access {
//!     sub: String,
//! }
//!
//! struct Orders {
//!     guard: Guard,
//! }
//!
//! impl Orders {
//!     // a method of the trait that tonic generates
//!     async fn list(&self, request: Request<()>) -> Result<Response<String>, Status> {
//!         let access = self.guard.authenticate::<Access>(&request, &()).await?;
//!         Ok(Response::new(format!("orders of {}", access.sub)))
//!     }
//! }
//!
//! # fn layer<S>(guard: Guard, orders_server: S) {
//! // optional: refuses requests before tonic decodes their messages
//! use tower_layer::Layer;
//! let service = RequireLayer::<Access>::new(guard).layer(orders_server);
//! # }
//! ```
//!
//! The same call takes the context of a claims type with one; `guard.optional_token` is
//! for methods that are open to everyone (with DPoP, behind a [`TargetLayer`]), and `guard.token` for claims that borrow.
//!
//! | HTTP status of the rejection | gRPC status |
//! | --- | --- |
//! | 400, 401 | `UNAUTHENTICATED` |
//! | 403 | `PERMISSION_DENIED` |
//! | 503 | `UNAVAILABLE` |
//! | 500 | `INTERNAL` |
//!
//! The challenge is in the metadata as `www-authenticate`, the time to wait as
//! `retry-after`. The message says no more than the challenge; the precise reason is the
//! status's `source`, which is not sent.
//!
//! The layer [`RequireLayer`] never decides if a method is protected: `authenticate`
//! behind it uses the token that the layer has authenticated, and verifies by itself
//! without one. A method without either is open.
//!
//! It needs no feature of tonic, and Rust 1.88 like tonic 0.14.9.

mod layer;
mod request;
mod status;
mod target;

pub use layer::{Require, RequireLayer};
pub use target::{KeepTarget, TargetLayer};
