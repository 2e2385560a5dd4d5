//! Claims types that extend another: everything that the base demands holds,
//! and what is added can only narrow it.

use serde::Serializer;

use crate::base::registered::{ClaimSet, RegisteredClaim};
use crate::claims::kinds::{same, same_media_type};
use crate::claims::{Declared, IssueClaims};
use crate::policy::{Policy, RuleSpec};
use crate::token::verified::Verified;

/// A claims type that extends another: `struct AdminAccess(Access)`, or a
/// struct with a field `#[claim(base)]`.
///
/// The derive writes it. An impl written by hand does not compile: the claims
/// type says itself which type it extends, if any.
#[diagnostic::on_unimplemented(
    message = "`{Self}` extends no claims type",
    note = "extend one with `struct {Self}(Base);`, or with a field `#[claim(base)]`"
)]
pub trait Extends: Declared<Relation = Extension<<Self as Extends>::Base>> {
    /// The claims type whose policy it inherits.
    type Base;

    /// The base's claims.
    fn into_base(self) -> Self::Base;
}

/// How a claims type that extends `Base` is related to it.
#[doc(hidden)]
#[derive(Debug)]
pub struct Extension<Base>(std::marker::PhantomData<Base>);

/// The relation of a claims type that extends none.
#[doc(hidden)]
#[derive(Debug)]
pub enum Alone {}

impl<C: Extends> Verified<C> {
    /// The same proof about less: what holds for a claims type holds for the
    /// one that it extends.
    #[must_use]
    pub fn into_base(self) -> Verified<C::Base> {
        self.map(Extends::into_base)
    }
}

/// Writes the base of a claims type with further fields.
///
/// # Errors
/// Those of the serializer.
#[doc(hidden)]
pub fn write_base<C: IssueClaims, S: Serializer>(base: &C, serializer: S) -> Result<S::Ok, S::Error> {
    base.encode(serializer)
}

/// The claims that a type has fields for.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Fields {
    /// Its own that have the claim's name, and nothing else to be known.
    pub plain: &'static [&'static str],
    /// Its others.
    pub special: &'static [FieldSpec],
    /// Whether the type of a field is `Scopes`.
    pub scopes: &'static [(&'static str, bool)],
    /// The objects that paths lead into.
    pub objects: &'static [&'static str],
    /// Names that must not be in a token.
    pub forbidden: &'static [&'static str],
    /// How many members the parts before its own note.
    pub behind: u32,
    /// Those of the type that it extends.
    pub base: Option<&'static Fields>,
}

/// A field, as a type that extends this one must know it.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct FieldSpec {
    /// The field's name.
    pub field: &'static str,
    /// The claim's name in the token; empty if it is no claim of its own.
    pub claim: &'static str,
    /// Whether that is a path into an object.
    pub in_object: bool,
    /// Other names that are read.
    pub aliases: &'static [&'static str],
    /// Whether it may be given a value that the token did not say.
    pub default: bool,
    /// The number under which its part notes that the claim was there.
    pub noted: Option<u32>,
    /// Whether its type is `Scopes`; [`Fields::get`] fills it in.
    pub scopes: bool,
}

impl Fields {
    /// No fields.
    pub const NONE: Self =
        Self { plain: &[], special: &[], scopes: &[], objects: &[], forbidden: &[], behind: 0, base: None };

    /// The field of that name. Of one that is not there the compiler speaks
    /// where it is used.
    #[must_use]
    pub const fn get(&self, field: &str) -> FieldSpec {
        FieldSpec { scopes: self.holds_scopes(field), ..self.find(field) }
    }

    const fn find(&self, field: &str) -> FieldSpec {
        let mut nth = 0;
        while nth < self.plain.len() {
            if same(self.plain[nth], field) {
                return FieldSpec::plain(self.plain[nth]);
            }
            nth += 1;
        }
        nth = 0;
        while nth < self.special.len() {
            if same(self.special[nth].field, field) {
                return self.special[nth].behind(self.behind);
            }
            nth += 1;
        }
        match self.base {
            Some(base) => base.find(field),
            None => FieldSpec::UNKNOWN,
        }
    }

    const fn holds_scopes(&self, field: &str) -> bool {
        let mut nth = 0;
        while nth < self.scopes.len() {
            let (name, is_scopes) = self.scopes[nth];
            if same(name, field) {
                return is_scopes;
            }
            nth += 1;
        }
        match self.base {
            Some(base) => base.holds_scopes(field),
            None => false,
        }
    }

    /// Whether a claim of that name is read into one of the fields, or several.
    #[must_use]
    pub const fn read(&self, claim: &str) -> bool {
        let mut nth = 0;
        while nth < self.special.len() {
            if self.special[nth].is_read_from(claim) {
                return true;
            }
            nth += 1;
        }
        match self.base {
            _ if is_among(claim, self.plain) || is_among(claim, self.objects) => true,
            Some(base) => base.read(claim),
            None => false,
        }
    }

    /// Whether a claim of that name must not be in a token.
    #[must_use]
    pub const fn forbid(&self, claim: &str) -> bool {
        match self.base {
            _ if is_among(claim, self.forbidden) => true,
            Some(base) => base.forbid(claim),
            None => false,
        }
    }

    /// Whether there is such a name.
    #[must_use]
    pub const fn forbid_any(&self) -> bool {
        match self.base {
            _ if !self.forbidden.is_empty() => true,
            Some(base) => base.forbid_any(),
            None => false,
        }
    }
}

impl FieldSpec {
    const UNKNOWN: Self = Self { field: "", ..Self::plain("?") };

    const fn plain(name: &'static str) -> Self {
        Self {
            field: name,
            claim: name,
            in_object: false,
            aliases: &[],
            default: false,
            noted: None,
            scopes: false,
        }
    }

    /// Whether the field is read from a claim of that name.
    #[must_use]
    pub const fn is_read_from(&self, claim: &str) -> bool {
        !self.in_object && (same(self.claim, claim) || is_among(claim, self.aliases))
    }

    /// Whether it can be known that the claim was there.
    #[must_use]
    pub const fn is_known(&self) -> bool {
        !self.default || self.noted.is_some()
    }

    /// The field as it is known where that many numbers come first.
    const fn behind(self, numbers: u32) -> Self {
        match self.noted {
            Some(number) => Self { noted: Some(numbers + number), ..self },
            None => self,
        }
    }
}

impl Policy {
    /// This policy on top of the base's, with rules added to the base's
    /// claims. What it says itself narrows that: see the functions below.
    #[doc(hidden)]
    #[must_use]
    pub const fn extending(self, base: &'static Self, added: &'static [RuleSpec]) -> Self {
        use RegisteredClaim::{Aud, Exp, Iat, Iss};
        let (mut spec, inherited) = (self.spec, base.spec);
        let mut needed = ClaimSet::of(spec.required);
        if spec.issuers.is_empty() {
            spec.issuers = inherited.issuers;
        } else {
            needed = needed.and(Iss);
        }
        if spec.audiences.is_empty() {
            spec.audiences = inherited.audiences;
        } else {
            needed = needed.and(Aud);
        }
        if spec.max_age.is_some() {
            needed = needed.and(Iat);
        }
        if spec.max_lifetime.is_some() {
            needed = needed.and(Iat).and(Exp);
        }
        if spec.typ.is_none() {
            spec.typ = inherited.typ;
        }
        spec.leeway = shorter(spec.leeway, inherited.leeway);
        spec.ttl = shorter(spec.ttl, inherited.ttl);
        spec.max_age = shorter(spec.max_age, inherited.max_age);
        spec.max_lifetime = shorter(spec.max_lifetime, inherited.max_lifetime);
        Self {
            spec,
            required: base.required.or(needed),
            unchecked: base.unchecked.without(needed).without(self.forbidden),
            forbidden: base.forbidden.or(self.forbidden),
            kinds: None,
            extends: Some(base),
            added,
        }
    }
}

const fn shorter(own: Option<u64>, base: Option<u64>) -> Option<u64> {
    match (own, base) {
        (Some(own), Some(base)) if own > base => Some(base),
        (Some(own), _) => Some(own),
        (None, base) => base,
    }
}

/// Whether an extension with this `typ` lets nothing pass that its base
/// refuses.
#[doc(hidden)]
#[must_use]
pub const fn narrows_typ(base: &Policy, typ: &str) -> bool {
    match base.typ() {
        Some(base) => same_media_type(base, typ),
        None => same_media_type("JWT", typ),
    }
}

/// The same of an issuer.
#[doc(hidden)]
#[must_use]
pub const fn narrows_issuer(base: &Policy, issuer: &str) -> bool {
    base.issuers().is_empty() || is_among(issuer, base.issuers())
}

/// The same of an audience. Where the base declares none, it expects none.
#[doc(hidden)]
#[must_use]
pub const fn narrows_audience(base: &Policy, audience: &str) -> bool {
    let unchecked = base.unchecked().contains(RegisteredClaim::Aud);
    is_among(audience, base.audiences()) || (unchecked && base.audiences().is_empty())
}

/// Whether an extension that forbids this claim lets anything pass at all.
#[doc(hidden)]
#[must_use]
pub const fn may_forbid(base: &Policy, claim: RegisteredClaim) -> bool {
    !base.required.contains(claim)
}

/// Whether the base takes tokens that are bound to a key.
#[doc(hidden)]
#[must_use]
pub const fn takes_confirmation(base: &Policy) -> bool {
    base.unchecked.has_confirmation()
}

/// The same of a duration.
#[doc(hidden)]
#[must_use]
pub const fn narrows_duration(base: Option<u64>, seconds: u64) -> bool {
    match base {
        Some(base) => seconds <= base,
        None => true,
    }
}

const fn is_among(name: &str, all: &[&str]) -> bool {
    let mut nth = 0;
    while nth < all.len() {
        if same(name, all[nth]) {
            return true;
        }
        nth += 1;
    }
    false
}
