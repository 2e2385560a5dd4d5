//! Selects keys by issuer, if keys of several issuers are trusted.

use std::sync::Arc;

use crate::base::peek::{Peeked, peek};

/// The issuers of a key set. Empty if all keys are bound to the same issuer or to none:
/// then the token's issuer does not select a key.
#[derive(Default)]
pub(super) struct Issuers(Vec<Arc<str>>);

/// The issuer whose keys a token may use. It is read from an unverified payload, so it
/// only selects keys. After the signature is verified, `iss` is compared with the key's
/// issuer again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// The keys of every issuer: the token has no `iss`, or it does not matter.
    Any,
    /// The keys of the issuer at this index, and the keys bound to no issuer.
    Issuer(usize),
    /// The keys bound to no issuer: no key is bound to the token's issuer.
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

    /// One pass over the payload that stores nothing. If the payload is not a JSON
    /// object, or `iss` is not a string, all keys remain.
    pub(super) fn scope(&self, payload: &[u8]) -> Scope {
        let Ok(payload) = std::str::from_utf8(payload) else { return Scope::Any };
        let mut scope = Scope::Any;
        let read = peek(payload, "iss", |iss| {
            let place = self.0.binary_search_by(|issuer| (**issuer).cmp(iss));
            scope = place.map_or(Scope::Other, Scope::Issuer);
        });
        if matches!(read, Ok(Peeked::Text)) { scope } else { Scope::Any }
    }

    /// True if the scope includes a key that is bound to this issuer.
    pub(super) fn allow(&self, scope: Scope, issuer: Option<&str>) -> bool {
        let Some(issuer) = issuer else { return true };
        match scope {
            Scope::Any => true,
            Scope::Issuer(place) => self.0.get(place).is_some_and(|named| **named == *issuer),
            Scope::Other => false,
        }
    }
}
