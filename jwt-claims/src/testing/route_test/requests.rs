//! The requests of a test.

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use tower_service::Service;

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
    /// Sends a request, and once more if the service demands a nonce.
    pub(super) async fn send(
        &self,
        app: &Router,
        method: &Method,
        path: &str,
        attempt: &Attempt,
    ) -> StatusCode {
        let request = self.request(method, path, attempt, None);
        let Ok(response) = app.clone().call(request).await;
        let nonce = response.headers().get("dpop-nonce").and_then(|nonce| nonce.to_str().ok());
        let Some(nonce) = nonce.filter(|_| response.status() == StatusCode::UNAUTHORIZED) else {
            return response.status();
        };
        let request = self.request(method, path, attempt, Some(nonce));
        let Ok(response) = app.clone().call(request).await;
        response.status()
    }

    fn request(&self, method: &Method, path: &str, attempt: &Attempt, nonce: Option<&str>) -> Request {
        let uri = self.filled(path);
        let request = Request::builder().method(method).uri(&uri).body(Body::empty());
        let mut request = request.unwrap_or_else(|error| panic!("cannot call `{uri}`: {error}"));
        request.headers_mut().extend(self.headers.clone());
        let credential = attempt.credential.as_ref();
        let headers = credential.map(|credential| credential.headers(method.as_str(), &uri, nonce));
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
