//! PARSE: the arguments of rules, a function for each kind.

use proc_macro2::Ident;
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{LitStr, Token, parenthesized, token};

use crate::items::{assigned, drain, text};
use crate::rule::{Arguments, Listed};
use crate::value::{Bound, Value, list};

/// What stands behind the name of a rule.
pub(crate) fn parse(rule: Listed, name: &Ident, input: ParseStream<'_>) -> syn::Result<Vec<Value>> {
    match rule.row().arguments {
        Arguments::Nothing => Ok(Vec::new()),
        Arguments::AnyMember | Arguments::AllMembers | Arguments::Values => {
            list(name, assigned(name, input)?)
        }
        Arguments::Value | Arguments::Text => Ok(vec![assigned(name, input)?.parse()?]),
        Arguments::Level => level(name, input),
        Arguments::Length | Arguments::Bounds => bounds(name, input),
        Arguments::Https => https(input),
        Arguments::Pattern => Ok(vec![pattern(name, input)?.into()]),
    }
}

/// One variant of an enum: of several, the lowest is meant.
fn level(name: &Ident, input: ParseStream<'_>) -> syn::Result<Vec<Value>> {
    let input = assigned(name, input)?;
    if input.peek(token::Bracket) {
        return Err(input.error(format!("`{name}` takes one value: `{name} = Role::Editor`")));
    }
    Ok(vec![input.parse()?])
}

/// `(min = 1, max = 3)`, or `= 2` for both.
fn bounds(name: &Ident, input: ParseStream<'_>) -> syn::Result<Vec<Value>> {
    if input.peek(Token![=]) {
        let value: Value = assigned(name, input)?.parse()?;
        if input.peek(Token![..]) {
            let message = format!("bounds are named: `{name}(min = 1, max = 3)`");
            return Err(input.error(message));
        }
        return Ok(vec![value.clone().into_bound(Bound::Min), value.into_bound(Bound::Max)]);
    }
    let needs_bound =
        || syn::Error::new_spanned(name, format!("`{name}` needs a bound: `{name}(min = 1, max = 3)`"));
    if !input.peek(token::Paren) {
        return Err(needs_bound());
    }
    let content;
    parenthesized!(content in input);
    let mut bounds = Vec::new();
    while !content.is_empty() {
        bound(name, &content, &mut bounds).inspect_err(|_| drain(&content))?;
    }
    bounds.sort_by_key(Value::bound);
    if bounds.is_empty() { Err(needs_bound()) } else { Ok(bounds) }
}

/// `min = 1`, and the comma behind it.
fn bound(name: &Ident, content: ParseStream<'_>, bounds: &mut Vec<Value>) -> syn::Result<()> {
    let expected = format!("expected `min` or `max`: `{name}(min = 1)`");
    let which = content.call(Ident::parse_any).map_err(|error| syn::Error::new(error.span(), &expected))?;
    let bound = match which.to_string().as_str() {
        "min" => Bound::Min,
        "max" => Bound::Max,
        _ => return Err(syn::Error::new_spanned(which, expected)),
    };
    let value: Value = assigned(&which, content)?.parse()?;
    if bounds.iter().any(|earlier| earlier.bound() == Some(bound)) {
        return Err(syn::Error::new_spanned(&which, format!("duplicate `{which}`")));
    }
    bounds.push(value.into_bound(bound));
    if content.is_empty() { Ok(()) } else { content.parse::<Token![,]>().map(drop) }
}

/// `(https)`, or nothing.
fn https(input: ParseStream<'_>) -> syn::Result<Vec<Value>> {
    if !input.peek(token::Paren) {
        return Ok(Vec::new());
    }
    let content;
    parenthesized!(content in input);
    let scheme = content.call(Ident::parse_any);
    match scheme {
        Ok(scheme) if scheme == "https" && content.is_empty() => {
            Ok(vec![LitStr::new("https", scheme.span()).into()])
        }
        _ => {
            let span = scheme.map_or_else(|error| error.span(), |scheme| scheme.span());
            drain(&content);
            Err(syn::Error::new(span, "expected `url` or `url(https)`; for other schemes add `starts_with`"))
        }
    }
}

/// A pattern that its engine takes.
fn pattern(name: &Ident, input: ParseStream<'_>) -> syn::Result<LitStr> {
    let pattern = text(name, input)?;
    match compiles(&pattern.value()) {
        Ok(()) => Ok(pattern),
        Err(message) => Err(syn::Error::new_spanned(pattern, message)),
    }
}

#[cfg(not(feature = "pattern"))]
fn compiles(_: &str) -> Result<(), String> {
    Err("`pattern` needs the feature of that name: `jwt-claims = { version = \"...\", features = [\"pattern\"] }`".to_owned())
}

/// The pattern by itself, so that it cannot break out of what is put around
/// it, and then so, as it will be used.
#[cfg(feature = "pattern")]
fn compiles(pattern: &str) -> Result<(), String> {
    let whole = format!(r"\A(?:{pattern})\z");
    let compiled = regex_lite::Regex::new(pattern).and_then(|_| regex_lite::Regex::new(&whole));
    compiled.map(drop).map_err(|error| format!("this is no pattern: {error}"))
}

#[cfg(test)]
mod tests {
    use proc_macro2::Span;
    use syn::parse::Parser;

    use super::*;

    #[test]
    fn each_rule_takes_the_example_of_its_row_and_stands_alone_without_one() {
        for rule in Listed::ALL.iter().copied() {
            let row = rule.row();
            let parse_at_name =
                |input: ParseStream<'_>| parse(rule, &Ident::new(row.name, Span::call_site()), input);
            let is_compiled_in = row.arguments != Arguments::Pattern || cfg!(feature = "pattern");
            let is_taken = parse_at_name.parse_str(&format!("= {}", row.example)).is_ok();
            assert_eq!(is_taken, !row.example.is_empty() && is_compiled_in, "{}", row.name);
            assert_eq!(parse_at_name.parse_str("").is_ok(), row.example.is_empty(), "{}", row.name);
        }
    }
}
