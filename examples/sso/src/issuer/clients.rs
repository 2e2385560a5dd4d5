//! The programs that may send users here (RFC 6749 §2). Their redirect URIs are compared as
//! text: nothing else gets a code, so the issuer is no open redirector (RFC 9700 §2.1).

use crate::service::Service;

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
    /// The service that its tokens are for, unless it asks for another one.
    pub(super) resource: String,
}

/// The registered clients.
#[derive(Clone, Debug)]
pub(super) struct Clients(Vec<Client>);

impl Clients {
    /// The pages of the two services, at their origins.
    #[must_use]
    pub(super) fn of_services(services: &[Service]) -> Self {
        let client = |service: &Service| Client {
            id: service.kind().client_id(),
            redirect_uri: format!("{}/callback", service.origin()),
            resource: service.origin().to_owned(),
        };
        Self(services.iter().map(client).collect())
    }

    /// The client with this id.
    #[must_use]
    pub(super) fn find(&self, id: &str) -> Option<&Client> {
        self.0.iter().find(|client| client.id == id)
    }
}
