//! CHECK: what the struct says of a registered claim, against what the claim's
//! field says. One table decides each pair.

#[cfg(test)]
mod tests;

use proc_macro2::Span;

use crate::errors::Errors;
use crate::model::{Field, Model};
use crate::registered::Registered;
use crate::rule::Demand;

/// What the struct says of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum OnStruct {
    Required,
    Optional,
    Unchecked,
    /// `issuer`, `audience`, `max_age` and `max_lifetime` need a claim.
    Declared,
    /// Nothing is said of `exp`, which is required then.
    Expires,
}

/// What a field says of its claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum OnField {
    Forbidden,
    ForbiddenWhen,
    IfPresent,
    /// A rule that an absent claim breaks.
    Rule,
    /// A codec of the user's own reads a claim that is there.
    Codec,
    Default,
    SkipSerializingIf,
}

const KEEP_ONE: Option<&str> = Some("; keep one");

/// For each word on the struct the words on the field, in the order of
/// [`OnField`], and how the error goes on where they contradict each other.
const TABLE: [(OnStruct, [Option<&str>; 7]); 5] = [
    (
        OnStruct::Required,
        [
            KEEP_ONE,
            KEEP_ONE,
            KEEP_ONE,
            None,
            None,
            Some("; a missing claim would be invented"),
            Some("; a required claim could be left out"),
        ],
    ),
    (
        OnStruct::Optional,
        [
            KEEP_ONE,
            None,
            None,
            Some(", as an absent claim breaks the rule; add `if_present`"),
            Some(", as serde calls it only if the claim is there; add `#[serde(default)]`"),
            None,
            None,
        ],
    ),
    (OnStruct::Unchecked, [KEEP_ONE, KEEP_ONE, None, None, None, None, None]),
    // `forbidden` is refused on the fields of these claims, whatever the struct says
    (OnStruct::Declared, [None, None, Some(", which needs the claim; remove it"), None, None, None, None]),
    (
        OnStruct::Expires,
        [
            None,
            None,
            Some("; write `#[claims(optional(exp))]` on the struct, or remove it"),
            None,
            None,
            None,
            None,
        ],
    ),
];

/// One word, and how it is spelled.
struct Said<W> {
    word: W,
    spelling: String,
}

pub(super) fn field(model: &Model<'_>, field: &Field<'_>, errors: &mut Errors) {
    for (on_field, span) in of_field(model, field) {
        let claims = field.registered.into_iter();
        for on_struct in claims.flat_map(|claim| of_struct(model, claim)) {
            let row = TABLE.iter().find(|(word, _)| *word == on_struct.word);
            if let Some(why) = row.and_then(|(_, row)| row[on_field.word as usize]) {
                let (a, b) = (&on_field.spelling, &on_struct.spelling);
                errors.at_span(span, format!("{a} conflicts with {b}{why}"));
            }
        }
    }
    beside_forbidden(field, errors);
}

/// `if_present` relaxes rules that demand the claim.
fn beside_forbidden(field: &Field<'_>, errors: &mut Errors) {
    let mut rules = field.claim.rules.iter();
    let all = rules.len() > 0 && rules.all(|rule| matches!(rule.demand, Demand::Forbidden));
    if let Some(span) = field.claim.if_present.filter(|_| all) {
        errors.at_span(
            span,
            "`if_present` conflicts with `forbidden`, which lets only absent claims pass; keep one",
        );
    }
}

fn of_struct(model: &Model<'_>, claim: Registered) -> Vec<Said<OnStruct>> {
    let claims = &model.claims;
    let names = |list: &[(Registered, Span)]| list.iter().any(|(named, _)| *named == claim);
    let lists = [
        (OnStruct::Required, "required", &claims.required),
        (OnStruct::Optional, "optional", &claims.optional),
        (OnStruct::Unchecked, "unchecked", &claims.unchecked),
    ];
    let mut said: Vec<_> = lists
        .into_iter()
        .filter(|(.., list)| names(list))
        .map(|(word, name, _)| Said { word, spelling: format!("`{name}({})`", claim.name()) })
        .collect();
    let declared = [
        ("issuer", !claims.issuer.is_empty(), &[Registered::Iss][..]),
        ("audience", !claims.audience.is_empty(), &[Registered::Aud]),
        ("max_age", claims.max_age.is_some(), &[Registered::Iat]),
        ("max_lifetime", claims.max_lifetime.is_some(), &[Registered::Iat, Registered::Exp]),
    ];
    let declared =
        declared.into_iter().filter(|(_, is_declared, needed)| *is_declared && needed.contains(&claim));
    said.extend(declared.map(|(name, ..)| Said { word: OnStruct::Declared, spelling: format!("`{name}`") }));
    if claim == Registered::Exp && said.is_empty() && model.base.is_none() {
        let spelling = "`exp`, which every token must have".to_owned();
        said.push(Said { word: OnStruct::Expires, spelling });
    }
    said
}

fn of_field(model: &Model<'_>, field: &Field<'_>) -> Vec<(Said<OnField>, Span)> {
    let mut said = Vec::new();
    let mut say = |word, name: &str, span| said.push((Said { word, spelling: format!("`{name}`") }, span));
    let rules = || field.claim.rules.iter();
    // of the others the issuer says that it would fill them in
    let may_be_forbidden = matches!(field.registered, Some(Registered::Sub | Registered::Nbf));
    for rule in rules().filter(|rule| may_be_forbidden && matches!(rule.demand, Demand::Forbidden)) {
        let word = if rule.when.is_none() { OnField::Forbidden } else { OnField::ForbiddenWhen };
        say(word, "forbidden", rule.span);
    }
    if let Some(span) = field.claim.if_present {
        say(OnField::IfPresent, "if_present", span);
    } else if !model.is_alternative(field)
        && let Some(rule) = rules().find(|rule| rule.when.is_none() && rule.demand.implies_presence())
    {
        say(OnField::Rule, rule.demand.name(), rule.span);
    }
    let codec = ["with", "deserialize_with"].into_iter().find(|key| field.serde.has(key));
    let keys = [
        (OnField::Codec, codec.filter(|_| !model.has_default(field))),
        (OnField::Default, Some("default")),
        (OnField::SkipSerializingIf, Some("skip_serializing_if")),
    ];
    for (word, key) in keys {
        if let Some((key, span)) = key.and_then(|key| Some((key, field.serde.span_of(&[key])?))) {
            say(word, key, span);
        }
    }
    said
}
