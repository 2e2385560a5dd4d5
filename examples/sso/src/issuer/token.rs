//! The token endpoint (RFC 6749 §3.2) and the revocation endpoint (RFC 7009), for clients.

use std::sync::Arc;

use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::{Form, Json};
use jwt_claims::Clock;
use jwt_claims::sessions::{NewSession, Session};
use serde::{Deserialize, Serialize};

use super::app::App;
use super::clients::Client;
use super::codes::{Grant, Redeemed};
use super::refusal::Refusal;
use super::tokens::Holder;
use super::users;

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

/// The answer (RFC 6749 §5.1), with the times of
/// draft-ietf-oauth-refresh-token-expiration-03.
#[derive(Serialize)]
pub(super) struct TokenAnswer {
    access_token: String,
    token_type: &'static str,
    expires_in: Option<u64>,
    #[serde(skip_serializing_if = "String::is_empty")]
    scope: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    id_token: Option<String>,
    #[serde(flatten)]
    refresh: Option<Refresh>,
}

#[derive(Serialize)]
struct Refresh {
    refresh_token: String,
    refresh_token_timeout: u64,
    authorization_expires_in: u64,
}

impl Refresh {
    fn of(session: &Session) -> Self {
        Self {
            refresh_token: session.refresh_token().to_owned(),
            refresh_token_timeout: session.refresh_token_timeout(),
            authorization_expires_in: session.authorization_expires_in(),
        }
    }
}

/// `POST /token`.
pub(super) async fn endpoint(
    State(app): State<Arc<App>>,
    form: Result<Form<TokenRequest>, FormRejection>,
) -> Result<Json<TokenAnswer>, Refusal> {
    let Form(request) =
        form.map_err(|_| Refusal::new("invalid_request", "expected a form with each parameter once"))?;
    let client = app.clients.find(&request.client_id);
    let client = client.ok_or(Refusal::new("invalid_client", "unknown client_id"))?;
    let answer = match &*request.grant_type {
        "authorization_code" => exchange(&app, client, &request).await?,
        "refresh_token" => refresh(&app, client, &request).await?,
        _ => {
            return Err(Refusal::new(
                "unsupported_grant_type",
                "expected authorization_code or refresh_token",
            ));
        }
    };
    Ok(Json(answer))
}

/// A code for tokens (§4.1.3). The code is used up also if something else is wrong.
async fn exchange(app: &App, client: &Client, request: &TokenRequest) -> Result<TokenAnswer, Refusal> {
    const REFUSED: Refusal = Refusal::new("invalid_grant", "the code is not valid");
    let grant = match app.codes.redeem(&request.code, app.clock.now().seconds()) {
        Redeemed::Granted(grant) => *grant,
        Redeemed::Used(Some(session)) => {
            app.sessions.revoke_session(session).await?;
            return Err(REFUSED);
        }
        Redeemed::Used(None) | Redeemed::Unknown => return Err(REFUSED),
    };
    let is_for_client = grant.client == *client && client.redirect_uri == request.redirect_uri;
    let is_other_resource = request.resource.as_ref().is_some_and(|resource| *resource != grant.resource);
    if !is_for_client || !grant.challenge.is_met_by(&request.code_verifier) {
        return Err(REFUSED);
    }
    if is_other_resource {
        return Err(Refusal::new("invalid_target", "the code is for another resource"));
    }
    grant_tokens(app, grant, &request.code).await
}

async fn grant_tokens(app: &App, grant: Grant, code: &str) -> Result<TokenAnswer, Refusal> {
    let user = users::find(&grant.subject).ok_or(Refusal::CLOSED_ACCOUNT)?;
    let mut scopes = grant.scope.split(' ');
    let session = match scopes.clone().any(|scope| scope == "offline_access") {
        // a session of the client's own, which lasts beyond that of the browser
        true => Some(app.sessions.create(NewSession::new(user.login, grant.client.id)?).await?),
        false => None,
    };
    if let Some(session) = &session {
        app.codes.created(code, session.id());
    }
    let sid = session.as_ref().map_or(grant.session, Session::id);
    let holder = Holder { user, session: sid, client: grant.client.id };
    let id_token = match scopes.any(|scope| scope == "openid") {
        true => Some(app.tokens.identity(holder, grant.nonce.as_deref())?.into_string()),
        false => None,
    };
    let answer = access(app, holder, &grant.resource)?;
    let refresh = session.as_ref().map(Refresh::of);
    Ok(TokenAnswer { id_token, refresh, scope: grant.scope, ..answer })
}

/// A refresh token for the next one (§6).
async fn refresh(app: &App, client: &Client, request: &TokenRequest) -> Result<TokenAnswer, Refusal> {
    let resource = request.resource.as_ref().unwrap_or(&client.resource);
    if !app.tokens.has_resource(resource) {
        return Err(Refusal::UNKNOWN_RESOURCE);
    }
    let session = app.sessions.refresh(&request.refresh_token, client.id).await?;
    let user = users::find(session.subject()).ok_or(Refusal::CLOSED_ACCOUNT)?;
    let answer = access(app, Holder::of(user, &session), resource)?;
    Ok(TokenAnswer { refresh: Some(Refresh::of(&session)), ..answer })
}

fn access(app: &App, holder: Holder<'_>, resource: &str) -> Result<TokenAnswer, Refusal> {
    let issued = app.tokens.access(holder, resource)?;
    Ok(TokenAnswer {
        expires_in: issued.expires_in(),
        access_token: issued.into_string(),
        token_type: "Bearer",
        scope: String::new(),
        id_token: None,
        refresh: None,
    })
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
