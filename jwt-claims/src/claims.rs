//! The contract between a claims type and the library. `#[derive(Claims)]`
//! fulfils it; nobody writes it by hand.

pub(crate) mod kinds;

use serde::{Deserializer, Serializer};

use crate::base::registered::ClaimSet;
use crate::contract::extends::Fields;
use crate::decode::Reading;
use crate::error::Error;
use crate::policy::{Policy, RuleSpec};
use crate::rules::{Findings, Seen};
use crate::token::Signed;

/// What does not depend on the lifetime of a token.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a claims type",
    note = "put `#[derive(jwt_claims::Claims)]` on the struct"
)]
pub trait Declared {
    const SPEC: &'static Policy;

    /// Its own rules, in the order of their numbers.
    const RULES: &'static [RuleSpec] = &[];

    /// Those that it adds to claims of the type that it extends.
    const ADDED: &'static [RuleSpec] = &[];

    /// [`Extension`](crate::contract::extends::Extension) of the type that it extends, or
    /// [`Alone`](crate::contract::extends::Alone).
    type Relation;

    /// Its fields, for the types that extend it.
    const FIELDS: &'static Fields = &Fields::NONE;

    /// How many members its parts note, those of its base included.
    const NOTED: u32 = 0;

    /// Whether it refuses claims that it has no field for.
    const CLOSED: bool = false;

    /// What its rules compare with that is known only at run time; `()` where
    /// there is nothing such. `'c` is how long a context may borrow.
    type Context<'c>: ?Sized;

    /// The rules on fields, then the checks over the whole.
    fn check(&self, cx: &Self::Context<'_>, seen: Seen, found: &mut Findings);
}

/// What one pass over a payload reads: a claims type, or the further fields of
/// one that extends another.
#[doc(hidden)]
pub trait Part<'t>: Sized {
    /// The registered claims that it sees: those it has a field for, and all if
    /// it has a flattened field.
    const TAKES: ClaimSet;

    /// How many members are [`Member::Noted`] or [`Member::Forbidden`].
    const NOTED: u32 = 0;

    /// Whether one of the registered claims that it sees has a default.
    const NOTES_REGISTERED: bool = false;

    /// The claims that must be in a token, each by a payload in which it is
    /// `null`: those of fields without a default and with one plain name.
    const NEEDED: &'static [&'static str] = &[];

    /// The others that must be there.
    const EXPECTED: &'static [Expected<'static>] = &[];

    /// How it takes a top-level member of that wire name.
    fn member(name: &str) -> Member;

    /// Reads it.
    ///
    /// # Errors
    /// Those of the deserializer.
    fn decode<D: Deserializer<'t>>(deserializer: D) -> Result<Self, D::Error>;
}

/// A claim that a token must have for its field to be read, unless the
/// field's type can do without.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expected<'e> {
    /// The names that lead to it.
    pub path: &'e [&'static str],
    /// Other names for the last of them.
    pub aliases: &'static [&'static str],
    /// A payload in which it is `null` and nothing else stands: what can do
    /// without takes that. `None` where it must be there whatever its type is.
    pub null: Option<&'static str>,
}

/// The name in a payload `{"name":null}`.
pub(crate) fn needed_in(null: &'static str) -> &'static str {
    null.strip_prefix("{\"").and_then(|rest| rest.strip_suffix("\":null}")).unwrap_or(null)
}

/// How a claims type takes a top-level member of the token.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Member {
    /// It has no field of that name.
    Unknown,
    /// It has one.
    Field,
    /// It has one with a default: a rule on it must know whether the claim was
    /// there. The number is one of the part's own.
    Noted(u32),
    /// It has none, and must not be in the token; the number is one of those.
    Forbidden(u32),
}

/// A claims type: a struct that says what a token must say.
///
/// Derive it; see [the derive macro](macro@crate::Claims) for the attributes.
/// `'t` is how long claims may borrow from the token; types that borrow
/// nothing are [`OwnedClaims`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a claims type",
    note = "put `#[derive(jwt_claims::Claims)]` on the struct"
)]
pub trait Claims<'t>: Declared + Sized {
    /// What the type demands of a token beyond the types of its fields.
    const POLICY: &'static Policy = <Self as Declared>::SPEC;

    /// Reads its parts; `None` if one does not fit.
    #[doc(hidden)]
    fn read(reading: &mut Reading<'t>) -> Option<Self>;

    /// Reads and judges the claims of a token whose signature has held. An
    /// enum of kinds chooses the claims type first.
    #[doc(hidden)]
    #[inline]
    fn accept(cx: &Self::Context<'_>, signed: &Signed<'t>) -> Result<(Self, ClaimSet), Error> {
        signed.accept(cx)
    }

    /// Shows its parts, that of the extended type first.
    #[doc(hidden)]
    fn parts<P: Parts<'t>>(parts: &mut P);
}

/// Is shown the parts of a claims type.
#[doc(hidden)]
pub trait Parts<'t> {
    /// One of them.
    fn part<P: Part<'t>>(&mut self);
}

/// A claims type that borrows nothing from the token and needs no context: the
/// bound for extractors, caches and whatever else outlives a request.
pub trait OwnedClaims: for<'t> Claims<'t> + ContextFree {}

impl<C: for<'t> Claims<'t> + ContextFree> OwnedClaims for C {}

/// A claims type without `#[claims(context = ...)]`: all that it demands is
/// known when it is compiled. Implemented by itself.
#[diagnostic::on_unimplemented(
    message = "`{Self}` needs a context",
    label = "declared with `#[claims(context = ...)]`",
    note = "give it one: `token.verify_with::<{Self}>(&context)`, `token.explain_with::<{Self}>(&context)`, `issuer.issue_with(&claims, &context)`"
)]
pub trait ContextFree: for<'c> Declared<Context<'c> = ()> {}

#[diagnostic::do_not_recommend]
impl<C: for<'c> Declared<Context<'c> = ()>> ContextFree for C {}

/// A claims type that can be issued, not only verified. The derive writes it
/// too, unless `#[claims(verify_only)]` says otherwise.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be issued",
    note = "put `#[derive(jwt_claims::Claims)]` on the struct, without `verify_only`"
)]
pub trait IssueClaims: Declared {
    #[doc(hidden)]
    fn encode<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;

    /// Whether the claim of that name is left out where it is `None`.
    #[doc(hidden)]
    fn omits(&self, name: &str) -> bool;

    /// Reads and judges what was written, as a verifier does. The claims that
    /// are read borrow from the payload, and not from where these do.
    #[doc(hidden)]
    fn read_back<'t>(&self, cx: &Self::Context<'_>, written: &Signed<'t>) -> Result<(), Error>;

    /// What a token with these claims is held against: of an enum of kinds,
    /// what the variant demands.
    #[doc(hidden)]
    fn policy(&self) -> &'static Policy {
        Self::SPEC
    }

    /// The claim that tells an enum's kinds apart, and what it says.
    #[doc(hidden)]
    fn kind(&self) -> Option<(&'static str, &'static str)> {
        None
    }
}
