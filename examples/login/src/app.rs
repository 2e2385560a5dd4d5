//! The state that the handlers share.

use axum::extract::FromRef;
use jwt_claims::{Clock, Issuer, SigningKey, Verifier};

use crate::users::Users;

/// The state of the routes. It is created at start-up and cheap to clone.
#[derive(Clone)]
pub struct App {
    users: Users,
    issuer: Issuer,
    verifier: Verifier,
}

impl App {
    /// Creates a service that issues with this key, and trusts no other key.
    #[must_use]
    pub fn new(key: SigningKey, users: Users) -> Self {
        Self { users, verifier: Verifier::new(key.verifying_key()), issuer: Issuer::new(key) }
    }

    /// The same with another clock, for tests of expiry.
    #[must_use]
    pub fn with_clock(self, clock: impl Clock + Clone) -> Self {
        Self {
            users: self.users,
            issuer: self.issuer.with_clock(clock.clone()),
            verifier: self.verifier.with_clock(clock),
        }
    }
}

// Handlers and extractors ask for the part that they need.

impl FromRef<App> for Users {
    fn from_ref(app: &App) -> Self {
        app.users.clone()
    }
}

impl FromRef<App> for Issuer {
    fn from_ref(app: &App) -> Self {
        app.issuer.clone()
    }
}

impl FromRef<App> for Verifier {
    fn from_ref(app: &App) -> Self {
        app.verifier.clone()
    }
}
