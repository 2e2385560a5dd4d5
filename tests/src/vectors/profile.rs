//! The claims types behind the profiles, and what only a case itself says.
//!
//! The cases ask for bearer tokens and want claims that are not understood to
//! be ignored, `cnf` among them: hence `unchecked(cnf)`.

use jwt_claims::{
    Audience, Claims, ContextFree, Error, NumericDate, OwnedClaims, RegisteredClaim, Scopes, Verified,
    Verifier,
};

use super::Profile;

/// The profile of RFC 9068 §2.2, every claim of it a field.
#[derive(Claims)]
#[claims(typ = "at+jwt", unchecked(cnf))]
struct AccessToken {
    iss: String,
    exp: NumericDate,
    aud: Audience,
    sub: String,
    client_id: String,
    iat: NumericDate,
    jti: String,
    scope: Option<Scopes>,
    roles: Option<Vec<String>>,
}

/// Profiles that demand less: what is required is then asked of the result.
macro_rules! lenient {
    ($($name:ident $(, $typ:literal)?;)*) => {$(
        #[derive(Claims)]
        #[claims($(typ = $typ,)? optional(exp), unchecked(aud, cnf))]
        struct $name {
            client_id: Option<String>,
            scope: Option<Scopes>,
            roles: Option<Vec<String>>,
        }

        impl Grants for $name {
            fn client_id(&self) -> Option<&str> { self.client_id.as_deref() }
            fn scope(&self) -> Option<&Scopes> { self.scope.as_ref() }
            fn roles(&self) -> &[String] { self.roles.as_deref().unwrap_or_default() }
        }
    )*};
}
lenient! {
    LenientAccessToken, "at+jwt";
    LenientJwt, "JWT";
    LenientUntyped;
}

trait Grants: OwnedClaims + ContextFree {
    fn client_id(&self) -> Option<&str>;
    fn scope(&self) -> Option<&Scopes>;
    fn roles(&self) -> &[String];
}

impl Grants for AccessToken {
    fn client_id(&self) -> Option<&str> {
        Some(&self.client_id)
    }

    fn scope(&self) -> Option<&Scopes> {
        self.scope.as_ref()
    }

    fn roles(&self) -> &[String] {
        self.roles.as_deref().unwrap_or_default()
    }
}

/// Why claims were not accepted.
pub(super) enum Refusal {
    ByLibrary(Error),
    /// By what a case demands at run time: its error class.
    ByProfile(&'static str),
    /// No claims type here has the profile's `typ`.
    NoSuchTyp,
}

/// Verifies a token and holds its claims against the profile.
pub(super) fn verify(verifier: &Verifier, token: &str, profile: &Profile) -> Result<(), Refusal> {
    let full = ["iss", "exp", "aud", "sub", "client_id", "iat", "jti"];
    let is_full =
        profile.aud.is_some() && full.iter().all(|claim| profile.required.iter().any(|name| name == claim));
    match profile.typ.as_deref() {
        Some("at+jwt") if is_full => grants::<AccessToken>(verifier, token, profile),
        Some("at+jwt") => grants::<LenientAccessToken>(verifier, token, profile),
        Some("JWT") => grants::<LenientJwt>(verifier, token, profile),
        None => grants::<LenientUntyped>(verifier, token, profile),
        Some(_) => Err(Refusal::NoSuchTyp),
    }
}

fn grants<C: Grants>(verifier: &Verifier, token: &str, profile: &Profile) -> Result<(), Refusal> {
    let claims: Verified<C> = verifier.token(token).verify().map_err(Refusal::ByLibrary)?;
    if !profile.required.iter().all(|name| holds(&claims, name)) {
        return Err(Refusal::ByProfile("missing_claim"));
    }
    let scopes = claims.scope().cloned().unwrap_or_default();
    let roles = claims.roles();
    let has_scopes = profile.scope_all.iter().all(|wanted| scopes.contains(wanted));
    let has_role =
        profile.roles_any.is_empty() || profile.roles_any.iter().any(|wanted| roles.contains(wanted));
    if has_scopes && has_role { Ok(()) } else { Err(Refusal::ByProfile("authz")) }
}

fn holds<C: Grants>(claims: &Verified<C>, name: &str) -> bool {
    let registered = claims.registered();
    match RegisteredClaim::ALL.into_iter().find(|claim| claim.name() == name) {
        Some(RegisteredClaim::Iss) => registered.issuer().is_some(),
        Some(RegisteredClaim::Sub) => registered.subject().is_some(),
        Some(RegisteredClaim::Aud) => registered.audience().next().is_some(),
        Some(RegisteredClaim::Exp) => registered.expires_at().is_some(),
        Some(RegisteredClaim::Nbf) => registered.not_before().is_some(),
        Some(RegisteredClaim::Iat) => registered.issued_at().is_some(),
        Some(RegisteredClaim::Jti) => registered.token_id().is_some(),
        None => name == "client_id" && claims.client_id().is_some(),
    }
}
