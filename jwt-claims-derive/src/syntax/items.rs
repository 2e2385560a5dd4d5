//! PARSE: the grammar that all attributes share: items, and what follows their
//! names.

use std::fmt::Display;

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::parse::{ParseBuffer, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Attribute, LitStr, Meta, Path, Token, bracketed, parenthesized, token};

use super::attributes::{example, find};
use crate::base::errors::{Errors, bail, refuse};

/// Walks the items of every `#[<which>(...)]`. An error in one of them is
/// noted, and the walk goes on with the next.
pub(crate) fn items(
    attrs: &[Attribute],
    which: &str,
    errors: &mut Errors,
    mut item: impl FnMut(&Ident, ParseStream<'_>, &mut Errors) -> syn::Result<()>,
) {
    let mut seen: Vec<String> = Vec::new();
    for attr in attrs.iter().filter(|attr| attr.path().is_ident(which)) {
        let Some(tokens) = inside(attr, which, errors) else { continue };
        let walk = |input: ParseStream<'_>| {
            while !input.is_empty() {
                let walked = input.call(Ident::parse_any).and_then(|name| {
                    if is_repeated(&mut seen, &name) {
                        refuse!(errors, &name => "duplicate {which} attribute `{name}`");
                    }
                    item(&name, input, errors)?;
                    comma(&name, input)
                });
                if let Err(error) = walked {
                    errors.push(error);
                    skip_item(input);
                }
            }
            Ok(())
        };
        if let Err(error) = walk.parse2(tokens.clone()) {
            errors.push(error);
        }
    }
}

/// Whether the name was seen before and must not be given twice.
pub(crate) fn is_repeated(seen: &mut Vec<String>, name: &Ident) -> bool {
    let text = name.to_string();
    let is_repeated = seen.contains(&text) && !find(&text).is_some_and(|attribute| attribute.repeats);
    seen.push(text);
    is_repeated
}

/// The tokens in the attribute's parentheses.
fn inside<'a>(attr: &'a Attribute, which: &str, errors: &mut Errors) -> Option<&'a TokenStream> {
    match &attr.meta {
        Meta::List(list) if !list.tokens.is_empty() => return Some(&list.tokens),
        Meta::NameValue(_) => refuse!(errors, attr => "expected `#[{which}(...)]`"),
        Meta::List(_) | Meta::Path(_) => refuse!(errors, attr =>
            "this empty `#[{which}]` has no effect; remove it or write `#[{which}(...)]`"),
    }
    None
}

/// The comma after an item.
pub(crate) fn comma(name: &Ident, input: ParseStream<'_>) -> syn::Result<()> {
    if input.is_empty() || input.peek(Token![,]) {
        return input.parse::<Option<Token![,]>>().map(drop);
    }
    let text = name.to_string();
    Err(input.error(match text.as_str() {
        _ if example(&text).is_none() => format!("`{name}` takes no value"),
        _ if input.peek(Ident::peek_any) => "expected `,`".to_owned(),
        "check" | "check_with" => {
            "expected the path of a function, without a call: `check = my_check`".into()
        }
        "issuer" | "audience" => format!(
            "expected a literal or the path of a constant; one that is known only at run time belongs to the verifier \
             and the issuer: `with_{text}`"
        ),
        _ => "expected a literal or the path of a constant; give an expression the name of a constant".into(),
    }))
}

/// Goes on behind the next comma.
fn skip_item(input: ParseStream<'_>) {
    while !input.is_empty() {
        let is_comma = input.peek(Token![,]);
        let _ = input.parse::<TokenTree>();
        if is_comma {
            return;
        }
    }
}

/// Leaves nothing over: syn would complain about the rest once more.
fn drain(input: ParseStream<'_>) {
    while input.parse::<TokenTree>().is_ok() {}
}

/// What is in the parentheses behind `name`. Without any, the error is `expected`.
pub(crate) fn in_parens<T>(
    name: &Ident,
    input: ParseStream<'_>,
    expected: &str,
    parse: impl FnOnce(ParseStream<'_>) -> syn::Result<T>,
) -> syn::Result<T> {
    if !input.peek(token::Paren) {
        bail!(name => "{expected}");
    }
    let content: ParseBuffer<'_>;
    parenthesized!(content in input);
    parse(&content).inspect_err(|_| drain(&content))
}

/// The items of a list in brackets, and where it is.
pub(crate) fn in_brackets<T>(
    input: ParseStream<'_>,
    item: fn(ParseStream<'_>) -> syn::Result<T>,
) -> syn::Result<(Vec<T>, Span)> {
    let content;
    let bracket = bracketed!(content in input);
    let items = content.parse_terminated(item, Token![,]).inspect_err(|_| drain(&content))?;
    Ok((items.into_iter().collect(), bracket.span.join()))
}

/// `(Editor, Auditor)`: names, at least one.
pub(crate) fn names_listed(name: &Ident, input: ParseStream<'_>, expected: &str) -> syn::Result<Vec<Ident>> {
    let parse = |input: ParseStream<'_>| input.parse_terminated(Ident::parse_any, Token![,]);
    let names: Punctuated<_, _> = in_parens(name, input, expected, |input| or(parse(input), || expected))?;
    if names.is_empty() {
        bail!(name => "{expected}");
    }
    Ok(names.into_iter().collect())
}

/// The value behind `name =`.
pub(crate) fn assigned<'i>(name: &Ident, input: ParseStream<'i>) -> syn::Result<ParseStream<'i>> {
    if input.peek(Token![=]) {
        input.parse::<Token![=]>()?;
        if !input.is_empty() {
            return Ok(input);
        }
    }
    bail!(name => "`{name}` needs a value: `{name} = {}`", example(&name.to_string()).unwrap_or_default());
}

/// `name = "text"`.
pub(crate) fn text(name: &Ident, input: ParseStream<'_>) -> syn::Result<LitStr> {
    let input = assigned(name, input)?;
    let example = example(&name.to_string()).unwrap_or_default();
    or(input.parse(), || format!("expected `{name}` to be a string: `{name} = {example}`"))
}

pub(crate) fn path(name: &Ident, input: ParseStream<'_>) -> syn::Result<Path> {
    let input = assigned(name, input)?;
    or(
        input.parse(),
        || "expected the path of a function: `check = is_valid`, with `fn is_valid(claim: &T) -> bool`; closures are not taken",
    )
}

/// `"::path"`, absolute, so that it means the same in every scope.
pub(crate) fn crate_path(name: &Ident, input: ParseStream<'_>) -> syn::Result<Path> {
    let text = text(name, input)?;
    let path: Path = text.parse()?;
    let first = path.segments.first().map(|segment| segment.ident.to_string());
    if path.leading_colon.is_none() && first.as_deref() != Some("crate") {
        bail!(&text => "`crate` path must be absolute; write `::{}`", text.value());
    }
    Ok(path)
}

/// The same result, with an error of our own at the place of syn's.
pub(crate) fn or<T, M: Display>(result: syn::Result<T>, message: impl FnOnce() -> M) -> syn::Result<T> {
    result.map_err(|error| syn::Error::new(error.span(), message()))
}
