//! PARSE: `#[claims(...)]` on the struct and `#[claim(...)]` on fields.

use proc_macro2::{Ident, Span};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, LitStr, Meta, Path, Token, parenthesized};

use crate::errors::Errors;
use crate::registered::Registered;
use crate::rule::{Demand, Rule};
use crate::suggest::suggest;
use crate::value::{Seconds, Value, list, seconds};

const CLAIMS: [&str; 13] = [
    "audience",
    "check",
    "crate",
    "issuer",
    "leeway",
    "max_age",
    "max_lifetime",
    "optional",
    "required",
    "ttl",
    "typ",
    "unchecked",
    "verify_only",
];
const CLAIM: [&str; 12] = [
    "all_of",
    "any_of",
    "check",
    "equals",
    "if_present",
    "len",
    "name",
    "non_empty",
    "none_of",
    "one_of",
    "range",
    "starts_with",
];

/// `#[claims(...)]`.
#[derive(Default)]
pub(crate) struct ClaimsAttr {
    pub(crate) typ: Option<LitStr>,
    pub(crate) issuer: Vec<Value>,
    pub(crate) audience: Vec<Value>,
    pub(crate) leeway: Option<Seconds>,
    pub(crate) ttl: Option<Seconds>,
    pub(crate) max_age: Option<Seconds>,
    pub(crate) max_lifetime: Option<Seconds>,
    pub(crate) required: Vec<(Registered, Span)>,
    pub(crate) optional: Vec<(Registered, Span)>,
    pub(crate) unchecked: Vec<(Registered, Span)>,
    pub(crate) checks: Vec<Path>,
    pub(crate) krate: Option<Path>,
    pub(crate) verify_only: bool,
}

impl ClaimsAttr {
    pub(crate) fn parse(attrs: &[Attribute], errors: &mut Errors) -> Self {
        let mut claims = Self::default();
        items(attrs, "claims", errors, |name, input, errors| claims.item(name, input, errors));
        claims
    }

    fn item(&mut self, name: &Ident, input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<()> {
        match name.to_string().as_str() {
            "typ" => self.typ = Some(assigned(input)?.parse()?),
            "issuer" => self.issuer = strings(name, list(assigned(input)?)?)?,
            "audience" => self.audience = strings(name, list(assigned(input)?)?)?,
            "leeway" => self.leeway = Some(seconds("leeway", assigned(input)?)?),
            "ttl" => self.ttl = Some(seconds("ttl", assigned(input)?)?),
            "max_age" => self.max_age = Some(seconds("max_age", assigned(input)?)?),
            "max_lifetime" => self.max_lifetime = Some(seconds("max_lifetime", assigned(input)?)?),
            "required" => self.required = registered_names(input, errors)?,
            "optional" => self.optional = registered_names(input, errors)?,
            "unchecked" => self.unchecked = registered_names(input, errors)?,
            "check" => self.checks.push(assigned(input)?.call(path)?),
            "crate" => self.krate = Some(crate_path(&assigned(input)?.parse()?)?),
            "verify_only" => self.verify_only = true,
            other if CLAIM.contains(&other) => {
                let message = format!("not expected here; `{other}` belongs in `#[claim(...)]` on a field");
                return Err(syn::Error::new_spanned(name, message));
            }
            other => {
                let message = format!("unknown claims attribute `{other}`{}", suggest(other, &CLAIMS));
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
    pub(crate) rules: Vec<Rule>,
    pub(crate) if_present: Option<Span>,
}

impl ClaimAttr {
    pub(crate) fn parse(attrs: &[Attribute], errors: &mut Errors) -> Self {
        let mut claim = Self::default();
        items(attrs, "claim", errors, |name, input, _| claim.item(name, input));
        claim
    }

    fn item(&mut self, name: &Ident, input: ParseStream<'_>) -> syn::Result<()> {
        let demand = match name.to_string().as_str() {
            "name" => {
                self.name = Some(assigned(input)?.parse()?);
                return Ok(());
            }
            "if_present" => {
                self.if_present = Some(name.span());
                return Ok(());
            }
            "any_of" => Demand::AnyOf(values(name, input)?),
            "all_of" => Demand::AllOf(values(name, input)?),
            "none_of" => Demand::NoneOf(values(name, input)?),
            "one_of" => Demand::OneOf(values(name, input)?),
            "equals" => Demand::Equals(assigned(input)?.parse()?),
            "starts_with" => Demand::StartsWith(assigned(input)?.parse()?),
            "non_empty" => Demand::NonEmpty,
            "len" => bounds(name, input, |min, max| Demand::Len { min, max })?,
            "range" => bounds(name, input, |min, max| Demand::Range { min, max })?,
            "check" => Demand::Check(assigned(input)?.call(path)?),
            other if CLAIMS.contains(&other) => {
                let message =
                    format!("not expected here; `{other}` belongs in `#[claims(...)]` on the struct");
                return Err(syn::Error::new_spanned(name, message));
            }
            other => {
                let message = format!("unknown claim attribute `{other}`{}", suggest(other, &CLAIM));
                return Err(syn::Error::new_spanned(name, message));
            }
        };
        self.rules.push(Rule { span: name.span(), demand });
        Ok(())
    }
}

/// Walks the items of every `#[<which>(...)]`. A wrong item is noted, and the
/// walk goes on with the next.
fn items(
    attrs: &[Attribute],
    which: &str,
    errors: &mut Errors,
    mut item: impl FnMut(&Ident, ParseStream<'_>, &mut Errors) -> syn::Result<()>,
) {
    let mut seen: Vec<String> = Vec::new();
    for attr in attrs.iter().filter(|attr| attr.path().is_ident(which)) {
        let Meta::List(list) = &attr.meta else {
            errors.at(attr, format!("expected `#[{which}(...)]`"));
            continue;
        };
        if list.tokens.is_empty() {
            let message =
                format!("this empty `#[{which}]` has no effect; remove it or write `#[{which}(...)]`");
            errors.at(attr, message);
            continue;
        }
        let walk = |input: ParseStream<'_>| {
            while !input.is_empty() {
                let walked = input.call(Ident::parse_any).and_then(|name| {
                    let text = name.to_string();
                    // several checks may stand side by side, everything else once
                    if seen.contains(&text) && text != "check" {
                        errors.at(&name, format!("duplicate {which} attribute `{text}`"));
                    }
                    seen.push(text);
                    item(&name, input, errors)?;
                    if input.is_empty() { Ok(()) } else { input.parse::<Token![,]>().map(drop) }
                });
                if let Err(error) = walked {
                    errors.push(error);
                    skip_item(input);
                }
            }
            Ok(())
        };
        if let Err(error) = walk.parse2(list.tokens.clone()) {
            errors.push(error);
        }
    }
}

/// Goes on behind the next comma.
fn skip_item(input: ParseStream<'_>) {
    while !input.is_empty() {
        let comma = input.peek(Token![,]);
        let _ = input.parse::<proc_macro2::TokenTree>();
        if comma {
            return;
        }
    }
}

/// What stands behind `=`.
fn assigned<'i>(input: ParseStream<'i>) -> syn::Result<ParseStream<'i>> {
    input.parse::<Token![=]>()?;
    Ok(input)
}

fn values(name: &Ident, input: ParseStream<'_>) -> syn::Result<Vec<Value>> {
    list(assigned(input)?).map_err(|error| {
        let needs = error.to_string() == "needs at least one value";
        if needs {
            syn::Error::new(error.span(), format!("`{name}` needs at least one value"))
        } else {
            error
        }
    })
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
fn registered_names(input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<Vec<(Registered, Span)>> {
    let content;
    parenthesized!(content in input);
    let names = content.parse_terminated(Ident::parse_any, Token![,])?;
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
    Ok(known.collect())
}

/// `(min = 1, max = 3)`, or `= 2` for both.
fn bounds(
    name: &Ident,
    input: ParseStream<'_>,
    demand: impl FnOnce(Option<Value>, Option<Value>) -> Demand,
) -> syn::Result<Demand> {
    if input.peek(Token![=]) {
        let value: Value = assigned(input)?.parse()?;
        return Ok(demand(Some(value.clone()), Some(value)));
    }
    let content;
    parenthesized!(content in input);
    let (mut min, mut max) = (None, None);
    while !content.is_empty() {
        let bound = content.call(Ident::parse_any)?;
        let slot = match bound.to_string().as_str() {
            "min" => &mut min,
            "max" => &mut max,
            _ => {
                return Err(syn::Error::new_spanned(
                    bound,
                    format!("expected `min` or `max`: `{name}(min = 1)`"),
                ));
            }
        };
        let value = assigned(&content)?.parse()?;
        if slot.replace(value).is_some() {
            return Err(syn::Error::new_spanned(&bound, format!("duplicate `{bound}`")));
        }
        if !content.is_empty() {
            content.parse::<Token![,]>()?;
        }
    }
    if min.is_none() && max.is_none() {
        return Err(syn::Error::new_spanned(
            name,
            format!("`{name}` needs a bound: `{name}(min = 1, max = 3)`"),
        ));
    }
    Ok(demand(min, max))
}

/// A function's path.
fn path(input: ParseStream<'_>) -> syn::Result<Path> {
    input.parse().map_err(|error| {
        syn::Error::new(
            error.span(),
            "expected the path of a function: `check = my_check`; closures are not taken",
        )
    })
}

/// `"::path"`, absolute, so that it means the same in every scope.
fn crate_path(text: &LitStr) -> syn::Result<Path> {
    let path: Path = text.parse()?;
    let first = path.segments.first().map(|segment| segment.ident.to_string());
    if path.leading_colon.is_none() && first.as_deref() != Some("crate") {
        let message = format!("`crate` path must be absolute; write `::{}`", text.value());
        return Err(syn::Error::new_spanned(text, message));
    }
    Ok(path)
}
