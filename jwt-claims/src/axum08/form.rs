//! A layer that reads forms, for tokens in the body of a request.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::HeaderValue;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use tower_layer::Layer;
use tower_service::Service;

use crate::http::{FormBody, MAX_FORM_BYTES, Rejection};

/// A layer that reads the body of `POST` requests of type
/// `application/x-www-form-urlencoded`, so that a guard [with a form
/// parameter](crate::http::Guard::with_form_parameter) can find the token in it. Handlers
/// get the body as it was. Longer bodies than [`MAX_FORM_BYTES`] are refused with 413;
/// bodies of other requests are not read.
///
/// Add it outside of [`Guard::require`](crate::http::Guard::require), that is after it:
///
/// ```
/// # use axum::{Router, routing::post};
/// # use jwt_claims::{Claims, Verified, http::Guard};
/// # #[derive(Claims)] struct Access { sub: String }
/// # async fn sign_out(access: Verified<Access>) {}
/// # fn app(guard: Guard) -> Router {
/// use jwt_claims::axum08::FormLayer;
///
/// let guard = guard.with_form_parameter("access_token");
/// Router::new()
///     .route("/sign-out", post(sign_out))
///     .layer(guard.require::<Access>())
///     .layer(FormLayer::new())
///     .with_state(guard)
/// # }
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct FormLayer(());

impl FormLayer {
    /// Creates the layer.
    #[must_use]
    pub fn new() -> Self {
        Self(())
    }
}

impl<S> Layer<S> for FormLayer {
    type Service = ReadForm<S>;

    fn layer(&self, inner: S) -> ReadForm<S> {
        ReadForm(inner)
    }
}

/// The service of [`FormLayer`].
#[derive(Clone, Debug)]
pub struct ReadForm<S>(S);

impl<S> Service<Request> for ReadForm<S>
where
    S: Service<Request, Error = Infallible> + Clone + Send + 'static,
    S::Response: IntoResponse,
    S::Future: Send,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.0.poll_ready(cx)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        // the service that is ready, not its clone
        let clone = self.0.clone();
        let mut inner = std::mem::replace(&mut self.0, clone);
        Box::pin(async move {
            match read(request).await {
                Ok(request) => inner.call(request).await.map(IntoResponse::into_response),
                Err(rejection) => Ok(IntoResponse::into_response(rejection)),
            }
        })
    }
}

/// The request, with its form in the extensions if it has one.
async fn read(request: Request) -> Result<Request, Rejection> {
    let content_type = request.headers().get(CONTENT_TYPE).map(HeaderValue::as_bytes);
    if !FormBody::is_expected(request.method().as_str(), content_type) {
        return Ok(request);
    }
    let (mut parts, body) = request.into_parts();
    let bytes = to_bytes(body, MAX_FORM_BYTES).await.map_err(|_| Rejection::form_too_large())?;
    let form = FormBody::new(bytes.to_vec()).ok_or_else(Rejection::form_too_large)?;
    parts.extensions.insert(form);
    Ok(Request::from_parts(parts, Body::from(bytes)))
}
