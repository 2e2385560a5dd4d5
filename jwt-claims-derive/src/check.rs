//! CHECK: what contradicts itself, said at the tokens that do.

pub(crate) mod confirmation;
mod contradictions;
mod data;
mod either;
mod nested;
mod null;
mod path;
mod rules;
mod serde;

pub(crate) use self::rules::MOST;
use crate::errors::Errors;
use crate::model::{Field, Model};
use crate::registered::Registered;
use crate::value::Value;

pub(crate) fn check(model: &Model<'_>, errors: &mut Errors) {
    lifetimes(model, errors);
    claim_names(model, errors);
    aliases(model, errors);
    durations(model, errors);
    presence(model, errors);
    confirmation::confirmation(model, errors);
    strings(model, errors);
    path::paths(model, errors);
    either::eithers(model, errors);
    nested::place(model, errors);
    serde::whole(model, errors);
    crate::extends::check(model, errors);
    crate::context::check(model, errors);
    crate::condition::check(model, errors);
    rules::too_many(model, errors);
    for field in &model.fields {
        serde::field(model, field, errors);
        contradictions::field(model, field, errors);
        data::field(field, errors);
        null::null(model, field, errors);
        self::rules(field, errors);
    }
    if let Some(base) = &model.base {
        let added = model.claims.added.iter().map(|added| crate::extends::as_field(base, added));
        added.for_each(|field| self::rules(&field, errors));
    }
    for field in &model.applied {
        contradictions::field(model, field, errors);
        self::rules(field, errors);
    }
}

/// The rules of one field by themselves.
pub(crate) fn rules(field: &Field<'_>, errors: &mut Errors) {
    rules::place(field, errors);
    rules::agree(field, errors);
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
        if let (Some(name), Some(rename)) = (name, rename)
            && name.value() != rename.value()
        {
            errors
                .at(name, format!("the claim is also renamed `{}` for serde; keep one name", rename.value()));
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
            } else if text == field.wire_name {
                errors.at(alias, "the claim has this name already; remove the alias");
            } else if model.fields.iter().any(|other| other.ident != field.ident && other.wire_name == text) {
                errors.at(alias, format!("another field is already claim `{text}`; remove the alias"));
            }
        }
    }
}

/// Issuers, audiences and `typ`: something, and once.
fn strings(model: &Model<'_>, errors: &mut Errors) {
    let claims = &model.claims;
    for (name, values) in [("issuer", &claims.issuer), ("audience", &claims.audience)] {
        repeated(name, values, errors);
        for value in values.iter().filter(|value| value.as_str().is_some_and(|text| text.is_empty())) {
            errors.at(value, format!("an empty `{name}` names nobody"));
        }
    }
    if let Some(typ) = claims.typ.as_ref().filter(|typ| typ.as_str().is_some_and(|text| text.is_empty())) {
        errors.at(typ, "an empty `typ` says nothing; remove it, or write `typ = \"JWT\"`");
    }
}

fn repeated(name: &str, values: &[Value], errors: &mut Errors) {
    for (nth, value) in values.iter().enumerate() {
        if values[..nth].iter().any(|earlier| earlier.spelling() == value.spelling()) {
            errors.at(value, format!("`{name}` names this value twice"));
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
    if let (Some(ttl), Some(max)) = (claims.ttl, claims.max_lifetime)
        && ttl.seconds > max.seconds
    {
        errors.at_span(ttl.span, "`ttl` is longer than `max_lifetime`; no issued token could pass");
    }
    let exp = model.fields.iter().find(|field| field.registered == Some(Registered::Exp));
    if let (Some(ttl), Some(exp)) = (claims.ttl, exp) {
        let message = format!("`ttl` conflicts with field `{}`, which is claim `exp`; keep one", exp.ident);
        errors.at_span(ttl.span, message);
    }
}

fn presence(model: &Model<'_>, errors: &mut Errors) {
    let claims = &model.claims;
    let lists = [
        ("required", &claims.required),
        ("optional", &claims.optional),
        ("unchecked", &claims.unchecked),
        ("forbidden", &claims.forbidden),
    ];
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
        let waived = [
            ("optional", &claims.optional),
            ("unchecked", &claims.unchecked),
            ("forbidden", &claims.forbidden),
        ];
        for (waiver, list) in waived {
            for (claim, span) in list.iter().filter(|(claim, _)| declared && needed.contains(claim)) {
                let message =
                    format!("`{waiver}({})` conflicts with `{name}`, which needs the claim", claim.name());
                errors.at_span(*span, message);
            }
        }
    }
}
