//! The context of a claims type, made from the request.

use actix_web::HttpRequest;

use crate::http::Rejection;

/// Makes the context of claims types with `#[claims(context = ...)]` from a request, for
/// extractors and [`require`](crate::actix4::require). The application's state is in the
/// app data.
///
/// ```
/// use actix_web::HttpRequest;
/// use jwt_claims::{Claims, Verified, actix4::RequestContext, http::Rejection};
///
/// struct Here {
///     tenant: String,
/// }
///
/// impl RequestContext for Here {
///     async fn from_request(request: &HttpRequest) -> Result<Self, Rejection> {
///         let host = request.headers().get("host").and_then(|host| host.to_str().ok());
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
/// # actix_web::App::new().route("/orders", actix_web::web::get().to(orders));
/// ```
///
/// A context is made after the signature was checked.
#[diagnostic::on_unimplemented(
    message = "the context `{Self}` cannot be made from a request",
    label = "a claims type with this context is used in a handler or in `require`",
    note = "implement `jwt_claims::actix4::RequestContext` for `{Self}`"
)]
pub trait RequestContext: Sized {
    /// Makes the context.
    ///
    /// # Errors
    /// The answer to the request, for example [`Rejection::internal`].
    fn from_request(request: &HttpRequest) -> impl Future<Output = Result<Self, Rejection>>;
}

impl RequestContext for () {
    async fn from_request(_request: &HttpRequest) -> Result<Self, Rejection> {
        Ok(())
    }
}
