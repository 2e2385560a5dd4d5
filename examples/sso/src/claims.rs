//! The claims of tokens.

use jwt_claims::Claims;
use jwt_claims::preset::{AccessToken, IdToken};
use serde::{Deserialize, Serialize};

/// How long an access token is valid, in seconds.
pub const LIFETIME: u64 = 300;

/// What a user may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Sees their own orders.
    Clerk,
    /// Sees everyone's orders, and the sales report.
    Manager,
    /// Sees each report.
    Auditor,
}

/// An access token (RFC 9068) for one service. Issuer and audience are URLs with ports that
/// are known at run time, so the issuer and the verifiers have them.
#[derive(Clone, Debug, Claims)]
#[claims(ttl = "5m")]
pub struct Access {
    /// `sub`, `client_id` and others.
    #[claim(base)]
    pub token: AccessToken,
    /// The session of the token, which a logout ends.
    #[claim(non_empty)]
    pub sid: String,
    /// The user's name, to be shown.
    pub name: String,
    /// The user's roles at the last refresh.
    pub roles: Vec<Role>,
}

/// The same token with one more rule: a handler with this argument is for managers.
#[derive(Clone, Debug, Claims)]
#[claims(rules(roles(any_of = [Role::Manager])), verify_only)]
pub struct ManagerAccess(Access);

/// For those who may see the sales report.
#[derive(Clone, Debug, Claims)]
#[claims(rules(roles(any_of = [Role::Manager, Role::Auditor])), verify_only)]
pub struct SalesAccess(Access);

/// For auditors.
#[derive(Clone, Debug, Claims)]
#[claims(rules(roles(any_of = [Role::Auditor])), verify_only)]
pub struct AuditorAccess(Access);

/// An ID token (OpenID Connect Core §2) for a client.
#[derive(Clone, Debug, Claims)]
#[claims(ttl = "5m")]
pub struct Identity {
    /// `sub`, `aud`, `nonce` and others.
    #[claim(base)]
    pub id: IdToken,
    /// The user's name, to be shown.
    pub name: String,
}
