//! The claims of tokens.

use jwt_claims::Claims;
use serde::{Deserialize, Serialize};

/// The issuer (`iss`): this service.
pub const ISSUER: &str = "https://login.example.com";
/// The audience (`aud`): this service, too.
pub const AUDIENCE: &str = "login-example";

/// What a user may do: the values of the claim `roles`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// May see their own data.
    User,
    /// May see all data.
    Admin,
}

/// A user who has logged in.
///
/// It has its own `typ`, so another token of this service, such as a password reset,
/// cannot be used as a session (RFC 8725 §3.11).
#[derive(Clone, Debug, Claims)]
#[claims(typ = "session+jwt", issuer = ISSUER, audience = AUDIENCE, ttl = "15m")]
pub struct Session {
    /// The name of the user.
    #[claim(non_empty)]
    pub sub: String,
    /// The roles at the time of login. A change takes effect at the next login, after
    /// at most one `ttl`.
    pub roles: Vec<Role>,
}

/// The same token with one more rule: a handler with this argument is for admins, and
/// needs no other check. It has the whole policy of [`Session`]. A valid token without
/// the role is answered with 403, not 401.
///
/// It is only verified: `POST /login` issues a [`Session`].
#[derive(Clone, Debug, Claims)]
#[claims(rules(roles(any_of = [Role::Admin])), verify_only)]
pub struct AdminSession(Session);
