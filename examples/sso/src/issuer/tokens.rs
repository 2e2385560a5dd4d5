//! The tokens that the issuer signs.

use std::collections::BTreeMap;

use jwt_claims::key_ring::KeyRing;
use jwt_claims::preset::{AccessToken, IdToken, Login};
use jwt_claims::sessions::{Session, SessionId};
use jwt_claims::{Error, Issued, Issuer};

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

    pub(super) fn has_resource(&self, resource: &str) -> bool {
        self.access.contains_key(resource)
    }

    /// An access token for this resource.
    pub(super) fn access(&self, holder: Holder<'_>, resource: &str) -> Result<Issued, Refusal> {
        let issuer = self.access.get(resource).ok_or(Refusal::UNKNOWN_RESOURCE)?;
        let token = AccessToken {
            sub: holder.user.login.into(),
            client_id: holder.client.into(),
            ..AccessToken::default()
        };
        let access = Access {
            token,
            sid: holder.session.to_string(),
            name: holder.user.name.into(),
            roles: holder.user.roles.into(),
        };
        Ok(issuer.issue(&access)?)
    }

    /// An ID token (OpenID Connect Core §2).
    pub(super) fn identity(&self, holder: Holder<'_>, nonce: Option<&str>) -> Result<Issued, Error> {
        let login = Login::new(holder.client);
        let login = nonce.map_or(login, |nonce| login.with_nonce(nonce));
        let id = IdToken {
            sub: holder.user.login.into(),
            aud: holder.client.into(),
            nonce: nonce.map(str::to_owned),
            ..IdToken::default()
        };
        self.identity.issue_with(&Identity { id, name: holder.user.name.into() }, &login)
    }
}
