//! The requests of a test.

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method};

use super::attempt::Attempt;

/// The value of path parameters without one.
const ANY_VALUE: &str = "1";

/// What the requests have beside a token.
#[derive(Debug, Default)]
pub(super) struct Requests {
    pub(super) parameters: Vec<(String, String)>,
    pub(super) headers: HeaderMap,
}

impl Requests {
    pub(super) fn request(&self, method: &Method, path: &str, attempt: &Attempt) -> Request {
        let uri = self.filled(path);
        let request = Request::builder().method(method).uri(&uri).body(Body::empty());
        let mut request = request.unwrap_or_else(|error| panic!("cannot call `{uri}`: {error}"));
        request.headers_mut().extend(self.headers.clone());
        let credential = attempt.credential.as_ref();
        let headers = credential.map(|credential| credential.headers(method.as_str(), &uri));
        for (name, value) in headers.into_iter().flatten() {
            // a token is printable ASCII
            if let Ok(value) = HeaderValue::try_from(value) {
                request.headers_mut().insert(name, value);
            }
        }
        request
    }

    /// The path with values for its parameters: `{id}`, `{*rest}`.
    fn filled(&self, path: &str) -> String {
        let (mut filled, mut rest) = (String::new(), path);
        while let Some((before, (name, behind))) =
            rest.split_once('{').and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
        {
            let name = name.trim_start_matches('*');
            let known = self.parameters.iter().rev().find(|(known, _)| known == name);
            filled += before;
            filled += known.map_or(ANY_VALUE, |(_, value)| value);
            rest = behind;
        }
        filled + rest
    }
}
