//! The registered claims (RFC 7519 §4.1), as the derive knows them: by wire name.

use proc_macro2::{Ident, Span};

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
        Some(match name {
            "iss" => Self::Iss,
            "sub" => Self::Sub,
            "aud" => Self::Aud,
            "exp" => Self::Exp,
            "nbf" => Self::Nbf,
            "iat" => Self::Iat,
            "jti" => Self::Jti,
            _ => return None,
        })
    }

    pub(crate) fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }

    pub(crate) fn is_time(self) -> bool {
        matches!(self, Self::Exp | Self::Nbf | Self::Iat)
    }

    /// Its variant of `RegisteredClaim`.
    pub(crate) fn variant(self) -> Ident {
        let names = ["Iss", "Sub", "Aud", "Exp", "Nbf", "Iat", "Jti"];
        Ident::new(names[self as usize], Span::call_site())
    }
}
