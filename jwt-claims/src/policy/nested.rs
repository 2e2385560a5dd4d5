//! Rules inside nested objects: their paths from the token's point of view.

use std::borrow::Cow;

use super::Policy;
use super::path::{joined, matches_path};
use super::rule::{Rule, RuleSpec};

/// A rule and the whole path of its claim.
pub(crate) struct Placed {
    pub(crate) claim: Cow<'static, str>,
    pub(crate) spec: &'static RuleSpec,
}

impl Policy {
    /// Every rule in the order of the checks, those of nested objects behind
    /// the one that leads to them.
    pub(crate) fn placed_rules(&self) -> Vec<Placed> {
        placed_alternatives(self.rules())
    }
}

/// The same for a list of rules.
pub(super) fn placed_alternatives(rules: impl IntoIterator<Item = &'static RuleSpec>) -> Vec<Placed> {
    let mut placed = Vec::new();
    for spec in rules {
        place(Cow::Borrowed(spec.claim), spec, &mut placed);
    }
    placed
}

fn place(claim: Cow<'static, str>, spec: &'static RuleSpec, placed: &mut Vec<Placed>) {
    let inner = if let Rule::Nested(rules) = spec.rule { rules } else { &[] };
    let paths: Vec<_> = inner.iter().map(|inner| joined(&claim, inner.claim)).collect();
    // the members of a list have no demand of their own: each is there
    if !is_each(spec) {
        placed.push(Placed { claim, spec });
    }
    for (path, inner) in paths.into_iter().zip(inner) {
        place(Cow::Owned(path), inner, placed);
    }
}

fn is_each(spec: &RuleSpec) -> bool {
    matches!(spec.rule, Rule::Nested(_)) && matches!(spec.claim, "[*]" | "*")
}

impl Placed {
    /// Whether a violation's path is that of the rule.
    pub(crate) fn is_at(&self, path: &str) -> bool {
        matches_path(&self.claim, path)
    }
}
