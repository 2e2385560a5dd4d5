//! What a guard reads of a request.

use crate::http::form::FormBody;
use crate::http::request_token::RequestToken;

/// The parts of a request that a [`Guard`](crate::http::Guard) reads. Implemented for
/// `http::Request` and `http::request::Parts`; implement it for the request of another
/// framework.
pub trait RequestHead {
    /// The method, for example `GET`.
    fn method(&self) -> &str;

    /// The path of the request target with the prefixes that routers remove; `None` if the
    /// framework does not keep it. A proof is for the path that the client sent (RFC 9449 §4.2): if
    /// middleware in front has changed the path, the proof is refused.
    fn path(&self) -> Option<&str>;

    /// The query without the `?`.
    fn query(&self) -> Option<&str>;

    /// Host and port that the request names: the authority of the request target, or
    /// the header `Host` (RFC 9110 §7.2).
    fn authority(&self) -> Option<&str>;

    /// The values of a header, by its name in lower case.
    fn header(&self, name: &'static str) -> impl Iterator<Item = &[u8]>;

    /// The form that the request has as its body, if an adapter has read it.
    fn form(&self) -> Option<&FormBody> {
        None
    }

    /// The token of this request, if a guard has found it already. It is used if the
    /// same guard finds the same token again, so that the signature is checked once.
    fn request_token(&self) -> Option<&RequestToken> {
        None
    }
}

impl<B> RequestHead for ::http::Request<B> {
    fn method(&self) -> &str {
        self.method().as_str()
    }

    fn path(&self) -> Option<&str> {
        Some(original_uri(self.uri(), self.extensions()).path())
    }

    fn query(&self) -> Option<&str> {
        self.uri().query()
    }

    fn authority(&self) -> Option<&str> {
        authority(self.uri(), self.headers())
    }

    fn header(&self, name: &'static str) -> impl Iterator<Item = &[u8]> {
        self.headers().get_all(name).iter().map(::http::HeaderValue::as_bytes)
    }

    fn form(&self) -> Option<&FormBody> {
        self.extensions().get()
    }

    fn request_token(&self) -> Option<&RequestToken> {
        self.extensions().get()
    }
}

impl RequestHead for ::http::request::Parts {
    fn method(&self) -> &str {
        self.method.as_str()
    }

    fn path(&self) -> Option<&str> {
        Some(original_uri(&self.uri, &self.extensions).path())
    }

    fn query(&self) -> Option<&str> {
        self.uri.query()
    }

    fn authority(&self) -> Option<&str> {
        authority(&self.uri, &self.headers)
    }

    fn header(&self, name: &'static str) -> impl Iterator<Item = &[u8]> {
        self.headers.get_all(name).iter().map(::http::HeaderValue::as_bytes)
    }

    fn form(&self) -> Option<&FormBody> {
        self.extensions.get()
    }

    fn request_token(&self) -> Option<&RequestToken> {
        self.extensions.get()
    }
}

/// The URI as it was before a nested router of axum has cut the prefix off.
#[cfg_attr(not(feature = "axum08"), allow(unused_variables))]
pub(crate) fn original_uri<'h>(uri: &'h ::http::Uri, extensions: &'h ::http::Extensions) -> &'h ::http::Uri {
    #[cfg(feature = "axum08")]
    if let Some(axum::extract::OriginalUri(original)) = extensions.get() {
        return original;
    }
    uri
}

fn authority<'h>(uri: &'h ::http::Uri, headers: &'h ::http::HeaderMap) -> Option<&'h str> {
    let host = || headers.get(::http::header::HOST).and_then(|host| host.to_str().ok());
    uri.authority().map(::http::uri::Authority::as_str).or_else(host)
}
