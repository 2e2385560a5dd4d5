//! The context of a claims type, made from the request.

use axum::http::request::Parts;

use crate::http::Rejection;

/// Makes the context of claims types with `#[claims(context = ...)]` from a request and
/// the state `S`, for extractors and layers.
///
/// ```
/// use axum::http::request::Parts;
/// use jwt_claims::{Claims, Verified, axum08::RequestContext, http::Rejection};
///
/// struct Here {
///     tenant: String,
/// }
///
/// impl<S: Sync> RequestContext<S> for Here {
///     async fn from_request(parts: &mut Parts, _state: &S) -> Result<Self, Rejection> {
///         let host = parts.headers.get("host").and_then(|host| host.to_str().ok());
///         let tenant = host.and_then(|host| host.split('.').next()).unwrap_or_default();
///         Ok(Here { tenant: tenant.to_owned() })
///     }
/// }
///
/// #[derive(Claims)]
/// #[claims(context = Here)]
/// struct Access {
///     #[claim(equals = cx.tenant)]
///     tenant: String,
/// }
///
/// async fn orders(access: Verified<Access>) -> String {
///     format!("orders of {}", access.tenant)
/// }
/// # use axum::{Router, routing::get};
/// # let _: Router<jwt_claims::http::Guard> = Router::new().route("/orders", get(orders));
/// ```
///
/// A context is made after the signature was checked.
#[diagnostic::on_unimplemented(
    message = "the context `{Self}` cannot be made from a request",
    label = "a claims type with this context is used in a handler or a layer",
    note = "implement `jwt_claims::axum08::RequestContext<S>` for `{Self}`, where `S` is the state of the router"
)]
pub trait RequestContext<S>: Sized {
    /// Makes the context.
    ///
    /// # Errors
    /// The answer to the request, for example [`Rejection::internal`].
    fn from_request(parts: &mut Parts, state: &S) -> impl Future<Output = Result<Self, Rejection>> + Send;
}

impl<S: Sync> RequestContext<S> for () {
    async fn from_request(_parts: &mut Parts, _state: &S) -> Result<Self, Rejection> {
        Ok(())
    }
}
