//! Rules inside nested objects, with their full paths.

use std::borrow::Cow;

use super::Policy;
use super::path::{joined, matches_path};
use super::rule::{Rule, RuleSpec};

/// A rule and the full path of its claim.
pub(crate) struct Placed {
    pub(crate) claim: Cow<'static, str>,
    pub(crate) spec: &'static RuleSpec,
}

impl Policy {
    /// Every rule in the order of the checks. The rules of a nested object follow its
    /// `nested`.
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
    // a member of a list is always present
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
    /// True if the path of a violation is that of the rule.
    pub(crate) fn is_at(&self, path: &str) -> bool {
        matches_path(&self.claim, path)
    }
}
