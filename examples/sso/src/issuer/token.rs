//! The token endpoint (RFC 6749 §3.2) and the revocation endpoint (RFC 7009), for clients.

use std::sync::Arc;

use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Form, Json};
use jwt_claims::sessions::{NewSession, Session, TokenResponse};
use jwt_claims::{Clock, Issued};
use serde::{Deserialize, Serialize};

use super::app::App;
use super::clients::Client;
use super::codes::{Grant, Redemption};
use super::refusal::Refusal;
use super::tokens::Holder;
use super::users::{self, DemoUser};
use crate::claims::LIFETIME;

/// The parameters of all grants. It has no `Debug`, because it contains secrets.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct TokenRequest {
    grant_type: String,
    client_id: String,
    code: String,
    redirect_uri: String,
    code_verifier: String,
    refresh_token: String,
    resource: Option<String>,
}

/// The answer (RFC 6749 §5.1), with an ID token (OpenID Connect Core §3.1.3.3).
#[derive(Serialize)]
struct TokenAnswer<'a> {
    #[serde(flatten)]
    tokens: Tokens<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id_token: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Tokens<'a> {
    WithRefreshToken(TokenResponse<'a>),
    AccessToken { access_token: &'a str, token_type: &'static str, expires_in: u64 },
}

impl<'a> Tokens<'a> {
    fn new(access: &'a Issued, session: Option<&'a Session>) -> Self {
        let (access_token, expires_in) = (access.as_str(), access.expires_in().unwrap_or(LIFETIME));
        match session {
            Some(session) => Self::WithRefreshToken(TokenResponse::bearer(access_token, expires_in, session)),
            None => Self::AccessToken { access_token, token_type: "Bearer", expires_in },
        }
    }
}

/// What a session of a client is for. It does not change during the session.
#[derive(Serialize, Deserialize)]
struct Granted {
    resource: String,
}

/// `POST /token`.
pub(super) async fn endpoint(
    State(app): State<Arc<App>>,
    form: Result<Form<TokenRequest>, FormRejection>,
) -> Result<Response, Refusal> {
    let Form(request) =
        form.map_err(|_| Refusal::new("invalid_request", "expected a form with each parameter once"))?;
    let client = app.clients.find(&request.client_id);
    let client = client.ok_or(Refusal::new("invalid_client", "unknown client_id"))?;
    match &*request.grant_type {
        "authorization_code" => exchange(&app, client, &request).await,
        "refresh_token" => refresh(&app, client, &request).await,
        _ => Err(Refusal::new("unsupported_grant_type", "expected authorization_code or refresh_token")),
    }
}

/// A code for tokens (§4.1.3). The code is used up also if something else is wrong.
async fn exchange(app: &App, client: &Client, request: &TokenRequest) -> Result<Response, Refusal> {
    let grant = match app.codes.redeem(&request.code, app.clock.now().seconds()) {
        Redemption::Granted(grant) => grant,
        Redemption::Used(Some(session)) => {
            app.sessions.revoke_session(session).await?;
            return Err(INVALID_CODE);
        }
        Redemption::Used(None) | Redemption::Unknown => return Err(INVALID_CODE),
    };
    let is_for_client = grant.client == *client && client.redirect_uri == request.redirect_uri;
    if !is_for_client || !grant.challenge.is_met_by(&request.code_verifier) {
        return Err(INVALID_CODE);
    }
    check_resource(client, request, &grant.resource)?;
    grant_tokens(app, &grant, &request.code).await
}

const INVALID_CODE: Refusal = Refusal::new("invalid_grant", "the code is not valid");

/// A client gets tokens only for the service of its grant, and only while it is registered
/// for it.
fn check_resource(client: &Client, request: &TokenRequest, granted: &str) -> Result<(), Refusal> {
    client.resource(Some(granted))?;
    match &request.resource {
        Some(resource) if resource != granted => Err(Refusal::INVALID_RESOURCE),
        _ => Ok(()),
    }
}

async fn grant_tokens(app: &App, grant: &Grant, code: &str) -> Result<Response, Refusal> {
    let user = users::find(&grant.subject).ok_or(Refusal::CLOSED_ACCOUNT)?;
    let has_scope = |name| grant.scope.split(' ').any(|scope| scope == name);
    let session = match has_scope("offline_access") {
        // a session of the client's own, which lasts beyond that of the browser
        true => Some(start_session(app, user, grant).await?),
        false => None,
    };
    let sid = session.as_ref().map_or(grant.session, Session::id);
    // it came again meanwhile, or the user has logged out
    if !app.codes.exchanged(code, sid) {
        app.sessions.revoke_session(sid).await?;
        return Err(INVALID_CODE);
    }
    let holder = Holder { user, session: sid, client: grant.client.id };
    let id_token = match has_scope("openid") {
        true => Some(app.tokens.identity(holder, grant)?),
        false => None,
    };
    let access = app.tokens.issuer_for(&grant.resource)?.issue(&holder.access())?;
    let answer = TokenAnswer {
        tokens: Tokens::new(&access, session.as_ref()),
        scope: Some(&*grant.scope).filter(|scope| !scope.is_empty()),
        id_token: id_token.as_ref().map(Issued::as_str),
    };
    Ok(Json(answer).into_response())
}

async fn start_session(app: &App, user: DemoUser, grant: &Grant) -> Result<Session, Refusal> {
    let login = NewSession::new(user.login, grant.client.id)?;
    let login = login.with_data(&Granted { resource: grant.resource.clone() })?;
    Ok(app.sessions.create(login).await?)
}

/// A refresh token for the next one (§6).
async fn refresh(app: &App, client: &Client, request: &TokenRequest) -> Result<Response, Refusal> {
    // before the refresh token is used up
    client.resource(request.resource.as_deref())?;
    let session = app.sessions.refresh(&request.refresh_token, client.id).await?;
    let user = users::find(session.subject()).ok_or(Refusal::CLOSED_ACCOUNT)?;
    let granted: Granted = session.data()?;
    check_resource(client, request, &granted.resource)?;
    let holder = Holder::of(user, &session);
    let access = app.tokens.issuer_for(&granted.resource)?.issue(&holder.access())?;
    let answer = TokenAnswer { tokens: Tokens::new(&access, Some(&session)), scope: None, id_token: None };
    Ok(Json(answer).into_response())
}

/// The parameters of a revocation. It has no `Debug`, because it contains a token.
#[derive(Deserialize)]
pub(super) struct Revocation {
    token: String,
    client_id: String,
}

/// `POST /revoke`: ends the session of a refresh token. An unknown token is answered with 200
/// as well (RFC 7009 §2.2).
pub(super) async fn revoke(
    State(app): State<Arc<App>>,
    form: Result<Form<Revocation>, FormRejection>,
) -> Result<StatusCode, Refusal> {
    let Form(request) =
        form.map_err(|_| Refusal::new("invalid_request", "expected a form with token and client_id"))?;
    let client = app.clients.find(&request.client_id);
    let client = client.ok_or(Refusal::new("invalid_client", "unknown client_id"))?;
    app.sessions.revoke_token(&request.token, client.id).await?;
    Ok(StatusCode::OK)
}
