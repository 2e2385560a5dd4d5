//! The authorization endpoint (RFC 6749 §4.1, OpenID Connect Core §3.1): a client sends the
//! user here, and gets a code.

use std::sync::Arc;

use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use jwt_claims::Clock;
use jwt_claims::sessions::Session;

use super::app::App;
use super::clients::{Client, Clients};
use super::codes::Grant;
use super::parameters::Parameters;
use super::pkce::CodeChallenge;
use super::prompt::Prompt;
use super::refusal::Refusal;
use super::users::DemoUser;
use crate::pages;

/// The scopes that mean something here. Others are ignored (RFC 6749 §3.3), unless there are only
/// others.
pub(super) const SCOPES: [&str; 2] = ["openid", "offline_access"];

/// Parameters of OpenID Connect that would change the meaning of the others, and how they are
/// refused (Core §3.1.2.6).
const UNSUPPORTED: [(&str, Refusal); 3] = [
    ("request", Refusal::new("request_not_supported", "expected no request object")),
    ("request_uri", Refusal::new("request_uri_not_supported", "expected no request object")),
    ("registration", Refusal::new("registration_not_supported", "expected a registered client")),
];

/// What a client asks for.
pub(super) struct AuthorizationRequest(Parameters);

/// The same, checked.
struct Checked<'a> {
    challenge: CodeChallenge,
    resource: &'a str,
    scope: Option<String>,
    prompt: Prompt,
}

/// The page for the user: it asks for a login if there is no session, and goes on. It reads the
/// parameters from its URL, so a form that was posted becomes a query.
///
/// Errors go back to the client, except for an unknown client or redirect URI: there, the
/// user sees them, and is sent nowhere (RFC 6749 §4.1.2.1).
pub(super) async fn endpoint(
    State(app): State<Arc<App>>,
    method: Method,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Response {
    let Ok(Form(pairs)) = form else {
        return (StatusCode::BAD_REQUEST, pages::BAD_REQUEST).into_response();
    };
    let query = (method == Method::POST)
        .then(|| form_urlencoded::Serializer::new(String::new()).extend_pairs(&pairs).finish());
    let request = AuthorizationRequest::new(pairs);
    match request.client(&app.clients) {
        Err(_) => (StatusCode::BAD_REQUEST, pages::BAD_REQUEST).into_response(),
        Ok(client) => match (request.check(client), query) {
            (Err(refusal), _) => Redirect::to(&request.refuse(&app, client, refusal)).into_response(),
            (Ok(_), Some(query)) => Redirect::to(&format!("/authorize?{query}")).into_response(),
            (Ok(_), None) => pages::AUTHORIZE.into_response(),
        },
    }
}

impl AuthorizationRequest {
    pub(super) fn new(pairs: Vec<(String, String)>) -> Self {
        Self(Parameters::new(pairs))
    }

    /// The registered client, if this is its redirect URI.
    pub(super) fn client<'c>(&self, clients: &'c Clients) -> Result<&'c Client, Refusal> {
        let is_clear = !self.0.is_repeated("client_id") && !self.0.is_repeated("redirect_uri");
        let client = clients.find(self.0.text("client_id"));
        let client = client.filter(|client| is_clear && client.redirect_uri == self.0.text("redirect_uri"));
        client.ok_or(Refusal::new("invalid_request", "unknown client_id or redirect_uri"))
    }

    /// True if the user must see no page.
    pub(super) fn is_silent(&self) -> bool {
        self.0.text("prompt") == "none"
    }

    /// Where the user goes next: back to the client, with a code or an error.
    ///
    /// # Errors
    /// `login_required` if the session has just ended, or the login is older than the client
    /// accepts, and the user may see the form.
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
        let grant = Grant {
            client: client.clone(),
            challenge: checked.challenge,
            resource: checked.resource.to_owned(),
            scope: checked.scope,
            nonce: self.0.get("nonce").map(str::to_owned),
            subject: user.login.to_owned(),
            session: session.id(),
            auth_time: session.created_at(),
        };
        let code = checked.prompt.check(session, now).and_then(|()| app.codes.issue(grant, now));
        match code {
            Ok(code) => Ok(self.location(app, client, &[("code", &code)])),
            Err(refusal) if refusal.is_login_required() && !self.is_silent() => Err(refusal),
            Err(refusal) => Ok(self.refuse(app, client, refusal)),
        }
    }

    /// What is checked beyond the client: PKCE is required, and the client may have tokens
    /// for the resource.
    fn check<'c>(&self, client: &'c Client) -> Result<Checked<'c>, Refusal> {
        self.0.check_repeated()?;
        if let Some((_, refusal)) = UNSUPPORTED.iter().find(|(name, _)| self.0.get(name).is_some()) {
            return Err(*refusal);
        }
        if self.0.text("response_type") != "code" {
            return Err(Refusal::new("unsupported_response_type", "expected response_type to be code"));
        }
        let is_s256 = self.0.text("code_challenge_method") == "S256";
        let challenge = CodeChallenge::parse(self.0.text("code_challenge")).filter(|_| is_s256);
        let challenge = challenge
            .ok_or(Refusal::new("invalid_request", "expected code_challenge with the method S256"))?;
        let resource = client.resource(self.0.get("resource"))?;
        let prompt = Prompt::parse(self.0.text("prompt"), self.0.get("max_age"))?;
        let scope = self.0.get("scope").map(known_scopes).transpose()?;
        Ok(Checked { challenge, resource, scope, prompt })
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
        query.extend_pairs(self.0.get("state").map(|state| ("state", state)));
        query.append_pair("iss", &app.origin);
        format!("{}?{}", client.redirect_uri, query.finish())
    }
}

fn known_scopes(requested: &str) -> Result<String, Refusal> {
    let is_requested = |scope: &&str| requested.split(' ').any(|one| one == *scope);
    let known: Vec<_> = SCOPES.into_iter().filter(is_requested).collect();
    match known.is_empty() {
        true => Err(Refusal::new("invalid_scope", "expected the scope openid or offline_access")),
        false => Ok(known.join(" ")),
    }
}

#[cfg(test)]
mod tests {
    use jwt_claims::sessions::NewSession;

    use super::super::clients::WEB;
    use super::super::users;
    use super::*;

    #[tokio::test]
    async fn a_session_that_ends_after_its_refresh_gets_no_code() {
        let app = App::example();
        let parameters = [
            ("response_type", "code"),
            ("client_id", "orders-page"),
            ("redirect_uri", "http://127.0.0.1:2/callback"),
            ("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
            ("code_challenge_method", "S256"),
        ];
        let pairs = parameters.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let request = AuthorizationRequest::new(pairs.into());
        let (client, alice) = (request.client(&app.clients).unwrap(), users::find("alice").unwrap());
        for everywhere in [false, true] {
            let session = app.sessions.create(NewSession::new("alice", WEB).unwrap()).await.unwrap();
            let session = app.sessions.refresh(session.refresh_token(), WEB).await.unwrap();
            assert!(request.answer(&app, client, alice, &session).unwrap().contains("code="));
            match everywhere {
                true => assert_eq!(app.sessions.revoke_subject("alice").await.unwrap(), 1),
                false => assert!(app.sessions.revoke_session(session.id()).await.unwrap()),
            }
            assert!(request.answer(&app, client, alice, &session).unwrap_err().is_login_required());
        }
    }
}
