//! CHECK: the rules of one list, against each other and against their claim.

use crate::base::errors::{Errors, refuse};
use crate::base::registered::Registered;
use crate::model::{MAX_SLOTS, Model};
use crate::syntax::rule::{Group, RuleKind, RuleList};
use crate::syntax::table::{Arguments, Listed, Row};
use crate::syntax::value::{Bound, Seconds, Value};

/// Rules on fields with a default need to know whether the claim was present.
pub(super) fn slots(model: &Model<'_>, errors: &mut Errors) {
    let fields: Vec<_> = model.fields.iter().filter(|field| model.needs_slot(field)).collect();
    refuse!(errors, each fields.iter().skip(MAX_SLOTS).map(|field| field.ident) =>
        "at most {MAX_SLOTS} fields with a default can have rules");
    let forbidden = model.claims.forbidden_names.iter().skip(MAX_SLOTS.saturating_sub(fields.len()));
    refuse!(errors, each forbidden.map(|(_, span)| *span) =>
        "at most {MAX_SLOTS} names can be told apart: these, and fields with a default and rules");
}

pub(crate) fn check(list: &RuleList, claim: Option<Registered>, errors: &mut Errors) {
    if list.is_empty() {
        refuse!(errors, each list.if_present =>
            "`if_present` relaxes the rules beside it; add a rule, or remove it");
        refuse!(errors, each list.answer.map(|answer| answer.span) =>
            "`answer` is about the rules beside it; add a rule, or remove it");
    }
    for rule in list.rules() {
        if claim == Some(Registered::Aud) && rule.kind.is(Listed::AnyOf) {
            refuse!(errors, rule.span => "declare the audience on the struct: `#[claims(audience = [...])]`");
        }
        if let RuleKind::Listed(rule, values) = &rule.kind {
            arguments(&rule.row(), values, errors);
        }
    }
    // rules under different conditions do not contradict each other
    list.groups.iter().for_each(|group| contradictions(group, errors));
}

fn contradictions(group: &Group, errors: &mut Errors) {
    let of = |wanted: Listed| group.rules.iter().filter(move |rule| rule.kind.is(wanted));
    let one_of = of(Listed::OneOf).filter(|_| of(Listed::Equals).next().is_some());
    refuse!(errors, each one_of.map(|rule| rule.span) => "`equals` conflicts with `one_of`; keep one");
    // a bound that is not a literal may be anything
    for (non_empty, len) in of(Listed::NonEmpty).flat_map(|rule| of(Listed::Len).map(move |len| (rule, len)))
    {
        let message = match (number(len.kind.values(), Bound::Min), number(len.kind.values(), Bound::Max)) {
            (_, Some(0.0)) => "`non_empty` refuses what `len` demands; no value can pass",
            (Some(0.0), _) => "`min = 0` allows what `non_empty` refuses; remove one of them",
            (Some(min), _) if min >= 1.0 => "`len` says it already; remove `non_empty`",
            _ => continue,
        };
        errors.at(non_empty.span, message);
    }
    let values = |of_rule: Listed| of(of_rule).flat_map(|rule| rule.kind.values());
    let is_wanted =
        |value: &&Value| values(Listed::AllOf).any(|wanted| wanted.spelling() == value.spelling());
    refuse!(errors, each values(Listed::NoneOf).filter(is_wanted) =>
        "`none_of` forbids what `all_of` demands; no value can pass");
}

/// What the arguments of one rule must not be.
fn arguments(row: &Row, values: &[Value], errors: &mut Errors) {
    let name = row.name;
    match row.arguments {
        Arguments::AnyMember | Arguments::AllMembers | Arguments::Values => repeated(name, values, errors),
        Arguments::Length => {
            bounds(values, errors);
            let is_length = |number: f64| number >= 0.0 && number.fract() == 0.0;
            let wrong = values.iter().filter(|bound| !bound.as_number().is_some_and(is_length));
            refuse!(errors, each wrong.filter(|bound| bound.literal().is_some()) =>
                "a length is a whole number, 0 or more");
        }
        Arguments::Bounds => bounds(values, errors),
        Arguments::Text => {
            refuse!(errors, each values.iter().filter(|value| value.is_other_literal()) =>
                "expected `{name}` to be a string: `{name} = {}`", row.example);
        }
        Arguments::Level => {
            for value in values.iter().filter(|value| value.literal().is_some()) {
                match value.as_number() {
                    Some(_) => refuse!(errors, value =>
                        "`{name}` is for enums; for a number write `range(min = {})`", value.spelling()),
                    None => refuse!(errors, value =>
                        "`{name}` takes a variant of the claim's enum: `{name} = Role::Editor`"),
                }
            }
        }
        Arguments::Age => {
            for value in values.iter().filter(|value| Seconds::from(*value).known == Some(0)) {
                refuse!(errors, value => "no token can satisfy a `{name}` of 0");
            }
        }
        Arguments::Nothing | Arguments::Value | Arguments::Https => {}
        Arguments::Pattern | Arguments::Clock | Arguments::Date => {}
    }
}

fn bounds(values: &[Value], errors: &mut Errors) {
    if let (Some(low), Some(high)) = (number(values, Bound::Min), number(values, Bound::Max))
        && low > high
    {
        let max = values.iter().find(|value| value.bound == Some(Bound::Max));
        refuse!(errors, &max => "`min = {low}` is greater than `max = {high}`; no value can pass");
    }
}

/// A bound that is a number.
fn number(values: &[Value], bound: Bound) -> Option<f64> {
    values.iter().find(|value| value.bound == Some(bound)).and_then(Value::as_number)
}

/// Refuses values that are named twice.
pub(super) fn repeated(name: &str, values: &[Value], errors: &mut Errors) {
    let is_repeated = |(nth, value): &(usize, &Value)| {
        values[..*nth].iter().any(|earlier| earlier.spelling() == value.spelling())
    };
    refuse!(errors, each values.iter().enumerate().filter(is_repeated).map(|(_, value)| value) =>
        "`{name}` names this value twice");
}
