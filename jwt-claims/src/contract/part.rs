//! What one pass over a payload reads.

use serde::Deserializer;

use crate::base::registered::ClaimSet;

/// What one pass over a payload reads: a claims type, or the added fields of an
/// extension.
#[doc(hidden)]
pub trait Part<'t>: Sized {
    /// The registered claims that it reads: those with a field, or all if it has a
    /// flattened field.
    const TAKES: ClaimSet;

    /// The number of members that are [`Member::Noted`] or [`Member::Forbidden`].
    const NOTED: u32 = 0;

    /// True if one of the registered claims that it reads has a default.
    const NOTES_REGISTERED: bool = false;

    /// The required claims of fields without a default and with one plain name, each as
    /// a payload in which it is `null`.
    const NEEDED: &'static [&'static str] = &[];

    /// The other required claims.
    const EXPECTED: &'static [Expected<'static>] = &[];

    /// How it handles a top-level member with that name.
    fn member(name: &str) -> Member;

    /// Reads it.
    ///
    /// # Errors
    /// The errors of the deserializer.
    fn decode<D: Deserializer<'t>>(deserializer: D) -> Result<Self, D::Error>;
}

/// A claim that is required, unless the field's type accepts an absent claim.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expected<'e> {
    /// The path of the claim.
    pub path: &'e [&'static str],
    /// Aliases for the last name.
    pub aliases: &'static [&'static str],
    /// A payload with this claim alone, which is `null`: a type that accepts an absent
    /// claim can be read from it. `None` if the claim is required for every type.
    pub null: Option<&'static str>,
}

/// The name in a payload `{"name":null}`.
pub(crate) fn needed_in(null: &'static str) -> &'static str {
    null.strip_prefix("{\"").and_then(|rest| rest.strip_suffix("\":null}")).unwrap_or(null)
}

/// How a claims type handles a top-level member of the token.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Member {
    /// It has no field with that name.
    Unknown,
    /// It has a field with that name.
    Field,
    /// It has a field with a default, so rules need to know if the claim was present.
    /// The number is an index in this part.
    Noted(u32),
    /// It has no field, and the claim is forbidden. The number is such an index.
    Forbidden(u32),
}

/// A visitor of the parts of a claims type.
#[doc(hidden)]
pub trait Parts<'t> {
    /// Visits a part.
    fn part<P: Part<'t>>(&mut self);
}
