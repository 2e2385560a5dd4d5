//! What the pages of the issuer call: log in, get an access token, log out. The refresh token
//! is in a cookie, so no script holds it.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::{FormRejection, JsonRejection};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::{Form, Router, routing::post};
use jwt_claims::sessions::{NewSession, Session};
use serde::Deserialize;
use serde_json::json;

use super::app::App;
use super::authorize::AuthorizationRequest;
use super::clients::WEB;
use super::cookie;
use super::refusal::Refusal;
use super::tokens::Holder;
use super::users::{self, DemoUser};

/// The endpoints. They are only for pages of this origin.
pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/session/login", post(log_in))
        .route("/session/token", post(token))
        .route("/session/authorize", post(authorize))
        .route("/session/logout", post(log_out))
        .route("/session/logout-everywhere", post(log_out_everywhere))
}

/// It has no `Debug`, because it contains a password.
#[derive(Deserialize)]
struct Login {
    name: String,
    password: String,
}

/// Starts a session. The answer has only the cookie; the page gets its access tokens from
/// the token endpoint, and sees there if the browser has kept the cookie.
///
/// A public service also needs a limit on attempts, by name and by address.
async fn log_in(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    body: Result<Json<Login>, JsonRejection>,
) -> Result<Response, Refusal> {
    let Json(login) =
        body.map_err(|_| Refusal::new("invalid_request", "expected JSON with name and password"))?;
    let found = app.users.log_in(&login.name, login.password).await?;
    // which of the two is wrong would reveal which names exist
    let user = found.ok_or(Refusal::WRONG_PASSWORD)?;
    // the session that this browser had before
    if let Some(old) = cookie::refresh_token(&headers) {
        app.sessions.revoke_token(&old, WEB).await?;
    }
    let session = app.sessions.create(NewSession::new(user.login, WEB)?).await?;
    Ok((StatusCode::NO_CONTENT, cookie::keep(&session)).into_response())
}

#[derive(Deserialize)]
struct Wanted {
    resource: String,
}

/// An access token for one service, for the cookie.
async fn token(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    form: Result<Form<Wanted>, FormRejection>,
) -> Result<Response, Response> {
    let resource = form.map(|Form(wanted)| wanted.resource).unwrap_or_default();
    // before the refresh: a resource that does not exist costs no refresh token
    let issuer = app.tokens.issuer_for(&resource).map_err(IntoResponse::into_response)?;
    let (session, user) = resume(&app, &headers).await?;
    let issued = issuer.issue(&Holder::of(user, &session).access()).map_err(Refusal::from);
    let answer = issued.map(|issued| {
        Json(json!({ "access_token": issued.as_str(), "token_type": "Bearer", "expires_in": issued.expires_in() }))
    });
    Ok((cookie::keep(&session), answer).into_response())
}

/// The end of the authorization endpoint: a code for the client, if the browser has a session.
/// The page follows the location, because a form that is answered with a redirect to another
/// origin would need that origin in the Content-Security-Policy.
async fn authorize(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    form: Result<Form<AuthorizationRequest>, FormRejection>,
) -> Result<Response, Response> {
    let malformed = Refusal::new("invalid_request", "expected the parameters of the authorization endpoint");
    let Form(request) = form.map_err(|_| malformed.into_response())?;
    let client = request.client(&app.clients).map_err(IntoResponse::into_response)?;
    let resumed = resume(&app, &headers).await;
    if resumed.is_err() && request.is_silent() {
        let location = request.refuse(&app, client, Refusal::LOGIN_REQUIRED);
        return Ok(Json(json!({ "location": location })).into_response());
    }
    let (session, user) = resumed?;
    let answer = request.answer(&app, client, user, &session);
    let answer = answer.map(|location| Json(json!({ "location": location })));
    Ok((cookie::keep(&session), answer).into_response())
}

/// Ends the session of this browser. Without one there is nothing to do.
async fn log_out(State(app): State<Arc<App>>, headers: HeaderMap) -> Result<Response, Refusal> {
    if let Some(token) = cookie::refresh_token(&headers) {
        app.sessions.revoke_token(&token, WEB).await?;
    }
    Ok((StatusCode::NO_CONTENT, cookie::remove()).into_response())
}

/// Ends each session of the user, also in other browsers and at other clients.
async fn log_out_everywhere(State(app): State<Arc<App>>, headers: HeaderMap) -> Result<Response, Response> {
    let (session, _) = resume(&app, &headers).await?;
    match app.sessions.revoke_subject(session.subject()).await {
        Ok(_) => Ok((StatusCode::NO_CONTENT, cookie::remove()).into_response()),
        Err(error) => Err((cookie::keep(&session), Refusal::from(error)).into_response()),
    }
}

/// Refreshes the session of the cookie. The answer must keep the new cookie, also if it is an
/// error.
async fn resume(app: &App, headers: &HeaderMap) -> Result<(Session, DemoUser), Response> {
    let token = cookie::refresh_token(headers).ok_or_else(|| Refusal::LOGIN_REQUIRED.into_response())?;
    let session = app.sessions.refresh(&token, WEB).await.map_err(refused)?;
    match users::find(session.subject()) {
        Some(user) => Ok((session, user)),
        None => Err((cookie::remove(), Refusal::LOGIN_REQUIRED).into_response()),
    }
}

/// A session that has ended leaves no cookie. A token that was replaced a moment ago does: the
/// browser may have the new one by now.
fn refused(error: jwt_claims::Error) -> Response {
    let is_over = matches!(error.code(), "session_ended" | "refresh_token_reused" | "refresh_token_invalid");
    let removal = is_over.then(cookie::remove);
    (removal, Refusal::from(error)).into_response()
}
