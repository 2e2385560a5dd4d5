//! CHECK: what the struct declares about a registered claim, against what the
//! claim's field declares. One table decides each pair.

#[cfg(test)]
#[path = "../../tests/unit/contradictions.rs"]
mod tests;

use proc_macro2::Span;

use crate::attr::whole::lists;
use crate::base::errors::{Errors, refuse};
use crate::base::registered::Registered;
use crate::model::{Field, Model};
use crate::syntax::rule::{RuleKind, RuleList};

/// What the struct declares about a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum OnStruct {
    Required,
    Optional,
    Unchecked,
    /// `issuer`, `audience`, `max_age` and `max_lifetime` need a claim.
    Declared,
    /// Nothing about `exp`, which is required then.
    Expires,
}

/// What a field declares about its claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum OnField {
    Forbidden,
    ForbiddenWhen,
    IfPresent,
    /// A rule that an absent claim breaks.
    Rule,
    /// A function of the user's reads the claim if it is present.
    Codec,
    Default,
    SkipSerializingIf,
}

/// The pairs that contradict each other, and how the error goes on.
const TABLE: [(OnStruct, OnField, &str); 12] = [
    (OnStruct::Required, OnField::Forbidden, "; keep one"),
    (OnStruct::Required, OnField::ForbiddenWhen, "; keep one"),
    (OnStruct::Required, OnField::IfPresent, "; keep one"),
    (OnStruct::Required, OnField::Default, "; a missing claim would be invented"),
    (OnStruct::Required, OnField::SkipSerializingIf, "; a required claim could be left out"),
    (OnStruct::Optional, OnField::Forbidden, "; keep one"),
    (OnStruct::Optional, OnField::Rule, ", as an absent claim breaks the rule; add `if_present`"),
    (
        OnStruct::Optional,
        OnField::Codec,
        ", as serde calls it only if the claim is there; add `#[serde(default)]`",
    ),
    (OnStruct::Unchecked, OnField::Forbidden, "; keep one"),
    (OnStruct::Unchecked, OnField::ForbiddenWhen, "; keep one"),
    // `forbidden` is refused on the fields of these claims, whatever the struct says
    (OnStruct::Declared, OnField::IfPresent, ", which needs the claim; remove it"),
    (OnStruct::Expires, OnField::IfPresent, "; write `#[claims(optional(exp))]` on the struct, or remove it"),
];

pub(super) fn check(model: &Model<'_>, field: &Field<'_>, rules: &RuleList, errors: &mut Errors) {
    let on_struct = field.registered.map_or_else(Vec::new, |claim| of_struct(model, claim));
    for (on_field, name, span) in of_field(model, field, rules) {
        for (on_struct, spelling) in &on_struct {
            if let Some((.., why)) = TABLE.iter().find(|row| (row.0, row.1) == (*on_struct, on_field)) {
                refuse!(errors, span => "`{name}` conflicts with {spelling}{why}");
            }
        }
    }
    let is_forbidden =
        !rules.is_empty() && rules.rules().all(|rule| matches!(rule.kind, RuleKind::Forbidden));
    refuse!(errors, each rules.if_present.filter(|_| is_forbidden) =>
        "`if_present` conflicts with `forbidden`, which lets only absent claims pass; keep one");
}

fn of_struct(model: &Model<'_>, claim: Registered) -> Vec<(OnStruct, String)> {
    let claims = &model.claims;
    let named = [
        (OnStruct::Required, "required", &claims.required),
        (OnStruct::Optional, "optional", &claims.optional),
        (OnStruct::Unchecked, "unchecked", &claims.unchecked),
    ];
    let named = named.into_iter().filter(|(.., list)| lists(list, claim));
    let named = named.map(|(word, name, _)| (word, format!("`{name}({})`", claim.name())));
    let needs = claims.needs().filter(|(_, needed)| *needed == claim);
    let mut all: Vec<_> =
        named.chain(needs.map(|(name, _)| (OnStruct::Declared, format!("`{name}`")))).collect();
    if claim == Registered::Exp && all.is_empty() && model.base.is_none() {
        all.push((OnStruct::Expires, "`exp`, which every token must have".to_owned()));
    }
    all
}

fn of_field(model: &Model<'_>, field: &Field<'_>, rules: &RuleList) -> Vec<(OnField, &'static str, Span)> {
    let mut all = Vec::new();
    // for the others it is an error that the issuer fills them in
    let may_be_forbidden = matches!(field.registered, Some(Registered::Sub | Registered::Nbf));
    for group in rules.groups.iter().filter(|_| may_be_forbidden) {
        let word = if group.condition.is_none() { OnField::Forbidden } else { OnField::ForbiddenWhen };
        let forbidden = group.rules.iter().filter(|rule| matches!(rule.kind, RuleKind::Forbidden));
        all.extend(forbidden.map(|rule| (word, "forbidden", rule.span)));
    }
    let needs_claim = rules.groups[0].rules.iter().find(|rule| rule.kind.needs_claim());
    match (rules.if_present, needs_claim) {
        (Some(span), _) => all.push((OnField::IfPresent, "if_present", span)),
        (None, Some(rule)) if !model.is_alternative(field) => {
            all.push((OnField::Rule, rule.kind.name(), rule.span));
        }
        (None, _) => {}
    }
    let codec = ["with", "deserialize_with"].into_iter().find(|key| field.serde.has(key));
    let keys = [
        (OnField::Codec, codec.filter(|_| !model.has_default(field))),
        (OnField::Default, Some("default")),
        (OnField::SkipSerializingIf, Some("skip_serializing_if")),
    ];
    // once, and not for each rule set
    let keys = keys.into_iter().filter(|_| std::ptr::eq(rules, &field.claim.rules));
    let given = keys.filter_map(|(word, key)| Some((word, key?, field.serde.span_of(&[key?])?)));
    all.extend(given);
    all
}
