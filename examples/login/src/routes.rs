//! Who may see what, and `POST /login`.

use axum::extract::rejection::JsonRejection;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::map_response;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use cookie::{Cookie, SameSite, time::Duration};
use jwt_claims::{Issued, Issuer};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::app::App;
use crate::auth::{Bearer, COOKIE};
use crate::claims::{AdminSession, Session};
use crate::problem::Problem;
use crate::users::Users;

/// Names and passwords fit; more would only be hashed at our expense.
const MAX_LOGIN_BYTES: usize = 4 * 1024;

/// The service.
pub fn router(app: App) -> Router {
    Router::new()
        .route("/login", post(login).layer(DefaultBodyLimit::max(MAX_LOGIN_BYTES)))
        .route("/protected", get(protected))
        .route("/admin", get(admin))
        .fallback(async || Problem::not_found())
        .method_not_allowed_fallback(async || Problem::wrong_method())
        .layer(map_response(no_store))
        .with_state(app)
}

/// For everyone who has logged in.
async fn protected(Bearer(session): Bearer<Session>) -> Json<Value> {
    Json(json!({ "message": format!("hello, {}", session.sub), "roles": session.roles }))
}

/// For admins: the argument's type says so, and nothing in here has to.
async fn admin(Bearer(session): Bearer<AdminSession>) -> Json<Value> {
    Json(json!({ "message": format!("hello, {}; you are an admin", session.sub) }))
}

/// The body of `POST /login`. No `Debug`: it holds a password.
#[derive(Deserialize)]
struct Login {
    username: String,
    password: String,
    /// Whether to set the cookie as well.
    #[serde(default)]
    cookie: bool,
}

/// What it answers. No `Debug` here either.
#[derive(Serialize)]
struct LoggedIn<'a> {
    token: &'a str,
    /// In seconds.
    expires_in: Option<u64>,
}

/// Trades a password for a token.
///
/// Only JSON is taken, which a form on another site cannot send: nobody is
/// logged in as somebody else behind their back. What a public service needs
/// in front of this is a limit on attempts, by name and by address.
async fn login(
    State(users): State<Users>,
    State(issuer): State<Issuer>,
    body: Result<Json<Login>, JsonRejection>,
) -> Result<Response, Problem> {
    let Json(login) = body.map_err(|rejection| bad_login(&rejection))?;
    let found = users.log_in(login.username, login.password).await;
    let user = found.map_err(|error| Problem::internal(&*error))?.ok_or_else(Problem::wrong_credentials)?;

    let session = Session { sub: user.name, roles: user.roles };
    let issued = issuer.issue(&session).map_err(|error| Problem::internal(&error))?;
    let set_cookie = login.cookie.then(|| [(header::SET_COOKIE, session_cookie(&issued))]);
    let body = LoggedIn { token: issued.as_str(), expires_in: issued.expires_in() };
    Ok((set_cookie, Json(body)).into_response())
}

fn bad_login(rejection: &JsonRejection) -> Problem {
    if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return Problem::too_large();
    }
    Problem::bad_request(
        r#"send {"username": "…", "password": "…"} with Content-Type: application/json; "cookie": true sets a cookie too"#,
    )
}

/// A cookie that lives as long as the token, that no script reads, and that is
/// sent over TLS only (browsers except `localhost`) and to no other site.
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

/// Tokens must not be stored (RFC 6749 §5.1), nor what is one user's: caches
/// know that of requests with `Authorization`, not of those with a cookie
/// (RFC 9111 §3.5).
async fn no_store(mut response: Response) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
