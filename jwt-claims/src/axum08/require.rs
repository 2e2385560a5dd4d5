//! A layer that refuses requests before any extractor runs.

use std::convert::Infallible;
use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::extract::{MatchedPath, Request};
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, Entry, WWW_AUTHENTICATE};
use axum::response::{IntoResponse, Response};
use tower_layer::Layer;
use tower_service::Service;

use crate::axum08::context::RequestContext;
use crate::axum08::extract::verify;
use crate::claims::OwnedClaims;
use crate::contract::declared::ContextFree;
use crate::http::{Guard, Rejection};

impl Guard {
    /// A layer for routes that need the claims `C`: it runs before any extractor, so that
    /// clients without a valid token learn nothing about the route. Extractors behind it use the
    /// token that it authenticated. It does not replace them: a handler takes `Verified<C>` to
    /// read the claims.
    ///
    /// ```
    /// # use axum::{Router, routing::post};
    /// # use jwt_claims::{Claims, Verified, http::Guard};
    /// # #[derive(Claims)] struct Access { sub: String }
    /// # async fn order(access: Verified<Access>, body: String) {}
    /// # fn app(guard: Guard) -> Router {
    /// Router::new()
    ///     .route("/orders", post(order))
    ///     .layer(guard.require::<Access>())
    ///     .with_state(guard)
    /// # }
    /// ```
    ///
    /// It also refuses CORS preflight requests, which have no token: add a CORS layer
    /// after it, so that the CORS layer answers them first and adds its headers to 401
    /// and 403.
    #[must_use]
    pub fn require<C: OwnedClaims + ContextFree + Send>(&self) -> RequireLayer<C, ()> {
        self.require_with(())
    }

    /// A layer for routes that need claims with a context, as [`require`](Self::require). The
    /// context is made from the request and this state; see [`RequestContext`].
    #[must_use]
    pub fn require_with<C: OwnedClaims + Send, S>(&self, state: S) -> RequireLayer<C, S> {
        self.report_coverage::<C>();
        RequireLayer { guard: self.clone(), state, public: Arc::default(), claims: PhantomData }
    }

    /// A layer for a whole router with public routes, each by its path as in
    /// `Router::route`, for example `/health` or `/users/{id}/photo`. Requests that match
    /// no route are refused, too.
    ///
    /// ```
    /// # use axum::{Router, routing::get};
    /// # use jwt_claims::{Claims, Verified, http::Guard};
    /// # #[derive(Claims)] struct Access { sub: String }
    /// # async fn orders(access: Verified<Access>) {}
    /// # fn app(guard: Guard) -> Router {
    /// Router::new()
    ///     .route("/health", get(|| async { "ok" }))
    ///     .route("/orders", get(orders))
    ///     .layer(guard.protect::<Access>(["/health"]))
    ///     .with_state(guard)
    /// # }
    /// ```
    #[must_use]
    pub fn protect<C: OwnedClaims + ContextFree + Send>(
        &self,
        public: impl IntoIterator<Item = impl Into<String>>,
    ) -> RequireLayer<C, ()> {
        let public = public.into_iter().map(Into::into).collect();
        RequireLayer { public, ..self.require() }
    }
}

/// The layer of [`Guard::require`] and [`Guard::protect`].
pub struct RequireLayer<C, S> {
    guard: Guard,
    state: S,
    public: Arc<[String]>,
    claims: PhantomData<fn() -> C>,
}

impl<C, S: Clone> Clone for RequireLayer<C, S> {
    fn clone(&self) -> Self {
        let Self { guard, state, public, claims } = self;
        Self { guard: guard.clone(), state: state.clone(), public: Arc::clone(public), claims: *claims }
    }
}

impl<C, S> fmt::Debug for RequireLayer<C, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequireLayer")
            .field("claims", &std::any::type_name::<C>())
            .field("public", &self.public)
            .finish_non_exhaustive()
    }
}

impl<T, C, S: Clone> Layer<T> for RequireLayer<C, S> {
    type Service = Require<T, C, S>;

    fn layer(&self, inner: T) -> Require<T, C, S> {
        Require { inner, layer: self.clone() }
    }
}

/// The service of [`RequireLayer`].
pub struct Require<T, C, S> {
    inner: T,
    layer: RequireLayer<C, S>,
}

impl<T: Clone, C, S: Clone> Clone for Require<T, C, S> {
    fn clone(&self) -> Self {
        Self { inner: self.inner.clone(), layer: self.layer.clone() }
    }
}

impl<T, C, S> fmt::Debug for Require<T, C, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Require").field("layer", &self.layer).finish_non_exhaustive()
    }
}

impl<T, C, S> Service<Request> for Require<T, C, S>
where
    T: Service<Request, Error = Infallible> + Clone + Send + 'static,
    T::Response: IntoResponse,
    T::Future: Send,
    C: OwnedClaims + Send + 'static,
    C::Context<'static>: RequestContext<S>,
    S: Clone + Send + Sync + 'static,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let layer = self.layer.clone();
        // the service that is ready, not its clone
        let clone = self.inner.clone();
        let mut inner = std::mem::replace(&mut self.inner, clone);
        Box::pin(async move {
            if layer.is_public(&request) {
                return inner.call(request).await.map(IntoResponse::into_response);
            }
            let response = match layer.check(request).await {
                Ok(request) => inner.call(request).await?.into_response(),
                Err(rejection) => IntoResponse::into_response(rejection),
            };
            Ok(with_headers(response, &layer.guard))
        })
    }
}

impl<C, S> RequireLayer<C, S>
where
    C: OwnedClaims + Send,
    C::Context<'static>: RequestContext<S>,
{
    /// The request, if it may go on.
    async fn check(&self, request: Request) -> Result<Request, Rejection> {
        let (mut parts, body) = request.into_parts();
        let token = self.guard.token_for::<C>(&parts).await?;
        verify::<S, C>(token, &mut parts, &self.state).await?;
        Ok(Request::from_parts(parts, body))
    }

    fn is_public(&self, request: &Request) -> bool {
        let path = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
        path.is_some_and(|path| self.public.iter().any(|public| public == path))
    }
}

/// The response with the headers of the guard that the handler has not set, and the whole challenge
/// if the handler refused the request without a guard.
fn with_headers(mut response: Response, guard: &Guard) -> Response {
    let challenges = response.headers().get_all(WWW_AUTHENTICATE).iter().map(HeaderValue::as_bytes);
    let refused = response.extensions().get::<Rejection>();
    if let Some(rejection) = refused.and_then(|rejection| guard.complete_sent(rejection, challenges)) {
        if let Some(challenge) = rejection.headers().remove(WWW_AUTHENTICATE) {
            response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
        }
        response.extensions_mut().insert(rejection);
    }
    let headers = guard.response_headers(response.headers().get(CACHE_CONTROL).map(HeaderValue::as_bytes));
    // each has one value, and so a name
    for (name, value) in headers.into_iter().filter_map(|(name, value)| Some((name?, value))) {
        if let Entry::Vacant(entry) = response.headers_mut().entry(name) {
            entry.insert(value);
        }
    }
    response
}
