//! PARSE: the arguments of rules, a function for each kind.

use proc_macro2::Ident;
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{LitStr, Token, token};

use super::items::{assigned, comma, in_parens, or, text};
use super::table::{Arguments, Listed};
use super::value::{Bound, Value, list, seconds};
use crate::base::errors::bail;

/// The arguments behind the name of a rule.
pub(crate) fn parse(rule: Listed, name: &Ident, input: ParseStream<'_>) -> syn::Result<Vec<Value>> {
    match rule.row().arguments {
        Arguments::Nothing | Arguments::Clock => Ok(Vec::new()),
        Arguments::AnyMember | Arguments::AllMembers | Arguments::Values => {
            list(name, assigned(name, input)?)
        }
        Arguments::Value | Arguments::Text => Ok(vec![assigned(name, input)?.parse()?]),
        Arguments::Level => level(name, input),
        Arguments::Length | Arguments::Bounds => bounds(name, input),
        Arguments::Https => https(name, input),
        Arguments::Pattern => Ok(vec![pattern(name, input)?.into()]),
        Arguments::Age => Ok(vec![seconds(name, assigned(name, input)?)?.into_value()]),
        Arguments::Date => date(name, input),
    }
}

/// One variant of an enum.
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
        let input = assigned(name, input)?;
        let value: Value = input.parse()?;
        if input.peek(Token![..]) {
            return Err(input.error(format!("bounds are named: `{name}(min = 1, max = 3)`")));
        }
        return Ok(vec![value.clone().into_bound(Bound::Min), value.into_bound(Bound::Max)]);
    }
    let example = format!("`{name}` needs a bound: `{name}(min = 1, max = 3)`");
    let mut bounds = in_parens(name, input, &example, |content| {
        let mut bounds = Vec::new();
        while !content.is_empty() {
            bounds.push(bound(name, content, &bounds)?);
        }
        Ok(bounds)
    })?;
    if bounds.is_empty() {
        bail!(name => "{example}");
    }
    bounds.sort_by_key(|value| value.bound);
    Ok(bounds)
}

/// `min = 1`, and the comma after it.
fn bound(name: &Ident, content: ParseStream<'_>, earlier: &[Value]) -> syn::Result<Value> {
    let expected = format!("expected `min` or `max`: `{name}(min = 1)`");
    let which = or(content.call(Ident::parse_any), || &expected)?;
    let Some(bound) = [Bound::Min, Bound::Max].into_iter().find(|bound| which == bound.name()) else {
        bail!(&which => "{expected}");
    };
    let value: Value = assigned(&which, content)?.parse()?;
    if earlier.iter().any(|earlier| earlier.bound == Some(bound)) {
        bail!(&which => "duplicate `{which}`");
    }
    comma(&which, content)?;
    Ok(value.into_bound(bound))
}

/// `(https)`, or nothing.
fn https(name: &Ident, input: ParseStream<'_>) -> syn::Result<Vec<Value>> {
    if !input.peek(token::Paren) {
        return Ok(Vec::new());
    }
    let expected = "expected `url` or `url(https)`; for other schemes add `starts_with`";
    in_parens(name, input, expected, |content| {
        let scheme = or(content.call(Ident::parse_any), || expected)?;
        if scheme != "https" || !content.is_empty() {
            bail!(&scheme => "{expected}");
        }
        Ok(vec![LitStr::new("https", scheme.span()).into()])
    })
}

/// A date: RFC 3339 as a string, a constant, or a field of the context.
fn date(name: &Ident, input: ParseStream<'_>) -> syn::Result<Vec<Value>> {
    let value: Value = assigned(name, input)?.parse()?;
    if value.is_other_literal() {
        bail!(&value => "expected `{name}` to be a date: `{name} = \"2024-01-01T00:00:00Z\"`");
    }
    Ok(vec![value])
}

/// A pattern that its engine takes.
fn pattern(name: &Ident, input: ParseStream<'_>) -> syn::Result<LitStr> {
    let pattern = text(name, input)?;
    match compiles(&pattern.value()) {
        Ok(()) => Ok(pattern),
        Err(message) => bail!(&pattern => "{message}"),
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
    compiled.map(drop).map_err(|error| format!("invalid regular expression: {error}"))
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
