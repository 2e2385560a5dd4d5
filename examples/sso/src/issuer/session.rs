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
use super::completion::to_its_end;
use super::cookie::SetCookie;
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
    to_its_end(async move {
        end_sessions(&app, &headers).await?;
        let session = app.sessions.create(NewSession::new(user.login, WEB)?).await?;
        Ok((StatusCode::NO_CONTENT, app.cookie.keep(&session)).into_response())
    })
    .await
}

/// Ends each session that this browser has.
async fn end_sessions(app: &App, headers: &HeaderMap) -> Result<(), Refusal> {
    for token in app.cookie.refresh_tokens(headers) {
        app.sessions.revoke_token(&token, WEB).await?;
    }
    Ok(())
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
    let issuer = app.tokens.issuer_for(&resource)?;
    let (session, user) = resume(&app, &headers).await?;
    let issued = issuer.issue(&Holder::of(user, &session).access()).map_err(Refusal::from);
    let answer = issued.map(|issued| {
        Json(json!({ "access_token": issued.as_str(), "token_type": "Bearer", "expires_in": issued.expires_in() }))
    });
    Ok((next_cookie(&app, &session), answer).into_response())
}

/// The cookie after a refresh. A session that has ended meanwhile gets none: by now, the browser
/// may have the cookie of the next login.
fn next_cookie(app: &App, session: &Session) -> Option<SetCookie> {
    (!app.codes.has_ended(session)).then(|| app.cookie.keep(session))
}

/// The end of the authorization endpoint: a code for the client, if the browser has a session.
/// The page follows the location, because a form that is answered with a redirect to another
/// origin would need that origin in the Content-Security-Policy.
async fn authorize(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Result<Response, Response> {
    let malformed = Refusal::new("invalid_request", "expected the parameters of the authorization endpoint");
    let Form(pairs) = form.map_err(|_| malformed)?;
    let request = AuthorizationRequest::new(pairs);
    let client = request.client(&app.clients)?;
    let (session, user) = match resume(&app, &headers).await {
        Ok(resumed) => resumed,
        Err(refused) if request.is_silent() => {
            let location = request.refuse(&app, client, refused.for_client());
            return Ok((refused.cookie, Json(json!({ "location": location }))).into_response());
        }
        Err(refused) => return Err(refused.into()),
    };
    let answer = request.answer(&app, client, user, &session);
    let answer = answer.map(|location| Json(json!({ "location": location })));
    Ok((next_cookie(&app, &session), answer).into_response())
}

/// Ends the session of this browser. Without one there is nothing to do.
async fn log_out(State(app): State<Arc<App>>, headers: HeaderMap) -> Result<Response, Refusal> {
    to_its_end(async move {
        end_sessions(&app, &headers).await?;
        Ok((StatusCode::NO_CONTENT, app.cookie.remove()).into_response())
    })
    .await
}

/// Ends each session of the user, also in other browsers and at other clients. Of two cookies, one
/// may be planted. Each one is tried.
async fn log_out_everywhere(State(app): State<Arc<App>>, headers: HeaderMap) -> Result<Response, Response> {
    to_its_end(async move {
        let mut results = Vec::new();
        for token in app.cookie.refresh_tokens(&headers) {
            results.push(end_everywhere(&app, &token).await);
        }
        // a session that goes on matters most, then one that has ended now
        let rank = |result: &Result<(), Refused>| match result {
            Err(refused) if !refused.is_over() => 2,
            Ok(()) => 1,
            Err(_) => 0,
        };
        results.into_iter().max_by_key(rank).unwrap_or(Err(Refused::without_session()))?;
        Ok((StatusCode::NO_CONTENT, app.cookie.remove()).into_response())
    })
    .await
}

async fn end_everywhere(app: &App, token: &str) -> Result<(), Refused> {
    let (session, _) = refresh(app, token).await?;
    let ended = app.sessions.revoke_subject(session.subject()).await;
    ended.map(drop).map_err(|error| Refused { refusal: error.into(), cookie: next_cookie(app, &session) })
}

/// Refreshes the session of the cookie. The answer must keep the new cookie, also if it is an
/// error.
async fn resume(app: &App, headers: &HeaderMap) -> Result<(Session, DemoUser), Refused> {
    let token = app.cookie.refresh_token(headers).ok_or_else(Refused::without_session)?;
    refresh(app, &token).await
}

async fn refresh(app: &App, token: &str) -> Result<(Session, DemoUser), Refused> {
    let session = app.sessions.refresh(token, WEB).await.map_err(|error| Refused::of(app, error))?;
    match users::find(session.subject()) {
        Some(user) => Ok((session, user)),
        None => Err(Refused { cookie: Some(app.cookie.remove()), ..Refused::without_session() }),
    }
}

/// Why a browser has no session, and what becomes of its cookie.
struct Refused {
    refusal: Refusal,
    cookie: Option<SetCookie>,
}

impl Refused {
    fn without_session() -> Self {
        Self { refusal: Refusal::LOGIN_REQUIRED, cookie: None }
    }

    /// A session that has ended leaves no cookie. A token that was replaced a moment ago does:
    /// the browser may have the new one by now.
    fn of(app: &App, error: jwt_claims::Error) -> Self {
        let is_over =
            matches!(error.code(), "session_ended" | "refresh_token_reused" | "refresh_token_invalid");
        Self { cookie: is_over.then(|| app.cookie.remove()), refusal: error.into() }
    }

    /// True if there is no session to go on with, false if trying again may help.
    fn is_over(&self) -> bool {
        matches!(self.refusal.error(), "login_required" | "invalid_grant")
    }

    /// The same for a client, which knows nothing of refresh tokens of the browser.
    fn for_client(&self) -> Refusal {
        if self.is_over() { Refusal::LOGIN_REQUIRED } else { self.refusal }
    }
}

impl From<Refused> for Response {
    fn from(Refused { refusal, cookie }: Refused) -> Self {
        (cookie, refusal).into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::super::slow_store::Slow;
    use super::*;

    #[tokio::test]
    async fn a_logout_ends_the_session_also_if_the_browser_leaves() {
        for everywhere in [false, true] {
            let slow = Slow::start().await;
            let headers = slow.headers();
            match everywhere {
                true => slow.drop_halfway(log_out_everywhere(State(slow.app()), headers)).await,
                false => slow.drop_halfway(log_out(State(slow.app()), headers)).await,
            }
            assert!(slow.session_ends().await);
        }
    }

    #[tokio::test]
    async fn a_session_that_ends_after_its_refresh_leaves_the_cookie_of_the_next_login() {
        let app = App::example();
        for everywhere in [false, true] {
            let session = app.sessions.create(NewSession::new("alice", WEB).unwrap()).await.unwrap();
            assert!(next_cookie(&app, &session).is_some());
            match everywhere {
                true => assert_eq!(app.sessions.revoke_subject("alice").await.unwrap(), 1),
                false => assert!(app.sessions.revoke_session(session.id()).await.unwrap()),
            }
            assert!(next_cookie(&app, &session).is_none());
        }
    }

    #[tokio::test]
    async fn a_login_ends_the_session_before_also_if_the_browser_leaves() {
        let slow = Slow::start().await;
        let login = Login { name: "bob".into(), password: "builder".into() };
        slow.drop_halfway(log_in(State(slow.app()), slow.headers(), Ok(Json(login)))).await;
        assert!(slow.session_ends().await);
    }
}
