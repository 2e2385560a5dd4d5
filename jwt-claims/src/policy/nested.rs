//! Rules inside nested objects: their paths from the token's point of view.

use std::borrow::Cow;

use super::{Policy, Rule, RuleSpec};

/// A rule and the whole path of its claim.
pub(crate) struct Placed {
    pub(crate) claim: Cow<'static, str>,
    pub(crate) spec: &'static RuleSpec,
}

/// The path of a member below another path.
pub(crate) fn joined(outer: &str, inner: &str) -> String {
    let separator = if outer.is_empty() || inner.is_empty() || inner.starts_with('[') { "" } else { "." };
    format!("{outer}{separator}{inner}")
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

/// Whether a violation's path is that of a rule; `*` is any member.
pub(crate) fn matches_path(place: &str, path: &str) -> bool {
    let Some((first, rest)) = place.split_once('*') else { return place == path };
    let Some(mut left) = path.strip_prefix(first) else { return false };
    let mut parts = rest.split('*').peekable();
    while let Some(part) = parts.next() {
        let end = if parts.peek().is_none() {
            left.strip_suffix(part).map(|_| left.len())
        } else {
            left.find(part)
        };
        let Some(end) = end else { return false };
        left = &left[end..];
    }
    true
}

/// The alternatives below a path in words: rules of one claim belong together.
pub(super) fn alternatives(outer: &str, rules: &[RuleSpec], word: &dyn Fn(&RuleSpec) -> String) -> String {
    let groups = rules.chunk_by(|a, b| a.claim == b.claim).map(|group| {
        let words: Vec<_> = group.iter().map(|rule| inside(rule, word)).collect();
        format!("`{}` {}", joined(outer, group[0].claim), words.join(" and "))
    });
    groups.collect::<Vec<_>>().join(" or ")
}

/// A rule in words, with those that it leads to.
fn inside(rule: &RuleSpec, word: &dyn Fn(&RuleSpec) -> String) -> String {
    match rule.rule {
        Rule::Nested(rules) if !rules.is_empty() => {
            let words = rules.iter().map(|rule| match rule.claim {
                "" => inside(rule, word),
                claim => format!("`{claim}` {}", inside(rule, word)),
            });
            format!("{} ({})", word(rule), words.collect::<Vec<_>>().join(" and "))
        }
        _ => word(rule),
    }
}
