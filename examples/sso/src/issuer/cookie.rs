//! The cookie with the refresh token of the browser.

use axum::http::HeaderMap;
use axum::http::header::COOKIE;
use axum::response::AppendHeaders;
use cookie::{Cookie, SameSite, time::Duration};
use jwt_claims::sessions::Session;

/// The cookie goes to these endpoints, and to no others.
const PATH: &str = "/session";

/// The header `Set-Cookie` of an answer.
pub(super) type SetCookie = AppendHeaders<[(axum::http::HeaderName, String); 1]>;

/// The cookie of one issuer.
pub(super) struct RefreshCookie {
    name: String,
}

impl RefreshCookie {
    /// A cookie has no port, so the name has it. Otherwise two demos on this machine would
    /// replace each other's cookie.
    ///
    /// With TLS, name it `__Host-refresh_token`, and set `Secure` and the path `/`: then no other
    /// host of the domain can plant one. Not here: there is no TLS on the own machine, and Safari
    /// accepts neither the prefix nor `Secure` from `http://localhost`.
    pub(super) fn of_port(port: u16) -> Self {
        Self { name: format!("refresh_token_{port}") }
    }

    /// Keeps the refresh token of a session for as long as the session lasts without a refresh.
    pub(super) fn keep(&self, session: &Session) -> SetCookie {
        let seconds = i64::try_from(session.refresh_token_timeout()).unwrap_or(i64::MAX);
        self.header(session.refresh_token(), Duration::seconds(seconds))
    }

    /// Removes the cookie.
    pub(super) fn remove(&self) -> SetCookie {
        self.header("", Duration::ZERO)
    }

    /// No script can read it, and no page of another site can make the browser send it. A page
    /// of another port of `localhost` can: the endpoints look at the header `Origin`, too.
    fn header(&self, value: &str, max_age: Duration) -> SetCookie {
        let mut cookie = Cookie::new(&*self.name, value);
        cookie.set_http_only(true);
        cookie.set_same_site(SameSite::Strict);
        cookie.set_path(PATH);
        cookie.set_max_age(max_age);
        AppendHeaders([(axum::http::header::SET_COOKIE, cookie.to_string())])
    }

    /// The refresh token of a request. With two cookies of this name, one may be planted, and
    /// none counts.
    pub(super) fn refresh_token(&self, headers: &HeaderMap) -> Option<String> {
        let [token] = <[String; 1]>::try_from(self.refresh_tokens(headers)).ok()?;
        Some(token)
    }

    /// Each refresh token of a request, to end its session: of two, one is the user's.
    pub(super) fn refresh_tokens(&self, headers: &HeaderMap) -> Vec<String> {
        let texts = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
        let cookies = texts.flat_map(Cookie::split_parse).filter_map(Result::ok);
        let found = cookies.filter(|cookie| cookie.name() == self.name && !cookie.value().is_empty());
        found.map(|cookie| cookie.value().to_owned()).collect()
    }
}
