//! What a guard reads of an actix-web request.

use std::fmt;

use actix_web::http::header::{HOST, HeaderValue};
use actix_web::http::uri::Authority;
use actix_web::{HttpMessage, HttpRequest};

use crate::http::{FormBody, RequestHead, RequestToken};

/// The head of a request, for the methods of [`Guard`](crate::http::Guard). For a
/// `ServiceRequest`, take its `request()`.
///
/// ```
/// use actix_web::HttpRequest;
/// use jwt_claims::{Claims, actix4::Head, http::{Guard, Rejection}};
///
/// #[derive(Claims)]
/// struct Access<'a> {
///     sub: &'a str,
/// }
///
/// async fn orders(guard: &Guard, request: &HttpRequest) -> Result<String, Rejection> {
///     let token = guard.token(&Head::new(request)).await?;
///     let access = token.verify::<Access<'_>>().await?;
///     Ok(format!("orders of {}", access.sub))
/// }
/// ```
pub struct Head<'r> {
    request: &'r HttpRequest,
    form: Option<FormBody>,
    token: Option<RequestToken>,
}

impl<'r> Head<'r> {
    /// Takes a view of this request.
    #[must_use]
    pub fn new(request: &'r HttpRequest) -> Self {
        // copies, because a reference would lock the extensions
        let extensions = request.extensions();
        Self { request, form: extensions.get().cloned(), token: extensions.get().cloned() }
    }
}

impl RequestHead for Head<'_> {
    fn method(&self) -> &str {
        self.request.method().as_str()
    }

    fn path(&self) -> Option<&str> {
        Some(self.request.uri().path())
    }

    fn query(&self) -> Option<&str> {
        self.request.uri().query()
    }

    // not `connection_info().host()`, which believes `X-Forwarded-Host`
    fn authority(&self) -> Option<&str> {
        let host = || self.request.headers().get(HOST).and_then(|host| host.to_str().ok());
        self.request.uri().authority().map(Authority::as_str).or_else(host)
    }

    fn header(&self, name: &'static str) -> impl Iterator<Item = &[u8]> {
        self.request.headers().get_all(name).map(HeaderValue::as_bytes)
    }

    fn form(&self) -> Option<&FormBody> {
        self.form.as_ref()
    }

    fn request_token(&self) -> Option<&RequestToken> {
        self.token.as_ref()
    }
}

/// The query may contain a token, so `Debug` does not show it.
impl fmt::Debug for Head<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Head").field("path", &self.request.path()).finish_non_exhaustive()
    }
}
