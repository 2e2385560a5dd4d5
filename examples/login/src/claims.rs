//! What a token must say.

use jwt_claims::Claims;
use serde::{Deserialize, Serialize};

/// Who issues: this service (`iss`).
pub const ISSUER: &str = "https://login.example.com";
/// Whom the tokens are for: this service again (`aud`).
pub const AUDIENCE: &str = "login-example";

/// What a user may do, as the claim `roles` spells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Sees what is theirs.
    User,
    /// Sees what is everyone's.
    Admin,
}

/// Someone who has logged in.
///
/// A `typ` of its own keeps other tokens that this service might sign one day
/// (a password reset, say) from passing for a session (RFC 8725 §3.11).
#[derive(Clone, Debug, Claims)]
#[claims(typ = "session+jwt", issuer = ISSUER, audience = AUDIENCE, ttl = "15m")]
pub struct Session {
    /// The name that was logged in with.
    #[claim(non_empty)]
    pub sub: String,
    /// What the user might do at that time: a change takes effect at the next
    /// login, at most a `ttl` later.
    pub roles: Vec<Role>,
}

/// The same token, of which more is demanded: a handler that takes this is
/// for admins, and there is no other check to forget. All that [`Session`]
/// demands is inherited; a sound token without the role is answered with 403,
/// not 401.
///
/// It is only ever verified: sessions are what `POST /login` issues.
#[derive(Clone, Debug, Claims)]
#[claims(rules(roles(any_of = [Role::Admin])), verify_only)]
pub struct AdminSession(Session);
