//! The authorization endpoint (RFC 6749 §4.1, OpenID Connect Core §3.1): a client sends the
//! user here, and gets a code.

use std::sync::Arc;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use jwt_claims::Clock;
use jwt_claims::sessions::Session;
use serde::Deserialize;

use super::app::App;
use super::clients::{Client, Clients};
use super::codes::Grant;
use super::pkce::CodeChallenge;
use super::prompt::Prompt;
use super::refusal::Refusal;
use super::users::DemoUser;
use crate::pages;

/// The parameters. One that comes twice is an error.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct AuthorizationRequest {
    response_type: String,
    client_id: String,
    redirect_uri: String,
    code_challenge: String,
    code_challenge_method: String,
    scope: String,
    state: Option<String>,
    nonce: Option<String>,
    resource: Option<String>,
    prompt: String,
    max_age: Option<String>,
}

/// What an authorization request asks for.
struct Checked<'a> {
    challenge: CodeChallenge,
    resource: &'a str,
    prompt: Prompt,
}

/// The page for the user: it asks for a login if there is no session, and goes on.
///
/// Errors go back to the client, except for an unknown client or redirect URI: there, the
/// user sees them, and is sent nowhere (RFC 6749 §4.1.2.1).
pub(super) async fn endpoint(
    State(app): State<Arc<App>>,
    query: Result<Query<AuthorizationRequest>, QueryRejection>,
) -> Response {
    let Ok(Query(request)) = query else {
        return (StatusCode::BAD_REQUEST, pages::BAD_REQUEST).into_response();
    };
    match request.client(&app.clients) {
        Err(_) => (StatusCode::BAD_REQUEST, pages::BAD_REQUEST).into_response(),
        Ok(client) => match request.check(client) {
            Err(refusal) => Redirect::to(&request.refuse(&app, client, refusal)).into_response(),
            Ok(_) => pages::AUTHORIZE.into_response(),
        },
    }
}

impl AuthorizationRequest {
    /// The registered client, if this is its redirect URI.
    pub(super) fn client<'c>(&self, clients: &'c Clients) -> Result<&'c Client, Refusal> {
        let client = clients.find(&self.client_id).filter(|client| client.redirect_uri == self.redirect_uri);
        client.ok_or(Refusal::new("invalid_request", "unknown client_id or redirect_uri"))
    }

    /// True if the user must see no page.
    pub(super) fn is_silent(&self) -> bool {
        self.prompt == "none"
    }

    /// Where the user goes next: back to the client, with a code or an error.
    ///
    /// # Errors
    /// `login_required` if the login is older than the client accepts, and may be repeated.
    pub(super) fn answer(
        &self,
        app: &App,
        client: &Client,
        user: DemoUser,
        session: &Session,
    ) -> Result<String, Refusal> {
        let now = app.clock.now().seconds();
        let checked = match self.check(client) {
            Ok(checked) => checked,
            Err(refusal) => return Ok(self.refuse(app, client, refusal)),
        };
        match checked.prompt.check(session, now) {
            Err(refusal) if self.is_silent() => return Ok(self.refuse(app, client, refusal)),
            fresh => fresh?,
        }
        let grant = Grant {
            client: client.clone(),
            challenge: checked.challenge,
            resource: checked.resource.to_owned(),
            scope: self.scope.clone(),
            nonce: self.nonce.clone(),
            subject: user.login.to_owned(),
            session: session.id(),
            auth_time: session.created_at(),
        };
        Ok(match app.codes.issue(grant, now) {
            Some(code) => self.location(app, client, &[("code", &code)]),
            None => self.refuse(app, client, Refusal::BUSY),
        })
    }

    /// What is checked beyond the client: PKCE is required, and the client may have tokens
    /// for the resource.
    fn check<'c>(&self, client: &'c Client) -> Result<Checked<'c>, Refusal> {
        if self.response_type != "code" {
            return Err(Refusal::new("unsupported_response_type", "expected response_type to be code"));
        }
        let challenge =
            CodeChallenge::parse(&self.code_challenge).filter(|_| self.code_challenge_method == "S256");
        let challenge = challenge
            .ok_or(Refusal::new("invalid_request", "expected code_challenge with the method S256"))?;
        let resource = client.resource(self.resource.as_deref())?;
        let prompt = Prompt::parse(&self.prompt, self.max_age.as_deref())?;
        Ok(Checked { challenge, resource, prompt })
    }

    /// Where an error goes: back to the client.
    pub(super) fn refuse(&self, app: &App, client: &Client, refusal: Refusal) -> String {
        let parameters = [("error", refusal.error()), ("error_description", refusal.description())];
        self.location(app, client, &parameters)
    }

    /// The redirect URI with parameters, the `state` of the client, and the issuer (RFC
    /// 9207).
    fn location(&self, app: &App, client: &Client, parameters: &[(&str, &str)]) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(parameters);
        query.extend_pairs(self.state.iter().map(|state| ("state", state)));
        query.append_pair("iss", &app.origin);
        format!("{}?{}", client.redirect_uri, query.finish())
    }
}
