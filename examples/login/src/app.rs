//! The state that the handlers share.

use axum::extract::FromRef;
use jwt_claims::http::Guard;
use jwt_claims::{Clock, Error, Issuer, SigningKey, Verifier};

use crate::users::Users;

/// The cookie that may contain the token.
pub const COOKIE: &str = "__Host-session";

/// The state of the routes. It is created at start-up and cheap to clone.
#[derive(Clone)]
pub struct App {
    users: Users,
    issuer: Issuer,
    guard: Guard,
}

impl App {
    /// Creates a service that issues with this key, and trusts no other key. Tokens are
    /// accepted from the header `Authorization` and from a cookie.
    ///
    /// # Errors
    /// If a browser would not protect the cookie.
    pub fn new(key: SigningKey, users: Users, clock: impl Clock + Clone) -> Result<Self, Error> {
        let verifier = Verifier::new(key.verifying_key()).with_clock(clock.clone());
        let guard = Guard::new(verifier).with_realm("login").with_cookie(COOKIE)?;
        Ok(Self { users, issuer: Issuer::new(key).with_clock(clock), guard })
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

impl FromRef<App> for Guard {
    fn from_ref(app: &App) -> Self {
        app.guard.clone()
    }
}
