//! The token endpoint (RFC 6749 §3.2) and the revocation endpoint (RFC 7009), for clients.

use std::sync::Arc;

use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Form, Json};
use jwt_claims::sessions::{NewSession, Session, TokenResponse};
use jwt_claims::{Clock, Issued};
use serde::Serialize;

use super::app::App;
use super::clients::Client;
use super::codes::{Grant, Redemption};
use super::completion::to_its_end;
use super::parameters::Parameters;
use super::refusal::Refusal;
use super::tokens::Holder;
use super::users::{self, DemoUser};
use crate::claims::LIFETIME;

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

/// The form of a client.
type Body = Result<Form<Vec<(String, String)>>, FormRejection>;

/// The parameters, and the client that has sent them.
fn read(app: &App, form: Body) -> Result<(Parameters, &Client), Refusal> {
    let Form(pairs) = form.map_err(|_| Refusal::new("invalid_request", "expected a form"))?;
    let parameters = Parameters::new(pairs);
    parameters.check_repeated()?;
    let client = app.clients.find(parameters.text("client_id"));
    Ok((parameters, client.ok_or(Refusal::new("invalid_client", "unknown client_id"))?))
}

/// `POST /token`.
pub(super) async fn endpoint(State(app): State<Arc<App>>, form: Body) -> Result<Response, Refusal> {
    to_its_end(async move {
        let (request, client) = read(&app, form)?;
        match request.text("grant_type") {
            "authorization_code" => exchange(&app, client, &request).await,
            "refresh_token" => refresh(&app, client, &request).await,
            _ => Err(Refusal::new("unsupported_grant_type", "expected authorization_code or refresh_token")),
        }
    })
    .await
}

/// A code for tokens (§4.1.3). A request for another service than the granted one does not use the
/// code up; any other mistake does.
async fn exchange(app: &App, client: &Client, request: &Parameters) -> Result<Response, Refusal> {
    let code = request.text("code");
    let grant = match app.codes.redeem(code, request.get("resource"), app.clock.now().seconds()) {
        Redemption::Granted(grant) => grant,
        Redemption::OtherResource => return Err(Refusal::INVALID_RESOURCE),
        Redemption::Used(Some(session)) => {
            app.sessions.revoke_session(session).await?;
            return Err(INVALID_CODE);
        }
        Redemption::Used(None) | Redemption::Unknown => return Err(INVALID_CODE),
    };
    let is_for_client = grant.client == *client && client.redirect_uri == request.text("redirect_uri");
    if !is_for_client || !grant.challenge.is_met_by(request.text("code_verifier")) {
        return Err(INVALID_CODE);
    }
    grant_tokens(app, &grant, code).await
}

const INVALID_CODE: Refusal = Refusal::new("invalid_grant", "the code is not valid");

async fn grant_tokens(app: &App, grant: &Grant, code: &str) -> Result<Response, Refusal> {
    let user = users::find(&grant.subject).ok_or(Refusal::CLOSED_ACCOUNT)?;
    let scopes = grant.scope.as_deref().unwrap_or_default();
    let has_scope = |name| scopes.split(' ').any(|scope| scope == name);
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
        scope: grant.scope.as_deref(),
        id_token: id_token.as_ref().map(Issued::as_str),
    };
    Ok(Json(answer).into_response())
}

async fn start_session(app: &App, user: DemoUser, grant: &Grant) -> Result<Session, Refusal> {
    let client = grant.client.session_client(&grant.resource);
    Ok(app.sessions.create(NewSession::new(user.login, client)?).await?)
}

/// A refresh token for the next one (§6).
async fn refresh(app: &App, client: &Client, request: &Parameters) -> Result<Response, Refusal> {
    let (session, resource) = resume(app, client, request).await?;
    let user = users::find(session.subject()).ok_or(Refusal::CLOSED_ACCOUNT)?;
    let holder = Holder { user, session: session.id(), client: client.id };
    let access = app.tokens.issuer_for(resource)?.issue(&holder.access())?;
    let answer = TokenAnswer { tokens: Tokens::new(&access, Some(&session)), scope: None, id_token: None };
    Ok(Json(answer).into_response())
}

/// The session of a refresh token, and its service. For another service, the refresh token is not
/// valid, and is not used up.
async fn resume<'c>(
    app: &App,
    client: &'c Client,
    request: &Parameters,
) -> Result<(Session, &'c str), Refusal> {
    let resources = match request.get("resource") {
        Some(requested) => vec![client.resource(Some(requested))?],
        None => client.resources.iter().map(String::as_str).collect(),
    };
    for resource in resources {
        let session_client = client.session_client(resource);
        match app.sessions.refresh(request.text("refresh_token"), &*session_client).await {
            Err(error) if error.code() == "refresh_token_invalid" => {}
            session => return Ok((session?, resource)),
        }
    }
    Err(Refusal::new("invalid_grant", "the refresh token is not valid"))
}

/// `POST /revoke`: ends the session of a refresh token. An unknown token is answered with 200
/// as well (RFC 7009 §2.2).
///
/// Access tokens are not revoked one by one: they end with their session. A JWT is refused
/// (§2.2.1).
pub(super) async fn revoke(State(app): State<Arc<App>>, form: Body) -> Result<StatusCode, Refusal> {
    to_its_end(async move {
        let (request, client) = read(&app, form)?;
        let token = request.get("token").ok_or(Refusal::new("invalid_request", "expected a token"))?;
        let is_jwt = token.split('.').count() == 3;
        if is_jwt {
            return Err(Refusal::new("unsupported_token_type", "expected a refresh token"));
        }
        for resource in &client.resources {
            app.sessions.revoke_token(token, &client.session_client(resource)).await?;
        }
        Ok(StatusCode::OK)
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::super::slow_store::Slow;
    use super::*;

    fn form(pairs: &[(&str, &str)]) -> Body {
        Ok(Form(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()))
    }

    #[tokio::test]
    async fn a_revocation_ends_the_session_also_if_the_client_leaves() {
        let slow = Slow::of("orders-page http://127.0.0.1:2").await;
        let body = form(&[("client_id", "orders-page"), ("token", slow.token())]);
        slow.drop_halfway(revoke(State(slow.app()), body)).await;
        assert!(slow.session_ends().await);
    }
}
