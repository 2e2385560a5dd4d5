//! CHECK: what the struct declares about the whole token.

use super::rules::repeated;
use crate::attr::whole::lists;
use crate::base::errors::{Errors, refuse};
use crate::base::registered::Registered;
use crate::model::Model;

pub(super) fn check(model: &Model<'_>, errors: &mut Errors) {
    durations(model, errors);
    presence(model, errors);
    strings(model, errors);
}

/// Issuers, audiences and `typ`.
fn strings(model: &Model<'_>, errors: &mut Errors) {
    let claims = &model.claims;
    let lists = [
        ("issuer", &claims.issuer, "remove it"),
        ("audience", &claims.audience, "remove it"),
        ("typ", &claims.typ, "write `typ = [\"JWT\", absent]` to accept tokens without one"),
    ];
    for (name, values, way_out) in lists {
        repeated(name, values, errors);
        let empty = values.iter().filter(|value| value.as_str().is_some_and(|text| text.is_empty()));
        refuse!(errors, each empty => "`{name}` must not be empty; {way_out}");
    }
}

fn durations(model: &Model<'_>, errors: &mut Errors) {
    let claims = &model.claims;
    for (name, value) in &claims.durations {
        let (is_leeway, span) = (name == "leeway", value.span());
        match value.known {
            Some(seconds) if is_leeway && seconds > 300 => {
                refuse!(errors, span => "a leeway of {seconds} s is too long; the maximum is 300 s");
            }
            Some(0) if !is_leeway => refuse!(errors, span => "no token can satisfy a `{name}` of 0"),
            _ => {}
        }
    }
    let Some(ttl) = claims.duration("ttl") else { return };
    let max = claims.duration("max_lifetime").and_then(|max| max.known);
    if max.zip(ttl.known).is_some_and(|(max, ttl)| ttl > max) {
        refuse!(errors, ttl.span() => "`ttl` is longer than `max_lifetime`; no issued token could pass");
    }
    if let Some(exp) = model.fields.iter().find(|field| field.registered == Some(Registered::Exp)) {
        refuse!(errors, ttl.span() =>
            "`ttl` conflicts with field `{}`, which is claim `exp`; keep one", exp.ident);
    }
}

/// The lists of registered claims, against each other and against what needs
/// the claims.
fn presence(model: &Model<'_>, errors: &mut Errors) {
    let all = model.claims.lists();
    for (nth, (name, list)) in all.iter().enumerate() {
        for (place, (claim, span)) in list.iter().enumerate() {
            let text = claim.name();
            if lists(&list[..place], *claim) {
                refuse!(errors, *span => "`{text}` is named twice");
            }
            if let Some((other, _)) = all[..nth].iter().find(|(_, other)| lists(other, *claim)) {
                refuse!(errors, *span => "`{name}({text})` conflicts with `{other}({text})`; keep one");
            }
            for (needs, _) in
                model.claims.needs().filter(|(_, needed)| needed == claim && *name != "required")
            {
                refuse!(errors, *span => "`{name}({text})` conflicts with `{needs}`, which needs the claim");
            }
        }
    }
}
