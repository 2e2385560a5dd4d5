//! A layer that refuses requests before their messages are decoded.

use std::error::Error as _;
use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

use ::http::header::WWW_AUTHENTICATE;
use ::http::{HeaderValue, Request, Response};
use tonic::Status;
use tonic::metadata::MetadataMap;
use tonic::server::NamedService;
use tower_layer::Layer;
use tower_service::Service;

use crate::claims::OwnedClaims;
use crate::contract::declared::ContextFree;
use crate::http::{Guard, Rejection};
use crate::tonic014::target::Target;

/// A layer for services in which each method needs the claims `C`: clients without a valid
/// token get no answer about the message that they sent. Methods behind it call
/// [`Guard::authenticate`] to read the claims; the signature is not checked again.
///
/// Wrap a service in it, so that others such as health and reflection stay open:
///
/// ```
/// # use jwt_claims::{Claims, http::Guard, tonic014::RequireLayer};
/// # #[derive(Claims)] struct Access { sub: String }
/// # fn add<S>(guard: Guard, orders_server: S) {
/// use tower_layer::Layer;
/// let service = RequireLayer::<Access>::new(guard).layer(orders_server);
/// // tonic::transport::Server::builder().add_service(service)
/// # }
/// ```
///
/// For a claims type with a context, call [`Guard::authenticate`] in the methods.
pub struct RequireLayer<C> {
    guard: Guard,
    claims: PhantomData<fn() -> C>,
}

impl<C: OwnedClaims + ContextFree> RequireLayer<C> {
    /// Creates the layer.
    #[must_use]
    pub fn new(guard: Guard) -> Self {
        guard.report_coverage::<C>();
        Self { guard, claims: PhantomData }
    }

    /// The request, if it may go on. It is read as a method reads it, so that both decide
    /// the same.
    async fn check<B>(&self, request: Request<B>) -> Result<Request<B>, Rejection> {
        let (mut parts, body) = request.into_parts();
        let target = Target::of(&parts.uri, &parts.extensions);
        parts.extensions.insert(target);
        let metadata = MetadataMap::from_headers(parts.headers);
        let mut call = tonic::Request::from_parts(metadata, parts.extensions, ());
        let token = self.guard.token_for::<C>(&call).await?;
        token.verify::<C>().await?;
        call.extensions_mut().insert(token);
        let (metadata, extensions, ()) = call.into_parts();
        (parts.headers, parts.extensions) = (metadata.into_headers(), extensions);
        Ok(Request::from_parts(parts, body))
    }
}

impl<C> Clone for RequireLayer<C> {
    fn clone(&self) -> Self {
        Self { guard: self.guard.clone(), claims: PhantomData }
    }
}

impl<C> fmt::Debug for RequireLayer<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let claims = std::any::type_name::<C>();
        f.debug_struct("RequireLayer").field("claims", &claims).finish_non_exhaustive()
    }
}

impl<S, C> Layer<S> for RequireLayer<C> {
    type Service = Require<S, C>;

    fn layer(&self, inner: S) -> Require<S, C> {
        Require { inner, layer: self.clone() }
    }
}

/// The whole challenge, if a method has refused the call, perhaps without the guard.
fn challenge<A>(response: &Response<A>, guard: &Guard) -> Option<HeaderValue> {
    let status = response.extensions().get::<Status>()?;
    let rejection: &Rejection = status.source()?.downcast_ref()?;
    let challenges = response.headers().get_all(WWW_AUTHENTICATE).iter().map(HeaderValue::as_bytes);
    guard.complete_sent(rejection, challenges)?.headers().remove(WWW_AUTHENTICATE)
}

/// Metadata of a response, with the nonce for the next proof.
const DPOP_NONCE: &str = "dpop-nonce";

/// The service of [`RequireLayer`].
#[derive(Debug)]
pub struct Require<S, C> {
    inner: S,
    layer: RequireLayer<C>,
}

impl<S: Clone, C> Clone for Require<S, C> {
    fn clone(&self) -> Self {
        Self { inner: self.inner.clone(), layer: self.layer.clone() }
    }
}

/// The name of the service inside, so that a server routes to it.
impl<S: NamedService, C> NamedService for Require<S, C> {
    const NAME: &'static str = S::NAME;
}

impl<S, C, B, A> Service<Request<B>> for Require<S, C>
where
    S: Service<Request<B>, Response = Response<A>> + Clone + Send + 'static,
    S::Future: Send,
    C: OwnedClaims + ContextFree + Send + 'static,
    B: Send + 'static,
    A: Default,
{
    type Response = Response<A>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Response<A>, S::Error>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let layer = self.layer.clone();
        // the service that is ready, not its clone
        let clone = self.inner.clone();
        let mut inner = std::mem::replace(&mut self.inner, clone);
        Box::pin(async move {
            let request = match layer.check(request).await {
                Ok(request) => request,
                Err(rejection) => return Ok(Status::from(rejection).into_http()),
            };
            let mut response = inner.call(request).await?;
            if let Some(challenge) = challenge(&response, &layer.guard) {
                response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
            }
            if let Some(nonce) = layer.guard.response_headers(None).remove(DPOP_NONCE) {
                response.headers_mut().insert(DPOP_NONCE, nonce);
            }
            Ok(response)
        })
    }
}
