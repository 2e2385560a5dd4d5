//! What is read from a payload in one pass.

use serde::Deserializer;

use crate::base::registered::ClaimSet;

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

/// Is shown the parts of a claims type.
#[doc(hidden)]
pub trait Parts<'t> {
    /// One of them.
    fn part<P: Part<'t>>(&mut self);
}
