//! The programs that may send users here (RFC 6749 §2). Their redirect URIs are compared as
//! text: nothing else gets a code, so the issuer is no open redirector (RFC 9700 §2.1).

use super::refusal::Refusal;
use crate::service::{Kind, Service};

/// The pages of the issuer itself. It is not a client of the authorization endpoint: its
/// refresh tokens are in a cookie, and the token endpoint refuses them.
pub(super) const WEB: &str = "web";

/// A registered client: a page without a secret, which uses PKCE (RFC 7636).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Client {
    /// `client_id`.
    pub(super) id: &'static str,
    /// The one accepted `redirect_uri`.
    pub(super) redirect_uri: String,
    /// The services that its tokens may be for: the first one, unless it asks for another.
    pub(super) resources: Vec<String>,
}

impl Client {
    /// The service that a token is for (RFC 8707 §2), if the client may have tokens for it.
    pub(super) fn resource(&self, requested: Option<&str>) -> Result<&str, Refusal> {
        let mut resources = self.resources.iter().map(String::as_str);
        let found = match requested {
            Some(requested) => resources.find(|resource| *resource == requested),
            None => resources.next(),
        };
        found.ok_or(Refusal::INVALID_RESOURCE)
    }

    /// The client of its sessions for this service. It has the name of the service, so that a
    /// refresh token is not valid for another one.
    pub(super) fn session_client(&self, resource: &str) -> String {
        format!("{} {resource}", self.id)
    }
}

/// The registered clients.
#[derive(Clone, Debug)]
pub(super) struct Clients(Vec<Client>);

impl Clients {
    /// The pages of the two services, at their origins. The page of the reports may call the
    /// orders, too; that of the orders may not call the reports.
    #[must_use]
    pub(super) fn of_services(services: &[Service]) -> Self {
        let client = |service: &Service| {
            let others = services
                .iter()
                .filter(|other| service.kind() == Kind::Reports && other.kind() == Kind::Orders);
            Client {
                id: service.kind().client_id(),
                redirect_uri: format!("{}/callback", service.origin()),
                resources: std::iter::once(service)
                    .chain(others)
                    .map(|one| one.origin().to_owned())
                    .collect(),
            }
        };
        Self(services.iter().map(client).collect())
    }

    /// The client with this id.
    #[must_use]
    pub(super) fn find(&self, id: &str) -> Option<&Client> {
        self.0.iter().find(|client| client.id == id)
    }
}
