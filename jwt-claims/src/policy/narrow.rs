//! How an extension makes the policy of its base stricter.

use super::Policy;
use super::rule::RuleSpec;
use crate::base::registered::{ClaimSet, RegisteredClaim};

impl Policy {
    /// This policy as an extension of the base's, with rules added to the base's
    /// claims. The derive asserts that it is stricter.
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
        if spec.typ.is_empty() {
            spec.typ = inherited.typ;
        }
        spec.encrypted |= inherited.encrypted;
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
