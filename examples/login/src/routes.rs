//! Who may see what, and `POST /login`.

use std::fmt::Display;

use axum::extract::rejection::JsonRejection;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::map_response;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use cookie::{Cookie, SameSite, time::Duration};
use jwt_claims::http::Rejection;
use jwt_claims::{Issued, Issuer, Verified};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::app::{App, COOKIE};
use crate::claims::{AdminSession, Session};
use crate::users::Users;

/// Enough for names and passwords; hashing more would only cost time.
const MAX_LOGIN_BYTES: usize = 4 * 1024;

/// The service.
pub fn router(app: App) -> Router {
    Router::new()
        .route("/login", post(login).layer(DefaultBodyLimit::max(MAX_LOGIN_BYTES)))
        .route("/protected", get(protected))
        .route("/admin", get(admin))
        .fallback(async || problem(StatusCode::NOT_FOUND, "try POST /login, GET /protected or GET /admin"))
        .method_not_allowed_fallback(async || {
            problem(StatusCode::METHOD_NOT_ALLOWED, "use the method that the header `Allow` names")
        })
        .layer(map_response(no_store))
        .with_state(app)
}

/// For every user who has logged in.
async fn protected(session: Verified<Session>) -> Json<Value> {
    Json(json!({ "message": format!("hello, {}", session.sub), "roles": session.roles }))
}

/// For admins: the type of the argument checks that.
async fn admin(session: Verified<AdminSession>) -> Json<Value> {
    Json(json!({ "message": format!("hello, {}; you are an admin", session.sub) }))
}

/// The body of `POST /login`. It has no `Debug`, because it contains a password.
#[derive(Deserialize)]
struct Login {
    username: String,
    password: String,
    /// True to set the cookie, too.
    #[serde(default)]
    cookie: bool,
}

/// The answer. It has no `Debug` either.
#[derive(Serialize)]
struct LoggedIn<'a> {
    token: &'a str,
    /// In seconds.
    expires_in: Option<u64>,
}

/// Issues a token for a password.
///
/// Only JSON is accepted: a form on another site cannot send it, so it cannot log in a
/// user without their knowledge. A public service also needs a limit on attempts, by
/// name and by address.
async fn login(
    State(users): State<Users>,
    State(issuer): State<Issuer>,
    body: Result<Json<Login>, JsonRejection>,
) -> Result<Response, Response> {
    let Json(login) = body.map_err(|rejection| bad_login(&rejection))?;
    let found = users.log_in(login.username, login.password).await.map_err(failed)?;
    // Which of the two is wrong would reveal which names exist.
    let user = found.ok_or_else(|| problem(StatusCode::UNAUTHORIZED, "wrong username or password"))?;

    let session = Session { sub: user.name, roles: user.roles };
    let issued = issuer.issue(&session).map_err(failed)?;
    let set_cookie = login.cookie.then(|| [(header::SET_COOKIE, session_cookie(&issued))]);
    let body = LoggedIn { token: issued.as_str(), expires_in: issued.expires_in() };
    Ok((set_cookie, Json(body)).into_response())
}

fn bad_login(rejection: &JsonRejection) -> Response {
    let status = match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => StatusCode::PAYLOAD_TOO_LARGE,
        _ => StatusCode::BAD_REQUEST,
    };
    problem(
        status,
        r#"send {"username": "…", "password": "…"} with Content-Type: application/json; "cookie": true sets a cookie too"#,
    )
}

/// The service failed, not the client: the error goes to the log.
fn failed(error: impl Display) -> Response {
    eprintln!("internal error: {error}");
    Rejection::internal(error).into_response()
}

/// A problem document (RFC 9457), as guards answer with it. Every text is a constant.
fn problem(status: StatusCode, detail: &'static str) -> Response {
    let title = status.canonical_reason();
    let body = json!({ "type": "about:blank", "title": title, "status": status.as_u16(), "detail": detail });
    (status, [(header::CONTENT_TYPE, "application/problem+json")], body.to_string()).into_response()
}

/// A cookie that lives as long as the token. Scripts cannot read it, and it is sent
/// only over TLS (browsers make an exception for `localhost`) and to no other site.
fn session_cookie(issued: &Issued) -> String {
    let lifetime = issued.expires_in().and_then(|seconds| seconds.try_into().ok()).map(Duration::seconds);
    let mut cookie = Cookie::new(COOKIE, issued.as_str());
    cookie.set_http_only(true);
    cookie.set_secure(true);
    cookie.set_same_site(SameSite::Strict);
    cookie.set_path("/");
    cookie.set_max_age(lifetime);
    cookie.to_string()
}

/// Caches must not store tokens (RFC 6749 §5.1) or the data of one user. They know that
/// for requests with `Authorization`, but not for those with a cookie (RFC 9111 §3.5).
async fn no_store(mut response: Response) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
