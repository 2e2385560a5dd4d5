//! The cookie with the refresh token of the browser.

use axum::http::HeaderMap;
use axum::http::header::COOKIE;
use axum::response::AppendHeaders;
use cookie::{Cookie, SameSite, time::Duration};
use jwt_claims::sessions::Session;

/// With TLS, name it `__Secure-refresh_token` and add `Secure`. Not here: there is no TLS on
/// the own machine, and Safari accepts neither from `http://localhost`. `__Host-` would
/// require the path `/`.
pub(super) const NAME: &str = "refresh_token";
/// The cookie goes to these endpoints, and to no others.
pub(super) const PATH: &str = "/session";

/// The header `Set-Cookie` of an answer.
pub(super) type SetCookie = AppendHeaders<[(axum::http::HeaderName, String); 1]>;

/// Keeps the refresh token of a session for as long as the session lasts without a refresh.
pub(super) fn keep(session: &Session) -> SetCookie {
    let seconds = i64::try_from(session.refresh_token_timeout()).unwrap_or(i64::MAX);
    header(session.refresh_token(), Duration::seconds(seconds))
}

/// Removes the cookie.
pub(super) fn remove() -> SetCookie {
    header("", Duration::ZERO)
}

/// No script can read it, and no page of another site can make the browser send it. A cookie
/// has no port, so a page of another port of `localhost` can: the endpoints look at the
/// header `Origin`, too.
fn header(value: &str, max_age: Duration) -> SetCookie {
    let mut cookie = Cookie::new(NAME, value);
    cookie.set_http_only(true);
    cookie.set_same_site(SameSite::Strict);
    cookie.set_path(PATH);
    cookie.set_max_age(max_age);
    AppendHeaders([(axum::http::header::SET_COOKIE, cookie.to_string())])
}

/// The refresh token of a request. With two cookies of this name, one may be planted, and
/// none counts.
pub(super) fn refresh_token(headers: &HeaderMap) -> Option<String> {
    let texts = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let cookies = texts.flat_map(Cookie::split_parse).filter_map(Result::ok);
    let mut found = cookies.filter(|cookie| cookie.name() == NAME && !cookie.value().is_empty());
    let first = found.next()?;
    found.next().is_none().then(|| first.value().to_owned())
}
