//! PARSE: `#[claims(...)]` on the struct and `#[claim(...)]` on fields.

use proc_macro2::{Ident, Span};
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Attribute, LitStr, Path, Token, parenthesized, token};

use crate::answer::Answer;
use crate::arguments;
use crate::condition::{forbidden_names, when};
use crate::context;
use crate::either::Either;
use crate::errors::Errors;
use crate::extends::{Added, added};
use crate::items::{assigned, crate_path, items, path, text};
use crate::path::ClaimPath;
use crate::registered::{CONFIRMATION, Registered};
use crate::rule::{Condition, Demand, Listed, Rule};
use crate::rule_set::applied::names;
use crate::suggest::{instead, suggest};
use crate::value::{Seconds, Value, list, seconds};

pub(crate) const CLAIMS: [&str; 19] = [
    "audience",
    "check",
    "check_with",
    "context",
    "crate",
    "either",
    "forbidden",
    "issuer",
    "leeway",
    "max_age",
    "max_lifetime",
    "optional",
    "required",
    "rules",
    "ttl",
    "typ",
    "unchecked",
    "verify_only",
    "when",
];
/// What stands on a field beside the rules of the table.
const BESIDE_RULES: [&str; 12] = [
    "answer",
    "base",
    "check",
    "check_with",
    "data",
    "forbidden",
    "if_present",
    "name",
    "nested",
    "null",
    "path",
    "when",
];

/// What stands on a field.
pub(crate) fn on_field() -> Vec<&'static str> {
    let rules = Listed::ALL.iter().map(|rule| rule.row().name);
    let mut names: Vec<_> = rules.chain(BESIDE_RULES).collect();
    names.sort_unstable();
    names
}

/// What others call it, and what it is called here.
const CLAIMS_INSTEAD: [(&str, &str); 14] = [
    ("alg", "; an algorithm belongs to the key, not to the claims"),
    ("algorithm", "; an algorithm belongs to the key, not to the claims"),
    ("aud", "; did you mean `audience`?"),
    ("exp", "; did you mean `ttl`?"),
    ("expires_in", "; did you mean `ttl`?"),
    ("iss", "; did you mean `issuer`?"),
    ("lifetime", "; did you mean `ttl`?"),
    ("rename_all", "; write `#[serde(rename_all = \"...\")]`"),
    ("role", ON_ITS_FIELD),
    ("roles", ON_ITS_FIELD),
    ("scope", ON_ITS_FIELD),
    ("scopes", ON_ITS_FIELD),
    ("sub", "; declare a field `sub`, or write `required(sub)`"),
    ("validate", "; did you mean `check`?"),
];
const ON_ITS_FIELD: &str = "; a rule on a claim stands on its field: `#[claim(any_of = [...])]`";
const CLAIM_INSTEAD: [(&str, &str); 14] = [
    ("contains", "; did you mean `any_of`?"),
    ("default", "; write `#[serde(default)]`"),
    ("eq", "; did you mean `equals`?"),
    ("flatten", "; write `#[serde(flatten)]`"),
    ("implies", "; did you mean `at_least`?"),
    ("max", "; did you mean `range(max = ...)` or `len(max = ...)`?"),
    ("max_len", "; did you mean `len(max = ...)`?"),
    ("min", "; did you mean `range(min = ...)` or `len(min = ...)`?"),
    ("min_len", "; did you mean `len(min = ...)`?"),
    ("regex", "; did you mean `pattern`?"),
    ("rename", "; did you mean `name`?"),
    ("skip", "; write `#[serde(skip)]`"),
    ("status", "; did you mean `answer = 403`?"),
    ("validate", "; did you mean `check`?"),
];

/// `#[claims(...)]`.
#[derive(Default)]
pub(crate) struct ClaimsAttr {
    pub(crate) typ: Option<Value>,
    pub(crate) issuer: Vec<Value>,
    pub(crate) audience: Vec<Value>,
    pub(crate) leeway: Option<Seconds>,
    pub(crate) ttl: Option<Seconds>,
    pub(crate) max_age: Option<Seconds>,
    pub(crate) max_lifetime: Option<Seconds>,
    pub(crate) required: Vec<(Registered, Span)>,
    pub(crate) optional: Vec<(Registered, Span)>,
    pub(crate) unchecked: Vec<(Registered, Span)>,
    /// `unchecked(cnf)`.
    pub(crate) unchecked_confirmation: Option<Span>,
    pub(crate) either: Vec<Either>,
    pub(crate) context: Option<syn::Type>,
    /// Registered claims that must not be there.
    pub(crate) forbidden: Vec<(Registered, Span)>,
    /// Others that must not be there, and that no field has.
    pub(crate) forbidden_names: Vec<(String, Span)>,
    /// Checks over the whole.
    pub(crate) rules: Vec<Rule>,
    pub(crate) conditions: Vec<Condition>,
    /// Rules on claims of the extended type.
    pub(crate) added: Vec<Added>,
    /// The rule sets that apply.
    pub(crate) sets: Vec<Path>,
    pub(crate) krate: Option<Path>,
    pub(crate) verify_only: bool,
}

impl ClaimsAttr {
    pub(crate) fn parse(attrs: &[Attribute], errors: &mut Errors) -> Self {
        misplaced(attrs, "claim", "fields", "claims", errors);
        let mut claims = Self::default();
        items(attrs, "claims", errors, |name, input, errors| claims.item(name, input, errors));
        claims
    }

    fn item(&mut self, name: &Ident, input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<()> {
        match name.to_string().as_str() {
            "typ" => self.typ = Some(typ(name, input)?),
            "issuer" => self.issuer = strings(name, list(name, assigned(name, input)?)?)?,
            "audience" => self.audience = strings(name, list(name, assigned(name, input)?)?)?,
            "leeway" => self.leeway = Some(seconds(name, assigned(name, input)?)?),
            "ttl" => self.ttl = Some(seconds(name, assigned(name, input)?)?),
            "max_age" => self.max_age = Some(seconds(name, assigned(name, input)?)?),
            "max_lifetime" => self.max_lifetime = Some(seconds(name, assigned(name, input)?)?),
            "required" => self.required = registered(&claim_names(name, input)?, errors),
            "optional" => self.optional = registered(&claim_names(name, input)?, errors),
            "unchecked" => {
                let names = claim_names(name, input)?;
                let (confirmation, names): (Vec<_>, Vec<_>) =
                    names.into_iter().partition(|name| name == CONFIRMATION);
                for twice in confirmation.iter().skip(1) {
                    errors.at(twice, format!("`{CONFIRMATION}` is named twice"));
                }
                self.unchecked_confirmation = confirmation.first().map(Ident::span);
                self.unchecked = registered(&names, errors);
            }
            "either" => self.either.push(Either::parse(name, input)?),
            "check" | "check_with" => self.rules.push(whole(name, input)?),
            "rules" if input.peek(Token![=]) => self.sets.extend(names(name, input)?),
            "rules" => self.added.extend(added(name, input, errors)?),
            "when" => when(name, input, &mut self.rules, &mut self.conditions, whole)?,
            "context" => self.context = Some(context::parse(assigned(name, input)?)?),
            "forbidden" => {
                (self.forbidden, self.forbidden_names) = forbidden_names(name, input)?;
            }
            "crate" => self.krate = Some(crate_path(name, input)?),
            "verify_only" => self.verify_only = true,
            other if on_field().contains(&other) => {
                let message = format!("not expected here; `{other}` belongs in `#[claim(...)]` on a field");
                return Err(syn::Error::new_spanned(name, message));
            }
            other => {
                let hint = instead(other, &CLAIMS_INSTEAD).unwrap_or_else(|| suggest(other, &CLAIMS));
                let message = format!("unknown claims attribute `{other}`{hint}");
                return Err(syn::Error::new_spanned(name, message));
            }
        }
        Ok(())
    }
}

/// `#[claim(...)]`.
#[derive(Default)]
pub(crate) struct ClaimAttr {
    pub(crate) name: Option<LitStr>,
    pub(crate) path: Option<ClaimPath>,
    pub(crate) rules: Vec<Rule>,
    pub(crate) if_present: Option<Span>,
    /// What is answered where one of the rules is broken.
    pub(crate) answer: Option<Answer>,
    /// The field holds the type that is extended.
    pub(crate) base: Option<Span>,
    /// The policy or the rules of the field's type are meant to be ignored.
    pub(crate) data: Option<Span>,
    /// `None` is written as `null`.
    pub(crate) null: Option<Span>,
    pub(crate) conditions: Vec<Condition>,
}

impl ClaimAttr {
    pub(crate) fn parse(attrs: &[Attribute], errors: &mut Errors) -> Self {
        misplaced(attrs, "claims", "the struct", "claim", errors);
        let mut claim = Self::default();
        items(attrs, "claim", errors, |name, input, _| claim.item(name, input));
        claim
    }

    fn item(&mut self, name: &Ident, input: ParseStream<'_>) -> syn::Result<()> {
        match name.to_string().as_str() {
            "name" => self.name = Some(text(name, input)?),
            "base" => self.base = Some(name.span()),
            "data" => self.data = Some(name.span()),
            "path" => self.path = Some(ClaimPath::parse(name, input)?),
            "if_present" => self.if_present = Some(name.span()),
            "answer" => self.answer = Some(Answer::parse(name, input)?),
            "null" => self.null = Some(name.span()),
            "when" => when(name, input, &mut self.rules, &mut self.conditions, rule)?,
            _ => self.rules.push(rule(name, input)?),
        }
        Ok(())
    }
}

/// A rule of a field.
fn rule(name: &Ident, input: ParseStream<'_>) -> syn::Result<Rule> {
    let text = name.to_string();
    if let Some(rule) = Listed::from_name(&text) {
        return Ok(Rule::new(name.span(), Demand::Listed(rule, arguments::parse(rule, name, input)?)));
    }
    let demand = match text.as_str() {
        "check" | "check_with" => return whole(name, input),
        "forbidden" => Demand::Forbidden,
        "nested" => Demand::Nested,
        of_all @ ("if_present" | "answer") => {
            let message = format!("`{of_all}` holds for all rules of the field; write it beside `when(...)`");
            return Err(syn::Error::new_spanned(name, message));
        }
        other if CLAIMS.contains(&other) => {
            let message = format!("not expected here; `{other}` belongs in `#[claims(...)]` on the struct");
            return Err(syn::Error::new_spanned(name, message));
        }
        other => {
            let hint = instead(other, &CLAIM_INSTEAD).unwrap_or_else(|| suggest(other, &on_field()));
            let message = format!("unknown claim attribute `{other}`{hint}");
            return Err(syn::Error::new_spanned(name, message));
        }
    };
    Ok(Rule::new(name.span(), demand))
}

/// A check over the whole.
fn whole(name: &Ident, input: ParseStream<'_>) -> syn::Result<Rule> {
    let demand = match name.to_string().as_str() {
        "check" => Demand::Check(path(name, input)?),
        "check_with" => Demand::CheckWith(path(name, input)?),
        _ => {
            return Err(syn::Error::new_spanned(
                name,
                "expected `check = my_check`; rules on one claim belong on its field",
            ));
        }
    };
    Ok(Rule::new(name.span(), demand))
}

/// `#[claim]` on the struct, or `#[claims]` on a field.
fn misplaced(attrs: &[Attribute], which: &str, place: &str, here: &str, errors: &mut Errors) {
    for attr in attrs.iter().filter(|attr| attr.path().is_ident(which)) {
        errors.at(attr.path(), format!("`#[{which}]` belongs on {place}; write `#[{here}(...)]` here"));
    }
}

/// A media type, or a constant that holds one.
fn typ(name: &Ident, input: ParseStream<'_>) -> syn::Result<Value> {
    let value: Value = assigned(name, input)?.parse()?;
    if value.is_literal() && value.as_str().is_none() {
        return Err(syn::Error::new_spanned(&value, "expected `typ` to be a string: `typ = \"at+jwt\"`"));
    }
    Ok(value)
}

/// Issuers and audiences are strings, or constants that hold one.
fn strings(name: &Ident, values: Vec<Value>) -> syn::Result<Vec<Value>> {
    match values.iter().find(|value| value.is_literal() && value.as_str().is_none()) {
        Some(value) => {
            let message = format!("expected `{name}` to be a string: `{name} = \"https://…\"`");
            Err(syn::Error::new_spanned(value, message))
        }
        None => Ok(values),
    }
}

/// `(exp, iat)`.
fn claim_names(name: &Ident, input: ParseStream<'_>) -> syn::Result<Vec<Ident>> {
    if !input.peek(token::Paren) {
        return Err(syn::Error::new_spanned(
            name,
            format!("`{name}` names registered claims: `{name}(sub)`"),
        ));
    }
    let content;
    parenthesized!(content in input);
    Ok(content.parse_terminated(Ident::parse_any, Token![,])?.into_iter().collect())
}

fn registered(names: &[Ident], errors: &mut Errors) -> Vec<(Registered, Span)> {
    let known = names.iter().filter_map(|name| {
        let text = name.to_string();
        let registered = Registered::from_name(&text);
        if registered.is_none() {
            let hint = suggest(&text, &Registered::NAMES);
            errors.at(
                name,
                format!("`{text}` is no registered claim{hint}; for a claim of your own declare a field"),
            );
        }
        registered.map(|registered| (registered, name.span()))
    });
    known.collect()
}
