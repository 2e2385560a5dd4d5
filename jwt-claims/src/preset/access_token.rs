//! Access tokens of OAuth 2.0 (RFC 9068).

use jwt_claims_derive::Claims;

use crate::base::numeric_date::NumericDate;
use crate::value::scopes::Scopes;

/// The claims of an OAuth 2.0 access token (RFC 9068 §2.2).
///
/// The header's `typ` is `at+jwt` (or `application/at+jwt`), so an ID token is refused.
/// `iss`, `sub`, `aud`, `exp`, `iat`, `jti` and `client_id` are required, also if they
/// have no field here; read the others with
/// [`Verified::registered`](crate::Verified::registered).
///
/// Extend it and declare your `issuer` and your `audience` (§4). Without an audience of
/// the extension or of [`Verifier::with_audience`](crate::Verifier::with_audience), every
/// token is refused.
///
/// `roles`, `groups` and `entitlements` (§2.2.3.1) have no field here, because
/// authorization servers write them as strings or as objects (RFC 7643 §8.2). Add those
/// that you need, with a type of your own:
///
/// ```
/// use jwt_claims::preset::AccessToken;
/// use jwt_claims::{ClaimValue, Claims};
///
/// #[derive(ClaimValue, PartialEq)]
/// #[claim_value(rename_all = "lowercase")]
/// enum Role { Editor, Admin }
///
/// #[derive(Claims)]
/// #[claims(issuer = "https://auth.example.com", audience = "orders")]
/// struct Access {
///     #[claim(base)]
///     token: AccessToken,
///     #[claim(any_of = [Role::Editor, Role::Admin])]
///     roles: Vec<Role>,
/// }
/// ```
///
/// To issue one, start with `AccessToken::default()`, and set `sub` and `client_id`: a token in
/// which they are empty is not issued.
#[derive(Claims, Clone, Debug, Default, PartialEq, Eq)]
#[claims(typ = "at+jwt", required(iss, aud, iat, jti))]
pub struct AccessToken {
    /// The user; for a token that a client got for itself, the client (§2.2).
    #[claim(non_empty)]
    pub sub: String,
    /// The client that requested the token (RFC 8693 §4.3).
    #[claim(non_empty)]
    pub client_id: String,
    /// The scopes that were granted (RFC 8693 §4.2).
    pub scope: Option<Scopes>,
    /// When the user logged in. A time in the future is refused.
    #[claim(past, if_present)]
    pub auth_time: Option<NumericDate>,
    /// How the user logged in: the authentication context class (§2.2.1).
    pub acr: Option<String>,
    /// How the user logged in: the methods, such as `pwd` and `otp` (RFC 8176).
    pub amr: Option<Vec<String>>,
}
