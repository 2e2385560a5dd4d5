//! CHECK: the rules of one field, against each other and against its claim.

use super::repeated;
use crate::errors::Errors;
use crate::model::{Field, Model};
use crate::registered::Registered;
use crate::rule::{Demand, Rule};
use crate::value::Value;

/// How many fields with a default one part of a claims type can tell apart.
pub(crate) const MOST: usize = 64;

/// Rules on fields with a default need to know whether the claim was there.
pub(super) fn too_many(model: &Model<'_>, errors: &mut Errors) {
    let noted = model.fields.iter().filter(|field| field.must_be_noted(model));
    for field in noted.skip(MOST) {
        errors.at(field.ident, format!("at most {MOST} fields with a default can have rules"));
    }
    let fields = model.fields.iter().filter(|field| field.must_be_noted(model)).count();
    for (_, span) in model.claims.forbidden_names.iter().skip(MOST.saturating_sub(fields)) {
        errors.at_span(
            *span,
            format!("at most {MOST} names can be told apart: these, and fields with a default and rules"),
        );
    }
}

pub(super) fn place(field: &Field<'_>, errors: &mut Errors) {
    if let Some(span) = field.claim.if_present.filter(|_| field.claim.rules.is_empty()) {
        errors.at_span(span, "`if_present` relaxes the rules beside it; add a rule, or remove it");
    }
    if let Some(answer) = field.claim.answer.filter(|_| field.claim.rules.is_empty()) {
        errors.at_span(answer.span, "`answer` is about the rules beside it; add a rule, or remove it");
    }
    let mut names: Vec<(&str, Option<usize>)> = Vec::new();
    for Rule { span, demand, when, .. } in &field.claim.rules {
        let of_audience = field.registered == Some(Registered::Aud) && demand.name() == "any_of";
        if of_audience {
            errors.at_span(*span, "declare the audience on the struct: `#[claims(audience = [...])]`");
        }
        names.push((demand.name(), *when));
    }
    // what is looked at under different conditions does not contradict itself
    let both = |a: &str, b: &str| names.iter().any(|(name, when)| *name == a && names.contains(&(b, *when)));
    if both("equals", "one_of") {
        let span = field.claim.rules.iter().find(|rule| rule.demand.name() == "one_of").map(|rule| rule.span);
        errors.at_span(
            span.unwrap_or_else(|| field.ident.span()),
            "`equals` conflicts with `one_of`; keep one",
        );
    }
    non_empty_beside_len(field, errors);
}

/// `non_empty` beside a `len` that has to do with emptiness. A bound that is no
/// literal may be anything.
fn non_empty_beside_len(field: &Field<'_>, errors: &mut Errors) {
    let number = |bound: &Option<Value>| bound.as_ref().and_then(Value::as_number);
    let rules = &field.claim.rules;
    for non_empty in rules.iter().filter(|rule| matches!(rule.demand, Demand::NonEmpty)) {
        for len in rules.iter().filter(|rule| rule.when == non_empty.when) {
            let Demand::Len { min, max } = &len.demand else { continue };
            let message = match (number(min), number(max)) {
                (_, Some(0.0)) => "`non_empty` refuses what `len` demands; no value can pass",
                (Some(0.0), _) => "`min = 0` lets pass what `non_empty` refuses; remove one of them",
                (Some(min), _) if min >= 1.0 => "`len` says it already; remove `non_empty`",
                _ => continue,
            };
            errors.at_span(non_empty.span, message);
        }
    }
}

pub(super) fn agree(field: &Field<'_>, errors: &mut Errors) {
    for Rule { demand, .. } in &field.claim.rules {
        match demand {
            Demand::AnyOf(values)
            | Demand::AllOf(values)
            | Demand::NoneOf(values)
            | Demand::OneOf(values) => {
                repeated(demand.name(), values, errors);
            }
            Demand::Len { min, max } | Demand::Range { min, max } => {
                bounds(demand, min.as_ref(), max.as_ref(), errors);
            }
            Demand::StartsWith(value) if value.is_literal() && value.as_str().is_none() => {
                errors.at(value, "expected `starts_with` to be a string: `starts_with = \"tenant-\"`");
            }
            Demand::AtLeast(value) if value.as_number().is_some() => {
                let bound = value.spelling();
                errors
                    .at(value, format!("`at_least` is for enums; for a number write `range(min = {bound})`"));
            }
            Demand::AtLeast(value) if value.is_literal() => {
                errors.at(value, "`at_least` takes a variant of the claim's enum: `at_least = Role::Editor`");
            }
            _ => {}
        }
    }
    let forbidden = field.claim.rules.iter().filter_map(|rule| match &rule.demand {
        Demand::NoneOf(values) => Some((values, rule.when)),
        _ => None,
    });
    for (value, when) in forbidden.flat_map(|(values, when)| values.iter().map(move |value| (value, when))) {
        let wanted = field.claim.rules.iter().any(|rule| match &rule.demand {
            Demand::AllOf(values) if rule.when == when => {
                values.iter().any(|wanted| wanted.spelling() == value.spelling())
            }
            _ => false,
        });
        if wanted {
            errors.at(value, "`none_of` forbids what `all_of` demands; no value can pass");
        }
    }
}

fn bounds(demand: &Demand, min: Option<&Value>, max: Option<&Value>, errors: &mut Errors) {
    let (low, high) = (min.and_then(Value::as_number), max.and_then(Value::as_number));
    if let (Some(low), Some(high), Some(max)) = (low, high, max)
        && low > high
    {
        errors.at(max, format!("`min = {low}` is greater than `max = {high}`; no value can pass"));
    }
    if let Demand::Len { .. } = demand {
        for bound in [min, max].into_iter().flatten() {
            if bound.is_literal()
                && bound.as_number().is_none_or(|number| number < 0.0 || number.fract() != 0.0)
            {
                errors.at(bound, "a length is a whole number, 0 or more");
            }
        }
    }
}
