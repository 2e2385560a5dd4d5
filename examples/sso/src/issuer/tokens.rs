//! The tokens that the issuer signs.

use std::collections::BTreeMap;

use jwt_claims::key_ring::KeyRing;
use jwt_claims::preset::{AccessToken, IdToken, Login};
use jwt_claims::sessions::{Session, SessionId};
use jwt_claims::{Error, Issued, Issuer};

use super::codes::Grant;
use super::refusal::Refusal;
use super::users::DemoUser;
use crate::claims::{Access, Identity};

/// Issues access tokens for each service, and ID tokens for clients.
pub(super) struct Tokens {
    identity: Issuer,
    /// By resource (RFC 8707): one token is for one service, so a service cannot use it at
    /// another one.
    access: BTreeMap<String, Issuer>,
}

/// Who a token is about, and for whom it is.
#[derive(Clone, Copy)]
pub(super) struct Holder<'a> {
    pub(super) user: DemoUser,
    pub(super) session: SessionId,
    pub(super) client: &'a str,
}

impl<'a> Holder<'a> {
    /// The user of a session of the browser.
    pub(super) fn of(user: DemoUser, session: &'a Session) -> Self {
        Self { user, session: session.id(), client: session.client() }
    }
}

impl Tokens {
    pub(super) fn new(ring: &KeyRing, origin: &str, resources: [&str; 2]) -> Self {
        let issuer = Issuer::from_ring(ring).with_issuer(origin);
        let access = resources.map(|one| (one.to_owned(), issuer.clone().with_audience(one)));
        Self { identity: issuer, access: access.into() }
    }

    /// What signs access tokens for this resource.
    pub(super) fn issuer_for(&self, resource: &str) -> Result<&Issuer, Refusal> {
        self.access.get(resource).ok_or(Refusal::INVALID_RESOURCE)
    }

    /// An ID token (OpenID Connect Core §2).
    pub(super) fn identity(&self, holder: Holder<'_>, grant: &Grant) -> Result<Issued, Error> {
        let login = Login::new(holder.client);
        let login = grant.nonce.iter().fold(login, |login, nonce| login.with_nonce(nonce));
        let id = IdToken {
            sub: holder.user.login.into(),
            aud: holder.client.into(),
            nonce: grant.nonce.clone(),
            auth_time: Some(grant.auth_time),
            ..IdToken::default()
        };
        self.identity.issue_with(&Identity { id, name: holder.user.name.into() }, &login)
    }
}

impl Holder<'_> {
    /// The claims of an access token.
    pub(super) fn access(self) -> Access {
        let token = AccessToken {
            sub: self.user.login.into(),
            client_id: self.client.into(),
            ..AccessToken::default()
        };
        Access {
            token,
            sid: self.session.to_string(),
            name: self.user.name.into(),
            roles: self.user.roles.into(),
        }
    }
}
