//! Who sends a refresh token.

use crate::key::thumbprint::Thumbprint;

/// The client that sends a refresh token, and the key that it has proved to have, if any.
///
/// ```
/// # use jwt_claims::{Error, jwk::Thumbprint, sessions::{Presenter, Session, Sessions}};
/// # async fn example(sessions: Sessions, token: &str, key: Thumbprint) -> Result<(), Error> {
/// let session = sessions.refresh(token, "web-app").await?; // not bound to a key
/// let session = sessions.refresh(token, Presenter::new("mobile-app", &key)).await?;
/// # Ok(()) }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Presenter<'p> {
    pub(super) client: &'p str,
    pub(super) key: Option<Thumbprint>,
}

impl<'p> Presenter<'p> {
    /// A client with the key of a proof that was checked, as
    /// `Dpop::verify_proof` returns it (feature `dpop`).
    #[must_use]
    pub fn new(client: &'p str, key: &Thumbprint) -> Self {
        Self { client, key: Some(*key) }
    }
}

/// A client without a key.
impl<'p> From<&'p str> for Presenter<'p> {
    fn from(client: &'p str) -> Self {
        Self { client, key: None }
    }
}

/// A client without a key.
impl<'p> From<&'p String> for Presenter<'p> {
    fn from(client: &'p String) -> Self {
        Self { client, key: None }
    }
}
