//! The header's `typ`: which of them a policy accepts.

use super::Policy;
use crate::base::media_type::same_media_type;

/// What is accepted without a declaration. `None` is an absent `typ`.
const UNDECLARED: &[Option<&str>] = &[Some("JWT"), None];

impl Policy {
    /// The accepted values of the header's `typ`, in the order of the declaration. `None`
    /// is an absent `typ`. Without a declaration, these are `JWT` and absent.
    #[must_use]
    pub const fn typs(&self) -> &'static [Option<&'static str>] {
        if self.declares_typ() { self.spec.typ } else { UNDECLARED }
    }

    /// The `typ` that issuing writes: the first of [`typs`](Self::typs). `None` if the
    /// header has no `typ`.
    #[must_use]
    pub const fn typ(&self) -> Option<&'static str> {
        self.typs()[0]
    }

    pub(crate) const fn declares_typ(&self) -> bool {
        !self.spec.typ.is_empty()
    }

    /// True if a token with this `typ` is accepted (RFC 7515 §4.1.9).
    pub(crate) const fn accepts_typ(&self, typ: Option<&str>) -> bool {
        is_among(typ, self.typs())
    }
}

const fn is_among(typ: Option<&str>, accepted: &[Option<&str>]) -> bool {
    let mut nth = 0;
    while nth < accepted.len() {
        let is_it = match (accepted[nth], typ) {
            (Some(accepted), Some(typ)) => same_media_type(accepted, typ),
            (accepted, typ) => accepted.is_none() && typ.is_none(),
        };
        if is_it {
            return true;
        }
        nth += 1;
    }
    false
}

/// Accepted values as text, with a separator and a word for an absent `typ`.
pub(crate) fn listed(typs: &[Option<&str>], separator: &str, absent: &str) -> String {
    let spelled = typs.iter().map(|typ| typ.map_or_else(|| absent.to_owned(), |typ| format!("{typ:?}")));
    spelled.collect::<Vec<_>>().join(separator)
}

/// True if no token could have a `typ` that both policies declare.
#[doc(hidden)]
#[must_use]
pub const fn differ_in_typ(a: &Policy, b: &Policy) -> bool {
    let mut nth = 0;
    while nth < a.spec.typ.len() {
        if is_among(a.spec.typ[nth], b.spec.typ) {
            return false;
        }
        nth += 1;
    }
    true
}

/// True if a claims type declares `typ`.
#[doc(hidden)]
#[must_use]
pub const fn declares_typ(policy: &Policy) -> bool {
    policy.declares_typ()
}

/// The first type of `typ`, by which a kind is listed; empty for none.
#[doc(hidden)]
#[must_use]
pub const fn typ_of(policy: &Policy) -> &'static str {
    let mut nth = 0;
    while nth < policy.spec.typ.len() {
        if let Some(typ) = policy.spec.typ[nth] {
            return typ;
        }
        nth += 1;
    }
    ""
}
