//! Enums of claims types: selects the variant that a token belongs to.

use super::Signed;
use crate::base::peek::{Peeked, peek};
use crate::decode::unreadable;
use crate::error::Error;
use crate::error::violation::Violation;
use crate::judge::typ_found;
use crate::policy::fault::Fault;
use crate::policy::{Kind, Kinds, Policy, typ};

impl Kinds {
    fn expected(&self) -> String {
        format!("one of {}", self.list.iter().map(|kind| self.values(kind)).collect::<Vec<_>>().join(", "))
    }

    /// The values of one kind, as text.
    fn values(&self, kind: &Kind) -> String {
        match self.claim {
            Some(_) => format!("{:?}", kind.value),
            None => typ::listed(kind.policy.typs(), ", ", "no `typ`"),
        }
    }

    #[cold]
    fn other(&self, nth: usize) -> Error {
        let expected = self.values(&self.list[nth]);
        Error::claims(vec![Violation::new(self.by(), "kinds_by", Fault::OneOf, expected, "another value")])
    }

    #[cold]
    fn none(&self, fault: Fault, actual: impl Into<std::borrow::Cow<'static, str>>) -> Error {
        let rule = if self.claim.is_none() { "typ" } else { "kinds_by" };
        Error::claims(vec![Violation::new(self.by(), rule, fault, self.expected(), actual)])
    }
}

impl Signed<'_> {
    /// The index of the variant that the token belongs to.
    ///
    /// # Errors
    /// If it belongs to no variant.
    #[inline]
    pub fn kind(&self, kinds: &'static Kinds) -> Result<usize, Error> {
        match kinds.claim {
            None => self.kind_by_typ(kinds),
            Some(claim) => self.kind_by_claim(kinds, claim),
        }
    }

    /// Checks that an issued token is read as the same variant.
    ///
    /// # Errors
    /// If it belongs to another variant, or to none.
    pub fn is_kind(&self, kinds: &'static Kinds, nth: usize) -> Result<(), Error> {
        if self.kind(kinds)? == nth { Ok(()) } else { Err(kinds.other(nth)) }
    }

    fn kind_by_typ(&self, kinds: &'static Kinds) -> Result<usize, Error> {
        let place = kinds.list.iter().position(|kind| kind.policy.accepts_typ(self.typ));
        place.ok_or_else(|| kinds.none(Fault::WrongTyp, typ_found(self.typ)))
    }

    fn kind_by_claim(&self, kinds: &'static Kinds, claim: &'static str) -> Result<usize, Error> {
        let payload = self.payload()?;
        let mut found = None;
        let is_kind = |text: &str| found = kinds.list.iter().position(|kind| kind.value == text);
        match peek(payload, claim, is_kind) {
            Ok(Peeked::Text) => found.ok_or_else(|| kinds.none(Fault::OneOf, "another value")),
            Ok(Peeked::Absent) => Err(kinds.none(Fault::Missing, "nothing")),
            Ok(Peeked::Null) => Err(kinds.none(Fault::Null, "null")),
            Ok(Peeked::Other(what)) => Err(kinds.none(Fault::WrongType, what)),
            Err(_) => Err(unreadable(payload)),
        }
    }

    /// The policy for the token: for an enum, that of the selected variant.
    pub(crate) fn chosen(&self, policy: &'static Policy) -> Result<&'static Policy, Error> {
        match policy.kinds() {
            None => Ok(policy),
            Some(kinds) => self.kind(kinds).map(|nth| kinds.list[nth].policy),
        }
    }
}

/// True for the policy of an enum.
#[doc(hidden)]
#[must_use]
pub const fn is_of_kinds(policy: &Policy) -> bool {
    policy.kinds().is_some()
}
