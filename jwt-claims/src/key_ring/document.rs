//! A document to publish: its octets and its HTTP headers, for every framework.

use std::sync::Arc;

use crate::base::base64;
use crate::crypto::primitives;
use crate::error::Error;

/// The octets of the hash that an entity tag has.
const TAG: usize = 16;

/// A document to publish with HTTP: a JWK Set, or metadata. It is cheap to clone.
///
/// Answer a `GET` with 200, [`headers`](Self::headers) and [`body`](Self::body). If the
/// request has `If-None-Match` and [`is_known`](Self::is_known) is true for its value,
/// answer 304 with the same headers and no body (RFC 9110 §13.1.2). `axum08` has routes that
/// do this.
///
/// The answer may be cached for a limited time, `Cache-Control: public, max-age=600`. It has
/// neither `immutable` nor `Expires`: a cache that kept a key set for longer would refuse the
/// tokens of a new key.
#[derive(Clone, Debug)]
pub struct Document(Arc<Content>);

#[derive(Debug)]
struct Content {
    body: String,
    content_type: &'static str,
    cache_control: String,
    etag: String,
    max_age: u64,
}

impl Document {
    /// `max_age` is in seconds.
    pub(super) fn new(body: String, content_type: &'static str, max_age: u64) -> Result<Self, Error> {
        let hash = primitives::sha256(body.as_bytes())?;
        let mut etag = String::from("\"");
        base64::append(&hash[..TAG], &mut etag);
        etag.push('"');
        let cache_control = format!("public, max-age={max_age}");
        Ok(Self(Arc::new(Content { body, content_type, cache_control, etag, max_age })))
    }

    /// The JSON text.
    #[must_use]
    pub fn body(&self) -> &str {
        &self.0.body
    }

    /// The media type: `application/jwk-set+json` (RFC 7517 §8.5.1) or `application/json`.
    #[must_use]
    pub fn content_type(&self) -> &'static str {
        self.0.content_type
    }

    /// The entity tag with its quotes (RFC 9110 §8.8.3). Equal documents have equal tags, in
    /// every process.
    #[must_use]
    pub fn etag(&self) -> &str {
        &self.0.etag
    }

    /// For how long the document may be cached, in seconds.
    #[must_use]
    pub fn max_age(&self) -> u64 {
        self.0.max_age
    }

    /// The names and values of the headers `content-type`, `cache-control` and `etag`.
    #[must_use]
    pub fn headers(&self) -> [(&'static str, &str); 3] {
        [
            ("content-type", self.0.content_type),
            ("cache-control", &self.0.cache_control),
            ("etag", &self.0.etag),
        ]
    }

    /// True if a value of `If-None-Match` names this document or is `*`: the client has it,
    /// and the answer is 304. The comparison is the weak one (RFC 9110 §13.1.2).
    #[must_use]
    pub fn is_known(&self, if_none_match: &str) -> bool {
        // our own tags have no comma, so one inside the tag of another server does not matter
        let mut tags = if_none_match.split(',').map(str::trim);
        if_none_match.trim() == "*" || tags.any(|tag| tag.strip_prefix("W/").unwrap_or(tag) == self.0.etag)
    }
}

impl AsRef<[u8]> for Document {
    fn as_ref(&self) -> &[u8] {
        self.0.body.as_bytes()
    }
}
