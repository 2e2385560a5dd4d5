//! What a guard reads of a gRPC request.

use tonic::Request;

use crate::http::{RequestHead, RequestToken};
use crate::tonic014::target::Target;

/// The headers are the metadata. The path, the query and the authority are known behind
/// [`RequireLayer`](crate::tonic014::RequireLayer) and
/// [`TargetLayer`](crate::tonic014::TargetLayer).
impl<T> RequestHead for Request<T> {
    // gRPC has no other
    fn method(&self) -> &str {
        "POST"
    }

    fn path(&self) -> Option<&str> {
        Some(self.extensions().get::<Target>()?.0.path())
    }

    fn query(&self) -> Option<&str> {
        self.extensions().get::<Target>()?.0.query()
    }

    fn authority(&self) -> Option<&str> {
        let target = self.extensions().get::<Target>().and_then(|target| target.0.authority());
        let host = || self.metadata().as_ref().get("host").and_then(|host| host.to_str().ok());
        target.map(::http::uri::Authority::as_str).or_else(host)
    }

    fn header(&self, name: &'static str) -> impl Iterator<Item = &[u8]> {
        self.metadata().as_ref().get_all(name).iter().map(::http::HeaderValue::as_bytes)
    }

    fn request_token(&self) -> Option<&RequestToken> {
        self.extensions().get()
    }
}
