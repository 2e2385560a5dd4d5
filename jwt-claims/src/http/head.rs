//! What a guard reads of a request.

use crate::http::form::FormBody;
use crate::http::request_token::RequestToken;

/// The parts of a request that a [`Guard`](crate::http::Guard) reads. Implemented for
/// `http::Request` and `http::request::Parts`; implement it for the request of another
/// framework.
pub trait RequestHead {
    /// The method, for example `GET`.
    fn method(&self) -> &str;

    /// The path of the request target as the client sent it, with the prefixes that routers
    /// remove; `None` if the framework does not keep it. A proof is for this path (RFC 9449
    /// §4.2).
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
        Some(path(self.uri(), self.extensions()))
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
        Some(path(&self.uri, &self.extensions))
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

#[cfg_attr(not(feature = "axum08"), allow(unused_variables))]
fn path<'h>(uri: &'h ::http::Uri, extensions: &'h ::http::Extensions) -> &'h str {
    // a nested router of axum has cut the prefix off the URI
    #[cfg(feature = "axum08")]
    if let Some(axum::extract::OriginalUri(original)) = extensions.get() {
        return original.path();
    }
    uri.path()
}

fn authority<'h>(uri: &'h ::http::Uri, headers: &'h ::http::HeaderMap) -> Option<&'h str> {
    let host = || headers.get(::http::header::HOST).and_then(|host| host.to_str().ok());
    uri.authority().map(::http::uri::Authority::as_str).or_else(host)
}
