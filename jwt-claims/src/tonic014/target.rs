//! The target of the HTTP request, which tonic does not keep.

use std::task::{Context, Poll};

use ::http::{Extensions, Request, Uri};
use tonic::server::NamedService;
use tower_layer::Layer;
use tower_service::Service;

use crate::http::original_uri;

/// A layer that keeps the path, the query and the authority of each request for a
/// [`Guard`](crate::http::Guard). A guard with DPoP needs the path: a proof is for it. The layer
/// refuses nothing: it is for services with methods that are open to everyone, which call
/// [`Guard::optional_token`](crate::http::Guard::optional_token).
/// [`RequireLayer`](crate::tonic014::RequireLayer) does the same.
///
/// ```
/// # use jwt_claims::tonic014::TargetLayer;
/// # fn add<S>(orders_server: S) {
/// use tower_layer::Layer;
/// let service = TargetLayer::new().layer(orders_server);
/// // tonic::transport::Server::builder().add_service(service)
/// # }
/// ```
///
/// For each service of a server, write `Server::builder().layer(TargetLayer::new())`.
#[derive(Clone, Copy, Debug, Default)]
pub struct TargetLayer(());

impl TargetLayer {
    /// Creates the layer.
    #[must_use]
    pub fn new() -> Self {
        Self(())
    }
}

impl<S> Layer<S> for TargetLayer {
    type Service = KeepTarget<S>;

    fn layer(&self, inner: S) -> KeepTarget<S> {
        KeepTarget(inner)
    }
}

/// The service of [`TargetLayer`].
#[derive(Clone, Debug)]
pub struct KeepTarget<S>(S);

/// The name of the service inside, so that a server routes to it.
impl<S: NamedService> NamedService for KeepTarget<S> {
    const NAME: &'static str = S::NAME;
}

impl<S: Service<Request<B>>, B> Service<Request<B>> for KeepTarget<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.0.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request<B>) -> S::Future {
        let target = Target::of(request.uri(), request.extensions());
        request.extensions_mut().insert(target);
        self.0.call(request)
    }
}

/// The target as the client sent it.
#[derive(Clone)]
pub(super) struct Target(pub(super) Uri);

impl Target {
    /// That of an outer layer, or of this URI.
    pub(super) fn of(uri: &Uri, extensions: &Extensions) -> Self {
        extensions.get().cloned().unwrap_or_else(|| Self(original_uri(uri, extensions).clone()))
    }
}
