//! CHECK: what contradicts itself, said at the tokens that do.

use crate::errors::Errors;
use crate::model::{Field, Model};
use crate::registered::Registered;
use crate::rule::{Demand, Rule};
use crate::value::Value;

pub(crate) fn check(model: &Model<'_>, errors: &mut Errors) {
    lifetimes(model, errors);
    claim_names(model, errors);
    aliases(model, errors);
    durations(model, errors);
    presence(model, errors);
    serde_whole(model, errors);
    for field in &model.fields {
        serde_field(field, errors);
        rules_place(field, errors);
        rules_agree(field, errors);
    }
}

fn lifetimes(model: &Model<'_>, errors: &mut Errors) {
    for lifetime in model.generics.lifetimes().filter(|parameter| parameter.lifetime.ident == "de") {
        errors.at(lifetime, "lifetime `'de` is reserved; rename it");
    }
}

fn claim_names(model: &Model<'_>, errors: &mut Errors) {
    let named = || model.fields.iter().filter(|field| !field.is_flattened() && !field.is_skipped());
    for (nth, field) in named().enumerate() {
        if let Some(first) = named().take(nth).find(|first| first.wire_name == field.wire_name) {
            let message = format!(
                "duplicate claim name `{}`; fields `{}` and `{}` both use it",
                field.wire_name, first.ident, field.ident
            );
            errors.at(first.ident, &message);
            errors.at(field.ident, message);
        }
        let (name, rename) = (&field.claim.name, field.serde.text("rename"));
        if let (Some(name), Some(rename)) = (name, rename) {
            if name.value() != rename.value() {
                errors.at(
                    name,
                    format!("the claim is also renamed `{}` for serde; keep one name", rename.value()),
                );
            }
        }
    }
}

fn aliases(model: &Model<'_>, errors: &mut Errors) {
    for field in &model.fields {
        for alias in field.serde.texts("alias") {
            let text = alias.value();
            if let Some(registered) = field.registered {
                let message = format!(
                    "`alias` would let `{text}` replace registered claim `{}`; remove the alias",
                    registered.name()
                );
                errors.at(alias, message);
            } else if Registered::from_name(&text).is_some() {
                errors.at(
                    alias,
                    format!(
                        "`alias` would take registered claim `{text}`; use `#[claim(name = \"{text}\")]`"
                    ),
                );
            } else if model.fields.iter().any(|other| other.ident != field.ident && other.wire_name == text) {
                errors.at(alias, format!("another field is already claim `{text}`; remove the alias"));
            }
        }
    }
}

fn durations(model: &Model<'_>, errors: &mut Errors) {
    let claims = &model.claims;
    if let Some(leeway) = claims.leeway.filter(|leeway| leeway.seconds > 300) {
        errors
            .at_span(leeway.span, format!("a leeway of {} s is too long; 300 s is the most", leeway.seconds));
    }
    for (name, value) in
        [("ttl", claims.ttl), ("max_age", claims.max_age), ("max_lifetime", claims.max_lifetime)]
    {
        if let Some(value) = value.filter(|value| value.seconds == 0) {
            errors.at_span(value.span, format!("a `{name}` of 0 lets no token pass"));
        }
    }
    if let (Some(ttl), Some(max)) = (claims.ttl, claims.max_lifetime) {
        if ttl.seconds > max.seconds {
            errors.at_span(ttl.span, "`ttl` is longer than `max_lifetime`; no issued token could pass");
        }
    }
    let exp = model.fields.iter().find(|field| field.registered == Some(Registered::Exp));
    if let (Some(ttl), Some(exp)) = (claims.ttl, exp) {
        let message = format!("`ttl` conflicts with field `{}`, which is claim `exp`; keep one", exp.ident);
        errors.at_span(ttl.span, message);
    }
}

fn presence(model: &Model<'_>, errors: &mut Errors) {
    let claims = &model.claims;
    let lists =
        [("required", &claims.required), ("optional", &claims.optional), ("unchecked", &claims.unchecked)];
    for (nth, (name, list)) in lists.iter().enumerate() {
        for (place, (claim, span)) in list.iter().enumerate() {
            if list[..place].iter().any(|(earlier, _)| earlier == claim) {
                errors.at_span(*span, format!("`{}` is named twice", claim.name()));
            }
            let said_before =
                |(_, other): &&(&str, &Vec<_>)| other.iter().any(|(earlier, _)| earlier == claim);
            if let Some((other, _)) = lists[..nth].iter().find(said_before) {
                errors.at_span(
                    *span,
                    format!("`{name}({0})` conflicts with `{other}({0})`; keep one", claim.name()),
                );
            }
        }
    }
    // what a declared value or duration needs must not be waived
    let needs: [(&str, bool, &[Registered]); 4] = [
        ("issuer", !claims.issuer.is_empty(), &[Registered::Iss]),
        ("audience", !claims.audience.is_empty(), &[Registered::Aud]),
        ("max_age", claims.max_age.is_some(), &[Registered::Iat]),
        ("max_lifetime", claims.max_lifetime.is_some(), &[Registered::Iat, Registered::Exp]),
    ];
    for (name, declared, needed) in needs {
        let waived = [("optional", &claims.optional), ("unchecked", &claims.unchecked)];
        for (waiver, list) in waived {
            for (claim, span) in list.iter().filter(|(claim, _)| declared && needed.contains(claim)) {
                let message =
                    format!("`{waiver}({})` conflicts with `{name}`, which needs the claim", claim.name());
                errors.at_span(*span, message);
            }
        }
    }
}

fn serde_whole(model: &Model<'_>, errors: &mut Errors) {
    let flattened = model.fields.iter().find(|field| field.is_flattened());
    if let (true, Some(field)) = (model.serde.has("deny_unknown_fields"), flattened) {
        errors
            .at(field.ident, "`flatten` cannot be honoured beside `deny_unknown_fields`; remove one of them");
    }
}

fn serde_field(field: &Field<'_>, errors: &mut Errors) {
    if field.is_flattened() && (field.claim.name.is_some() || !field.claim.rules.is_empty()) {
        errors.at(field.ident, "rules cannot apply to a flattened field; put them on the fields of its type");
    }
    let keys = ["skip", "skip_deserializing"];
    if let Some(span) = field.serde.span_of(&keys).filter(|_| !field.claim.rules.is_empty()) {
        errors.at_span(span, "a `#[serde(skip)]` field never comes from the token; remove its rules");
    }
    if field.serde.has("skip_deserializing") != field.serde.has("skip_serializing")
        && !field.serde.has("skip")
    {
        let span = field.serde.span_of(&["skip_deserializing", "skip_serializing"]);
        if let Some(span) = span.filter(|_| field.registered.is_some() || field.must_be_present()) {
            errors.at_span(
                span,
                format!(
                    "claim `{}` would be read but not written, or written but not read; use `skip`",
                    field.wire_name
                ),
            );
        }
    }
    let dropping = field.serde.span_of(&["skip_serializing_if"]);
    if let Some(span) = dropping.filter(|_| field.must_be_present()) {
        let message = format!(
            "`skip_serializing_if` could drop required claim `{}`; remove one of them, or add `if_present`",
            field.wire_name
        );
        errors.at_span(span, message);
    }
}

fn rules_place(field: &Field<'_>, errors: &mut Errors) {
    if let Some(span) = field.claim.if_present.filter(|_| field.claim.rules.is_empty()) {
        errors.at_span(span, "`if_present` relaxes the rules beside it; add a rule, or remove it");
    }
    let mut names: Vec<&str> = Vec::new();
    for Rule { span, demand } in &field.claim.rules {
        let of_audience = field.registered == Some(Registered::Aud) && demand.name() == "any_of";
        if of_audience {
            errors.at_span(*span, "declare the audience on the struct: `#[claims(audience = [...])]`");
        }
        names.push(demand.name());
    }
    let both = |a: &str, b: &str| names.contains(&a) && names.contains(&b);
    if both("equals", "one_of") {
        let span = field.claim.rules.iter().find(|rule| rule.demand.name() == "one_of").map(|rule| rule.span);
        errors.at_span(
            span.unwrap_or_else(|| field.ident.span()),
            "`equals` conflicts with `one_of`; keep one",
        );
    }
    if both("non_empty", "len") {
        let span =
            field.claim.rules.iter().find(|rule| rule.demand.name() == "non_empty").map(|rule| rule.span);
        errors.at_span(
            span.unwrap_or_else(|| field.ident.span()),
            "`len` says it already; remove `non_empty`, or set `min = 1`",
        );
    }
}

fn rules_agree(field: &Field<'_>, errors: &mut Errors) {
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
            _ => {}
        }
    }
    let forbidden = field.claim.rules.iter().filter_map(|rule| match &rule.demand {
        Demand::NoneOf(values) => Some(values),
        _ => None,
    });
    for value in forbidden.flatten() {
        let wanted = field.claim.rules.iter().any(|rule| match &rule.demand {
            Demand::AllOf(values) => values.iter().any(|wanted| wanted.spelling() == value.spelling()),
            _ => false,
        });
        if wanted {
            errors.at(value, "`none_of` forbids what `all_of` demands; no value can pass");
        }
    }
}

fn repeated(name: &str, values: &[Value], errors: &mut Errors) {
    for (nth, value) in values.iter().enumerate() {
        if values[..nth].iter().any(|earlier| earlier.spelling() == value.spelling()) {
            errors.at(value, format!("`{name}` names this value twice"));
        }
    }
}

fn bounds(demand: &Demand, min: Option<&Value>, max: Option<&Value>, errors: &mut Errors) {
    let (low, high) = (min.and_then(Value::as_number), max.and_then(Value::as_number));
    if let (Some(low), Some(high), Some(max)) = (low, high, max) {
        if low > high {
            errors.at(max, format!("`min = {low}` is greater than `max = {high}`; no value can pass"));
        }
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
