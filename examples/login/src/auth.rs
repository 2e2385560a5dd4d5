//! From a request to verified claims, as a handler's argument.

use axum::extract::{FromRef, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use cookie::Cookie;
use jwt_claims::{Challenge, ContextFree, Error, OwnedClaims, Verified, Verifier};

use crate::problem::Problem;

/// The cookie that may contain the token. Browsers accept a `__Host-` cookie only with
/// `Secure` and `Path=/` and without `Domain`, so no sibling host can set it (RFC
/// 6265bis §4.1.3.2).
pub const COOKIE: &str = "__Host-session";

/// The verified claims of a request's token. A handler with an argument of this type
/// runs only for tokens that meet the policy of the claims type.
///
/// ```
/// use login_example::{auth::Bearer, claims::Session};
///
/// async fn whoami(Bearer(session): Bearer<Session>) -> String {
///     session.sub.clone()
/// }
/// ```
///
/// The browser sends a cookie for requests from any page, so a route that changes data
/// must not rely on the cookie alone. `SameSite=Strict` excludes other sites. Against
/// sibling hosts, check `Origin` or `Sec-Fetch-Site`, or require a CSRF token. The
/// routes here that accept the cookie only read data.
#[derive(Debug)]
pub struct Bearer<C>(pub Verified<C>);

impl<S, C> FromRequestParts<S> for Bearer<C>
where
    S: Send + Sync,
    C: OwnedClaims + ContextFree,
    Verifier: FromRef<S>,
{
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Rejection> {
        let verifier = Verifier::from_ref(state);
        let token = verifier.token(find_token(&parts.headers)?);
        token.verify().map(Self).map_err(Rejection::Refused)
    }
}

/// Why there are no verified claims.
#[derive(Debug)]
pub enum Rejection {
    /// The request has no token, or it is not clear which one.
    Unclear(Challenge),
    /// The token was refused.
    Refused(Error),
}

impl IntoResponse for Rejection {
    fn into_response(self) -> Response {
        Problem::from(self).into_response()
    }
}

/// The token of a request, from `Authorization: Bearer` (RFC 6750 §2.1) or the cookie.
///
/// Two tokens are refused (RFC 6750 §2): a proxy in front of the service might use the
/// other one.
fn find_token(headers: &HeaderMap) -> Result<&str, Rejection> {
    let mut tokens = Vec::new();
    for value in headers.get_all(header::AUTHORIZATION) {
        match bearer_token(text(value)?) {
            Some("") => return Err(unclear("the token is empty")),
            token => tokens.extend(token),
        }
    }
    for value in headers.get_all(header::COOKIE) {
        // a value that is not text is not our cookie
        let cookies = std::str::from_utf8(value.as_bytes()).unwrap_or_default();
        let cookies = Cookie::split_parse(cookies).flatten().filter(|cookie| cookie.name() == COOKIE);
        tokens.extend(cookies.filter_map(|cookie| cookie.value_raw()));
    }
    match tokens.as_slice() {
        [] => Err(Rejection::Unclear(Challenge::MISSING_TOKEN)),
        [token] => Ok(token),
        _ => Err(unclear("more than one token; send it once, as a header or as a cookie")),
    }
}

/// The text after the scheme `Bearer`, in upper or lower case (RFC 9110 §11.1). Other
/// schemes are ignored.
fn bearer_token(credentials: &str) -> Option<&str> {
    let (scheme, token) = credentials.split_once(' ').unwrap_or((credentials, ""));
    scheme.eq_ignore_ascii_case("Bearer").then(|| token.trim_start_matches(' '))
}

fn text(value: &HeaderValue) -> Result<&str, Rejection> {
    std::str::from_utf8(value.as_bytes()).map_err(|_| unclear("the header is not text"))
}

fn unclear(why: &'static str) -> Rejection {
    Rejection::Unclear(Challenge::invalid_request(why))
}
