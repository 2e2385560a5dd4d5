//! Only the pages of the issuer itself use its cookies and its controls.

use axum::extract::{Request, State};
use axum::http::header::ORIGIN;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// Refuses requests that change something unless they come from a page of this origin. A
/// browser sends `Origin` with each of them, and no page can forge it. `SameSite=Strict` does
/// not suffice: the services of the demo on `localhost` are of the same site.
pub(super) async fn require(State(origin): State<String>, request: Request, next: Next) -> Response {
    let is_safe = matches!(*request.method(), Method::GET | Method::HEAD);
    if is_safe || is_of(&origin, request.headers()) {
        return next.run(request).await;
    }
    (StatusCode::FORBIDDEN, "the request is not from a page of this origin\n").into_response()
}

fn is_of(origin: &str, headers: &HeaderMap) -> bool {
    let only = |name: &str| {
        let mut values = headers.get_all(name).iter();
        values.next().filter(|_| values.next().is_none())
    };
    let site = headers.contains_key("sec-fetch-site").then(|| only("sec-fetch-site"));
    only(ORIGIN.as_str()).is_some_and(|value| value == origin)
        // older browsers do not send it
        && site.is_none_or(|site| site.is_some_and(|value| value == "same-origin"))
}
