//! PARSE and CHECK: conditions, and what must not be there.

use proc_macro2::{Ident, Span};
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{LitStr, Token, parenthesized, token};

use crate::context;
use crate::errors::Errors;
use crate::items::{SEVERAL, behind_item, drain};
use crate::model::{Field, Model};
use crate::registered::Registered;
use crate::rule::{Condition, Demand, Rule};

type Parser = fn(&Ident, ParseStream<'_>) -> syn::Result<Rule>;

/// `when(is_human, non_empty, ...)`: a group of rules and its condition.
pub(crate) fn when(
    name: &Ident,
    input: ParseStream<'_>,
    rules: &mut Vec<Rule>,
    conditions: &mut Vec<Condition>,
    parse: Parser,
) -> syn::Result<()> {
    if !input.peek(token::Paren) {
        let message = "`when` holds its rules: `when(is_human, non_empty)`";
        return Err(syn::Error::new_spanned(name, message));
    }
    let content;
    parenthesized!(content in input);
    let group = group(name, &content, conditions.len(), parse).inspect_err(|_| drain(&content))?;
    conditions.push(group.0);
    rules.extend(group.1);
    Ok(())
}

fn group(
    name: &Ident,
    content: ParseStream<'_>,
    nth: usize,
    parse: Parser,
) -> syn::Result<(Condition, Vec<Rule>)> {
    let needs =
        || syn::Error::new_spanned(name, "`when` needs a condition and a rule: `when(is_human, non_empty)`");
    if content.is_empty() {
        return Err(needs());
    }
    let condition = condition(content)?;
    let (mut rules, mut seen) = (Vec::new(), Vec::new());
    while !content.is_empty() {
        content.parse::<Token![,]>().map_err(|error| {
            syn::Error::new(error.span(), "expected `,`; a condition is the path of a function, or a boolean of the context: `cx.strict`")
        })?;
        while !content.is_empty() {
            let rule = content.call(Ident::parse_any)?;
            let text = rule.to_string();
            if text == "when" {
                return Err(syn::Error::new_spanned(
                    rule,
                    "conditions do not nest; write one function for both",
                ));
            }
            if seen.contains(&text) && !SEVERAL.contains(&text.as_str()) {
                return Err(syn::Error::new_spanned(&rule, format!("duplicate rule `{text}` in one `when`")));
            }
            seen.push(text);
            rules.push(Rule { when: Some(nth), ..parse(&rule, content)? });
            behind_item(&rule, content)?;
        }
    }
    if rules.is_empty() { Err(needs()) } else { Ok((condition, rules)) }
}

fn condition(content: ParseStream<'_>) -> syn::Result<Condition> {
    if context::is_next(content) {
        return Ok(Condition::Context(content.parse()?));
    }
    let path = content.parse().map_err(|error: syn::Error| {
        let message = "expected the path of a function: `when(is_human, non_empty)`; closures are not taken";
        syn::Error::new(error.span(), message)
    })?;
    Ok(Condition::Function(path))
}

/// Registered claims and others, each with its place.
type Forbidden = (Vec<(Registered, Span)>, Vec<(String, Span)>);

/// `(act, "https://example.com/x")`.
pub(crate) fn forbidden_names(name: &Ident, input: ParseStream<'_>) -> syn::Result<Forbidden> {
    let message = "`forbidden` names claims: `forbidden(act, \"https://example.com/x\")`";
    let needs = || syn::Error::new_spanned(name, message);
    if !input.peek(token::Paren) {
        return Err(needs());
    }
    let content;
    parenthesized!(content in input);
    let (mut registered, mut others) = (Vec::new(), Vec::new());
    while !content.is_empty() {
        let (name, span) = if content.peek(LitStr) {
            let text: LitStr = content.parse()?;
            (text.value(), text.span())
        } else {
            let ident =
                content.call(Ident::parse_any).map_err(|error| syn::Error::new(error.span(), message));
            let ident = ident.inspect_err(|_| drain(&content))?;
            (ident.unraw().to_string(), ident.span())
        };
        match Registered::from_name(&name) {
            Some(claim) => registered.push((claim, span)),
            None => others.push((name, span)),
        }
        if !content.is_empty() {
            content.parse::<Token![,]>().inspect_err(|_| drain(&content))?;
        }
    }
    if registered.is_empty() && others.is_empty() { Err(needs()) } else { Ok((registered, others)) }
}

pub(crate) fn check(model: &Model<'_>, errors: &mut Errors) {
    forbidden(model, errors);
    for field in &model.fields {
        forbidden_field(field, errors);
    }
}

fn forbidden(model: &Model<'_>, errors: &mut Errors) {
    let claims = &model.claims;
    let registered = claims.forbidden.iter().map(|(claim, span)| (claim.name(), *span));
    let others = claims.forbidden_names.iter().map(|(name, span)| (name.as_str(), *span));
    let named: Vec<_> = registered.chain(others).collect();
    for (place, (name, span)) in named.iter().enumerate() {
        if named[..place].iter().any(|(earlier, _)| earlier == name) {
            errors.at_span(*span, format!("`{name}` is named twice"));
        }
        let is_it = |field: &&Field<'_>| match &field.claim.path {
            Some(path) => path.segments[0] == *name,
            None => {
                field.wire_name == *name || field.serde.texts("alias").any(|alias| alias.value() == *name)
            }
        };
        let mut fields = model.fields.iter().filter(|field| !field.is_flattened() && !field.is_skipped());
        if let Some(field) = fields.find(is_it) {
            let message = match &field.claim.path {
                Some(path) => {
                    format!("`{name}` holds claim `{}` of field `{}`; keep one", path.spelling(), field.ident)
                }
                None => format!(
                    "`{name}` is field `{}`; write `#[claim(forbidden)]` there, or remove the field",
                    field.ident
                ),
            };
            errors.at_span(*span, message);
        }
    }
    let exp = claims.forbidden.iter().find(|(claim, _)| *claim == Registered::Exp);
    if let (Some((_, span)), true) = (exp, claims.ttl.is_some()) {
        errors.at_span(*span, "`forbidden(exp)` conflicts with `ttl`; keep one");
    }
    let flattened = model.fields.iter().any(|field| field.is_flattened() && field.claim.base.is_none())
        && !claims.verify_only;
    if let (Some((name, span)), true) = (claims.forbidden_names.first(), flattened) {
        let message = format!(
            "a flattened field could write `{name}`; add `verify_only`, or give the claim a field of its own with `#[claim(forbidden)]`"
        );
        errors.at_span(*span, message);
    }
}

fn forbidden_field(field: &Field<'_>, errors: &mut Errors) {
    let rules = &field.claim.rules;
    for rule in rules.iter().filter(|rule| matches!(rule.demand, Demand::Forbidden)) {
        if let Some(other) =
            rules.iter().find(|other| other.when == rule.when && !matches!(other.demand, Demand::Forbidden))
        {
            let message =
                format!("`forbidden` leaves nothing for `{}` to look at; keep one", other.demand.name());
            errors.at_span(other.span, message);
        }
        use Registered::{Aud, Exp, Iat, Iss, Jti};
        if let Some(claim) = field.registered.filter(|claim| [Iss, Aud, Exp, Iat, Jti].contains(claim)) {
            let message = format!(
                "the issuer fills in `{0}` where its field is empty; remove the field, and write `#[claims(forbidden({0}))]` on the struct",
                claim.name()
            );
            errors.at_span(rule.span, message);
        }
    }
}
