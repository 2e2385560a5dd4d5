//! Sends requests to a service, and checks its answer to a situation.

use std::net::SocketAddr;
use std::time::Duration;

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::handshake;
use hyper::header::{HOST, HeaderMap, HeaderValue};
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::responses::Situation;

/// A service that does not answer fails the test, and does not stop it.
const PATIENCE: Duration = Duration::from_secs(60);

/// Sends a request to a service over HTTP/1.1, and reads the answer to its end.
///
/// # Panics
/// If there is no answer.
pub fn send(address: SocketAddr, request: Request<String>) -> Response<String> {
    let (mut parts, body) = request.into_parts();
    parts.headers.entry(HOST).or_insert_with(|| HeaderValue::from_static("localhost"));
    let request = Request::from_parts(parts, Full::new(Bytes::from(body)));
    let exchange = async {
        let stream = TcpStream::connect(address).await.expect("a connection");
        let (mut sender, connection) = handshake(TokioIo::new(stream)).await.expect("HTTP/1.1");
        tokio::spawn(connection);
        let (parts, body) = sender.send_request(request).await.expect("an answer").into_parts();
        let body = body.collect().await.expect("a whole answer").to_bytes();
        Response::from_parts(parts, String::from_utf8_lossy(&body).into_owned())
    };
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async { timeout(PATIENCE, exchange).await.expect("an answer in time") })
}

pub(crate) fn check(address: SocketAddr, situation: &Situation) {
    let name = situation.name;
    let response = send(address, request(situation));
    let body = response.body();
    assert_eq!(response.status(), situation.status, "{name}: {body}");
    let challenge = text(response.headers(), "www-authenticate");
    assert_eq!(challenge, situation.challenge.as_deref(), "{name}");
    assert_eq!(text(response.headers(), "retry-after"), situation.retry_after, "{name}");
    if situation.status == 200 {
        // the handler of `/orders` returns the body, as it was sent
        let is_whole = situation.path != "/orders" || situation.method == "HEAD" || *body == situation.body;
        assert!(is_whole, "{name}: {body}");
    } else {
        assert_eq!(text(response.headers(), "content-type"), Some("application/problem+json"), "{name}");
        assert_eq!(text(response.headers(), "cache-control"), Some("no-store"), "{name}");
        let problem: serde_json::Value = serde_json::from_str(body).expect("a problem document");
        assert_eq!(problem["status"], situation.status, "{name}");
        assert!(!body.contains("admin") && !body.contains("alice"), "{name}: {body}");
    }
}

fn request(situation: &Situation) -> Request<String> {
    let query = situation.query.as_ref().map(|query| format!("?{query}")).unwrap_or_default();
    let target = format!("{}{query}", situation.path);
    let mut request = Request::new(situation.body.clone());
    *request.method_mut() = situation.method.parse().expect("a method");
    *request.uri_mut() = target.parse().expect("a path");
    for (name, value) in &situation.headers {
        request.headers_mut().append(*name, HeaderValue::from_bytes(value).expect("a header"));
    }
    request
}

fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name).map(|value| value.to_str().expect("text"))
}
