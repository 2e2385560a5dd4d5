//! The claims that are measured: owned, borrowed, small and large. They say all
//! there is to say, so that issuing adds nothing that the others do not write
//! (a random `jti` above all, which costs a call of the system).

use jwt_claims::Claims;
use serde::{Deserialize, Serialize};

/// The issuer of every token.
pub const ISS: &str = "https://id.example.com/realms/acme";
/// The audience of every token.
pub const AUD: &str = "https://api.example.com";
/// `typ` of every header.
pub const TYP: &str = "at+jwt";
/// The role that is asked for.
pub const ROLE: &str = "editor";
/// Clocks may differ by so many seconds, with every peer.
pub const LEEWAY: u64 = 30;

const IAT: u64 = 1_760_000_000;
const EXP: u64 = 4_102_444_800;

/// What the limit and jsonwebtoken's caller check by hand.
pub trait Terms {
    /// `iss`, `aud`, `exp`, `nbf`.
    fn registered(&self) -> (&str, &str, u64, u64);
    /// Whether [`ROLE`] is granted.
    fn has_role(&self) -> bool;
}

/// About 400 bytes of JSON, in strings of its own: what most services have.
/// Eleven allocations: seven strings, a vector, three strings in it.
#[derive(Claims, Serialize, Deserialize)]
#[claims(issuer = ISS, audience = AUD, typ = "at+jwt")]
pub struct Owned {
    iss: String,
    sub: String,
    aud: String,
    exp: u64,
    nbf: u64,
    iat: u64,
    jti: String,
    scope: String,
    #[claim(any_of = [ROLE])]
    roles: Vec<String>,
    tenant: String,
    email: String,
}

/// The same claims, borrowed from the token.
#[derive(Claims, Serialize, Deserialize)]
#[claims(issuer = ISS, audience = AUD, typ = "at+jwt")]
pub struct Borrowed<'t> {
    iss: &'t str,
    sub: &'t str,
    aud: &'t str,
    exp: u64,
    nbf: u64,
    iat: u64,
    jti: &'t str,
    scope: &'t str,
    #[claim(any_of = [ROLE])]
    roles: Vec<&'t str>,
    tenant: &'t str,
    email: &'t str,
}

/// 150 bytes of JSON.
#[derive(Claims, Serialize, Deserialize)]
#[claims(issuer = ISS, audience = AUD, typ = "at+jwt")]
pub struct Small {
    iss: String,
    sub: String,
    aud: String,
    exp: u64,
    iat: u64,
    jti: String,
    #[claim(equals = ROLE)]
    role: String,
}

/// 8 KB of JSON: somebody who is in every group there is.
#[derive(Claims, Serialize, Deserialize)]
#[claims(issuer = ISS, audience = AUD, typ = "at+jwt")]
pub struct Large {
    iss: String,
    sub: String,
    aud: String,
    exp: u64,
    iat: u64,
    jti: String,
    #[claim(any_of = [ROLE])]
    roles: Vec<String>,
}

impl Owned {
    /// The claims to issue.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            iss: ISS.into(),
            sub: "5f1c2a9e-7d34-4b0e-9a61-2f8f0c6b7d10".into(),
            aud: AUD.into(),
            exp: EXP,
            nbf: IAT,
            iat: IAT,
            jti: "b7e0d6c4-1c1f-4c57-8a55-90a6f1c3e2ab".into(),
            scope: "openid profile documents:read documents:write".into(),
            roles: vec!["viewer".into(), ROLE.into(), "billing-admin".into()],
            tenant: "acme-industries-eu-west".into(),
            email: "maria.gonzalez@acme-industries.example.com".into(),
        }
    }
}

impl Small {
    /// The claims to issue.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            iss: ISS.into(),
            sub: "5f1c2a9e".into(),
            aud: AUD.into(),
            exp: EXP,
            iat: IAT,
            jti: "b7e0d6c4".into(),
            role: ROLE.into(),
        }
    }
}

impl Large {
    /// The claims to issue.
    #[must_use]
    pub fn sample() -> Self {
        let groups = (0..150).map(|n| format!("acme-industries/eu-west/division-{n:03}/documents-viewer"));
        Self {
            iss: ISS.into(),
            sub: "5f1c2a9e".into(),
            aud: AUD.into(),
            exp: EXP,
            iat: IAT,
            jti: "b7e0d6c4".into(),
            roles: groups.chain([ROLE.into()]).collect(),
        }
    }
}

macro_rules! terms {
    ($($claims:ty: $nbf:expr, $has_role:expr;)*) => {$(
        impl Terms for $claims {
            fn registered(&self) -> (&str, &str, u64, u64) {
                let nbf: fn(&Self) -> u64 = $nbf;
                (&self.iss, &self.aud, self.exp, nbf(self))
            }

            fn has_role(&self) -> bool {
                let has_role: fn(&Self) -> bool = $has_role;
                has_role(self)
            }
        }
    )*};
}
terms! {
    Owned: |claims| claims.nbf, |claims| claims.roles.iter().any(|role| role == ROLE);
    Borrowed<'_>: |claims| claims.nbf, |claims| claims.roles.contains(&ROLE);
    Small: |_| 0, |claims| claims.role == ROLE;
    Large: |_| 0, |claims| claims.roles.iter().any(|role| role == ROLE);
}
