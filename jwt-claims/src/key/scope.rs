//! Whose keys a token means, where keys of several issuers are trusted.

use std::sync::Arc;

use crate::base::peek::{Peeked, peek};

/// The issuers of a key set. Empty where all keys vouch for the same issuer, or for
/// any: then a token's issuer does not change which key it means.
#[derive(Default)]
pub(super) struct Issuers(Vec<Arc<str>>);

/// Whose keys a token may mean. It is read from a payload that nothing has vouched for:
/// it selects among keys, and the key's issuer is compared with the claim
/// again once the signature has held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// Those of every issuer: the token names none, or it does not matter.
    Any,
    /// Those of the issuer at this place, and those that vouch for any.
    Issuer(usize),
    /// Those that vouch for any: no key is bound to the issuer named.
    Other,
}

impl Issuers {
    /// Of the issuer that each key is bound to, or of none.
    pub(super) fn of<'k>(keys: impl Iterator<Item = Option<&'k Arc<str>>>) -> Self {
        let mut issuers: Vec<_> = keys.map(Option::<&Arc<str>>::cloned).collect();
        issuers.sort_unstable();
        issuers.dedup();
        match issuers.len() {
            0 | 1 => Self::default(),
            _ => Self(issuers.into_iter().flatten().collect()),
        }
    }

    pub(super) fn matter(&self) -> bool {
        !self.0.is_empty()
    }

    /// One pass over the payload, which keeps nothing. A payload that is not a
    /// JSON object, or has no `iss` that is a string, does not narrow the keys.
    pub(super) fn scope(&self, payload: &[u8]) -> Scope {
        let Ok(payload) = std::str::from_utf8(payload) else { return Scope::Any };
        let mut scope = Scope::Any;
        let read = peek(payload, "iss", |iss| {
            let place = self.0.binary_search_by(|issuer| (**issuer).cmp(iss));
            scope = place.map_or(Scope::Other, Scope::Issuer);
        });
        if matches!(read, Ok(Peeked::Text)) { scope } else { Scope::Any }
    }

    /// Whether a scope holds what is bound to this issuer.
    pub(super) fn allow(&self, scope: Scope, issuer: Option<&str>) -> bool {
        let Some(issuer) = issuer else { return true };
        match scope {
            Scope::Any => true,
            Scope::Issuer(place) => self.0.get(place).is_some_and(|named| **named == *issuer),
            Scope::Other => false,
        }
    }
}
