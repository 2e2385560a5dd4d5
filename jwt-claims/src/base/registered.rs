//! The registered claims of RFC 7519 §4.1.

use std::borrow::Cow;
use std::fmt;

use crate::base::numeric_date::NumericDate;

/// The name of a registered claim (RFC 7519 §4.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RegisteredClaim {
    /// `iss`, the issuer (RFC 7519 §4.1.1).
    Iss,
    /// `sub`, the subject (RFC 7519 §4.1.2).
    Sub,
    /// `aud`, the audience (RFC 7519 §4.1.3).
    Aud,
    /// `exp`, the expiration time (RFC 7519 §4.1.4).
    Exp,
    /// `nbf`, not before (RFC 7519 §4.1.5).
    Nbf,
    /// `iat`, issued at (RFC 7519 §4.1.6).
    Iat,
    /// `jti`, the token's own identifier (RFC 7519 §4.1.7).
    Jti,
}

impl RegisteredClaim {
    /// The seven claims, in the order of RFC 7519.
    pub const ALL: [Self; 7] = [Self::Iss, Self::Sub, Self::Aud, Self::Exp, Self::Nbf, Self::Iat, Self::Jti];

    /// The name in the token.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Iss => "iss",
            Self::Sub => "sub",
            Self::Aud => "aud",
            Self::Exp => "exp",
            Self::Nbf => "nbf",
            Self::Iat => "iat",
            Self::Jti => "jti",
        }
    }

    #[inline]
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        match name.as_bytes() {
            b"iss" => Some(Self::Iss),
            b"sub" => Some(Self::Sub),
            b"aud" => Some(Self::Aud),
            b"exp" => Some(Self::Exp),
            b"nbf" => Some(Self::Nbf),
            b"iat" => Some(Self::Iat),
            b"jti" => Some(Self::Jti),
            _ => None,
        }
    }

    /// The expected type of the claim's value.
    pub(crate) const fn expected(self) -> &'static str {
        match self {
            Self::Iss | Self::Sub | Self::Jti => "a string",
            Self::Aud => "a string or an array of strings",
            Self::Exp | Self::Nbf | Self::Iat => "a NumericDate (a number of seconds since 1970)",
        }
    }
}

impl fmt::Display for RegisteredClaim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The registered claims of a token, borrowed from its payload. `None` means that the
/// claim is absent: a token with a wrong type is refused before.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Registered<'t> {
    pub(crate) iss: Option<Cow<'t, str>>,
    pub(crate) sub: Option<Cow<'t, str>>,
    pub(crate) aud: Option<Audiences<'t>>,
    pub(crate) exp: Option<NumericDate>,
    pub(crate) nbf: Option<NumericDate>,
    pub(crate) iat: Option<NumericDate>,
    pub(crate) jti: Option<Cow<'t, str>>,
    /// The claims that are present, with any value.
    pub(crate) present: ClaimSet,
}

/// The claim that binds a token to a key of its sender (RFC 7800 §3.1).
pub(crate) const CONFIRMATION: &str = "cnf";

/// A set of registered claims, a bit for each, and one for `cnf`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ClaimSet(u8);

impl ClaimSet {
    const CONFIRMATION_BIT: u8 = 1 << 7;

    /// The seven claims.
    pub const ALL: Self = Self::of(&RegisteredClaim::ALL);

    /// The claims of a list.
    #[must_use]
    pub const fn of(claims: &[RegisteredClaim]) -> Self {
        let mut set = Self(0);
        let mut nth = 0;
        while nth < claims.len() {
            set = set.and(claims[nth]);
            nth += 1;
        }
        set
    }

    /// The set with one more claim.
    pub(crate) const fn and(self, claim: RegisteredClaim) -> Self {
        Self(self.0 | 1 << claim as u8)
    }

    /// The set and `cnf`.
    pub(crate) const fn and_confirmation(self) -> Self {
        Self(self.0 | Self::CONFIRMATION_BIT)
    }

    #[inline]
    pub(crate) const fn has_confirmation(self) -> bool {
        self.0 & Self::CONFIRMATION_BIT != 0
    }

    /// The claims that are not in the other set.
    pub(crate) const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// The claims of either set.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Adds a claim; `false` if it was in the set already.
    #[inline]
    pub(crate) const fn insert(&mut self, claim: RegisteredClaim) -> bool {
        let added = !self.contains(claim);
        *self = self.and(claim);
        added
    }

    #[inline]
    pub(crate) const fn contains(self, claim: RegisteredClaim) -> bool {
        self.0 & (1 << claim as u8) != 0
    }

    pub(crate) const fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(crate) fn iter(self) -> impl Iterator<Item = RegisteredClaim> {
        RegisteredClaim::ALL.into_iter().filter(move |claim| self.contains(*claim))
    }
}

/// `aud` as it was read. Most tokens have one audience, which needs no allocation.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Audiences<'t> {
    One(Cow<'t, str>),
    Many(Vec<Cow<'t, str>>),
}

impl<'t> Audiences<'t> {
    pub(crate) fn as_slice(&self) -> &[Cow<'t, str>] {
        match self {
            Self::One(name) => std::slice::from_ref(name),
            Self::Many(names) => names,
        }
    }
}

impl Registered<'_> {
    /// The claims that are present but `null` or of a wrong type.
    pub(crate) fn faulty(&self) -> ClaimSet {
        self.present.iter().filter(|claim| !self.has(*claim)).fold(ClaimSet::default(), ClaimSet::and)
    }

    /// True if the claim is present and has the right type.
    pub(crate) fn has(&self, claim: RegisteredClaim) -> bool {
        match claim {
            RegisteredClaim::Iss => self.iss.is_some(),
            RegisteredClaim::Sub => self.sub.is_some(),
            RegisteredClaim::Aud => self.aud.is_some(),
            RegisteredClaim::Exp => self.exp.is_some(),
            RegisteredClaim::Nbf => self.nbf.is_some(),
            RegisteredClaim::Iat => self.iat.is_some(),
            RegisteredClaim::Jti => self.jti.is_some(),
        }
    }

    /// `iss` (RFC 7519 §4.1.1).
    #[must_use]
    pub fn issuer(&self) -> Option<&str> {
        self.iss.as_deref()
    }

    /// `sub` (RFC 7519 §4.1.2).
    #[must_use]
    pub fn subject(&self) -> Option<&str> {
        self.sub.as_deref()
    }

    /// The names in `aud` (RFC 7519 §4.1.3); empty if the claim is absent.
    pub fn audience(&self) -> impl Iterator<Item = &str> {
        self.aud.iter().flat_map(Audiences::as_slice).map(AsRef::as_ref)
    }

    /// `exp` (RFC 7519 §4.1.4).
    #[must_use]
    pub fn expires_at(&self) -> Option<NumericDate> {
        self.exp
    }

    /// `nbf` (RFC 7519 §4.1.5).
    #[must_use]
    pub fn not_before(&self) -> Option<NumericDate> {
        self.nbf
    }

    /// `iat` (RFC 7519 §4.1.6).
    #[must_use]
    pub fn issued_at(&self) -> Option<NumericDate> {
        self.iat
    }

    /// `jti` (RFC 7519 §4.1.7).
    #[must_use]
    pub fn token_id(&self) -> Option<&str> {
        self.jti.as_deref()
    }
}
