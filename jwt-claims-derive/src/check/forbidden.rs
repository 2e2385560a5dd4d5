//! CHECK: claims that must not be in a token.

use crate::base::errors::{Errors, refuse};
use crate::base::registered::Registered;
use crate::model::{Field, Model};
use crate::syntax::rule::RuleKind;

pub(super) fn check(model: &Model<'_>, errors: &mut Errors) {
    let claims = &model.claims;
    let registered = claims.forbidden.iter().map(|(claim, span)| (claim.name(), *span));
    let others = claims.forbidden_names.iter().map(|(name, span)| (name.as_str(), *span));
    let all: Vec<_> = registered.chain(others).collect();
    for (place, &(name, span)) in all.iter().enumerate() {
        if all[..place].iter().any(|(earlier, _)| *earlier == name) {
            refuse!(errors, span => "`{name}` is named twice");
        }
        let is_it = |field: &&Field<'_>| match &field.claim.path {
            Some(path) => path.segments[0] == name,
            None => field.names().any(|own| own == name),
        };
        match model.claim_fields().find(is_it).map(|field| (field.ident, &field.claim.path)) {
            Some((ident, Some(path))) => refuse!(errors, span =>
                "`{name}` holds claim `{}` of field `{ident}`; keep one", path.spelling()),
            Some((ident, None)) => refuse!(errors, span =>
                "`{name}` is field `{ident}`; write `#[claim(forbidden)]` there, or remove the field"),
            None => {}
        }
    }
    let exp = claims.forbidden.iter().find(|(claim, _)| *claim == Registered::Exp);
    if let (Some((_, span)), true) = (exp, claims.duration("ttl").is_some()) {
        refuse!(errors, *span => "`forbidden(exp)` conflicts with `ttl`; keep one");
    }
    let is_flattened = model.own_fields().any(Field::is_flattened) && !claims.verify_only;
    if let (Some((name, span)), true) = (claims.forbidden_names.first(), is_flattened) {
        refuse!(errors, *span =>
            "a flattened field could write `{name}`; add `verify_only`, or give the claim a field of its own \
             with `#[claim(forbidden)]`");
    }
    model.fields.iter().for_each(|field| rules(field, errors));
}

/// The rule `forbidden` of a field, against the field's other rules.
fn rules(field: &Field<'_>, errors: &mut Errors) {
    use Registered::{Aud, Exp, Iat, Iss, Jti};
    let is_forbidden = |kind: &RuleKind| matches!(kind, RuleKind::Forbidden);
    for group in &field.claim.rules.groups {
        let Some(rule) = group.rules.iter().find(|rule| is_forbidden(&rule.kind)) else { continue };
        if let Some(other) = group.rules.iter().find(|rule| !is_forbidden(&rule.kind)) {
            refuse!(errors, other.span =>
                "`forbidden` leaves nothing for `{}` to check; keep one", other.kind.name());
        }
        if let Some(claim) = field.registered.filter(|claim| [Iss, Aud, Exp, Iat, Jti].contains(claim)) {
            refuse!(errors, rule.span =>
                "the issuer fills in `{0}` if its field is empty; remove the field, and write \
                 `#[claims(forbidden({0}))]` on the struct", claim.name());
        }
    }
}
