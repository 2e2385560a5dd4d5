//! CHECK: the rules of one field, against each other and against its claim.

use super::repeated;
use crate::errors::Errors;
use crate::model::{Field, Model};
use crate::registered::Registered;
use crate::rule::{Arguments, Demand, Listed, Row, Rule};
use crate::value::{Bound, Value};

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
    let rules = &field.claim.rules;
    for rule in rules {
        if field.registered == Some(Registered::Aud) && rule.demand.is(Listed::AnyOf) {
            let message = "declare the audience on the struct: `#[claims(audience = [...])]`";
            errors.at_span(rule.span, message);
        }
        // what is looked at under different conditions does not contradict itself
        let is_equals = |other: &Rule| other.when == rule.when && other.demand.is(Listed::Equals);
        if rule.demand.is(Listed::OneOf) && rules.iter().any(is_equals) {
            errors.at_span(rule.span, "`equals` conflicts with `one_of`; keep one");
        }
    }
    non_empty_beside_len(field, errors);
}

/// `non_empty` beside a `len` that has to do with emptiness. A bound that is no
/// literal may be anything.
fn non_empty_beside_len(field: &Field<'_>, errors: &mut Errors) {
    let rules = &field.claim.rules;
    for non_empty in rules.iter().filter(|rule| rule.demand.is(Listed::NonEmpty)) {
        for len in rules.iter().filter(|rule| rule.when == non_empty.when) {
            let Demand::Listed(Listed::Len, values) = &len.demand else { continue };
            let message = match (number(values, Bound::Min), number(values, Bound::Max)) {
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
        if let Demand::Listed(rule, values) = demand {
            arguments(&rule.row(), values, errors);
        }
    }
    let forbidden = field.claim.rules.iter().filter_map(|rule| match &rule.demand {
        Demand::Listed(Listed::NoneOf, values) => Some((values, rule.when)),
        _ => None,
    });
    for (value, when) in forbidden.flat_map(|(values, when)| values.iter().map(move |value| (value, when))) {
        let wanted = field.claim.rules.iter().any(|rule| match &rule.demand {
            Demand::Listed(Listed::AllOf, values) if rule.when == when => {
                values.iter().any(|wanted| wanted.spelling() == value.spelling())
            }
            _ => false,
        });
        if wanted {
            errors.at(value, "`none_of` forbids what `all_of` demands; no value can pass");
        }
    }
}

/// What the arguments of one rule must not be.
fn arguments(row: &Row, values: &[Value], errors: &mut Errors) {
    let name = row.name;
    match row.arguments {
        Arguments::AnyMember | Arguments::AllMembers | Arguments::Values => repeated(name, values, errors),
        Arguments::Length => {
            bounds(values, errors);
            for bound in values.iter().filter(|bound| bound.is_literal()) {
                if bound.as_number().is_none_or(|number| number < 0.0 || number.fract() != 0.0) {
                    errors.at(bound, "a length is a whole number, 0 or more");
                }
            }
        }
        Arguments::Bounds => bounds(values, errors),
        Arguments::Text => {
            for value in values.iter().filter(|value| value.is_literal() && value.as_str().is_none()) {
                errors.at(value, format!("expected `{name}` to be a string: `{name} = {}`", row.example));
            }
        }
        Arguments::Level => {
            for value in values.iter().filter(|value| value.is_literal()) {
                let message = match value.as_number() {
                    Some(_) => {
                        let bound = value.spelling();
                        format!("`{name}` is for enums; for a number write `range(min = {bound})`")
                    }
                    None => format!("`{name}` takes a variant of the claim's enum: `{name} = Role::Editor`"),
                };
                errors.at(value, message);
            }
        }
        Arguments::Nothing | Arguments::Value | Arguments::Https | Arguments::Pattern => {}
    }
}

fn bounds(values: &[Value], errors: &mut Errors) {
    if let (Some(low), Some(high)) = (number(values, Bound::Min), number(values, Bound::Max))
        && low > high
    {
        let max = values.iter().find(|value| value.bound() == Some(Bound::Max));
        errors.at(max, format!("`min = {low}` is greater than `max = {high}`; no value can pass"));
    }
}

/// A bound that is a number.
fn number(values: &[Value], bound: Bound) -> Option<f64> {
    values.iter().find(|value| value.bound() == Some(bound)).and_then(Value::as_number)
}
