//! The registered claims (RFC 7519 §4.1), as the derive knows them: by wire name.

use proc_macro2::{Ident, Span};

use super::case;

/// The claim that binds a token to a key of its sender (RFC 7800 §3.1).
pub(crate) const CONFIRMATION: &str = "cnf";

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Registered {
    Iss,
    Sub,
    Aud,
    Exp,
    Nbf,
    Iat,
    Jti,
}

impl Registered {
    pub(crate) const NAMES: [&'static str; 7] = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti"];

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        let all = [Self::Iss, Self::Sub, Self::Aud, Self::Exp, Self::Nbf, Self::Iat, Self::Jti];
        all.into_iter().find(|claim| claim.name() == name)
    }

    pub(crate) fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }

    pub(crate) fn is_time(self) -> bool {
        matches!(self, Self::Exp | Self::Nbf | Self::Iat)
    }

    /// Its variant of `RegisteredClaim`.
    pub(crate) fn variant(self) -> Ident {
        Ident::new(&case::rename(self.name(), "PascalCase"), Span::call_site())
    }
}
