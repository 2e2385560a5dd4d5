//! PARSE: the grammar that `#[claims(...)]` and `#[claim(...)]` share: items,
//! what stands behind them, and what to say when it does not.

use proc_macro2::{Ident, TokenTree};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, LitStr, Meta, Path, Token};

use crate::errors::Errors;
use crate::rule::Listed;

/// What may stand there several times, side by side.
pub(crate) const SEVERAL: [&str; 5] = ["check", "check_with", "either", "rules", "when"];

/// Walks the items of every `#[<which>(...)]`. A wrong item is noted, and the
/// walk goes on with the next.
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
                    let text = name.to_string();
                    if seen.contains(&text) && !SEVERAL.contains(&text.as_str()) {
                        errors.at(&name, format!("duplicate {which} attribute `{text}`"));
                    }
                    seen.push(text);
                    item(&name, input, errors)?;
                    behind_item(&name, input)
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

/// What stands in the attribute's parentheses.
fn inside<'a>(attr: &'a Attribute, which: &str, errors: &mut Errors) -> Option<&'a proc_macro2::TokenStream> {
    match &attr.meta {
        Meta::List(list) if !list.tokens.is_empty() => Some(&list.tokens),
        Meta::NameValue(_) => {
            errors.at(attr, format!("expected `#[{which}(...)]`"));
            None
        }
        Meta::List(_) | Meta::Path(_) => {
            let message =
                format!("this empty `#[{which}]` has no effect; remove it or write `#[{which}(...)]`");
            errors.at(attr, message);
            None
        }
    }
}

/// The comma, or what to say about anything else.
pub(crate) fn behind_item(name: &Ident, input: ParseStream<'_>) -> syn::Result<()> {
    if input.is_empty() || input.peek(Token![,]) {
        return input.parse::<Option<Token![,]>>().map(drop);
    }
    let text = name.to_string();
    let stands_alone = Listed::from_name(&text).is_some_and(|rule| rule.row().example.is_empty());
    let message = match text.as_str() {
        "if_present" | "base" | "nested" | "verify_only" | "unknown" | "ascending" | "descending" => {
            format!("`{name}` takes no value")
        }
        _ if stands_alone => format!("`{name}` takes no value"),
        _ if input.peek(Ident::peek_any) => "expected `,`".to_owned(),
        "check" | "check_with" => {
            "expected the path of a function, without a call: `check = my_check`".to_owned()
        }
        _ => "expected a literal or the path of a constant; give an expression the name of a constant"
            .to_owned(),
    };
    Err(input.error(message))
}

/// Goes on behind the next comma.
fn skip_item(input: ParseStream<'_>) {
    while !input.is_empty() {
        let comma = input.peek(Token![,]);
        let _ = input.parse::<TokenTree>();
        if comma {
            return;
        }
    }
}

/// Leaves nothing over: syn would complain about the rest once more.
pub(crate) fn drain(input: ParseStream<'_>) {
    while input.parse::<TokenTree>().is_ok() {}
}

/// What stands behind `name =`.
pub(crate) fn assigned<'i>(name: &Ident, input: ParseStream<'i>) -> syn::Result<ParseStream<'i>> {
    if input.peek(Token![=]) {
        input.parse::<Token![=]>()?;
        if !input.is_empty() {
            return Ok(input);
        }
    }
    let message = format!("`{name}` needs a value: `{name} = {}`", example(name));
    Err(syn::Error::new_spanned(name, message))
}

/// How a value of that name looks.
fn example(name: &Ident) -> &'static str {
    let text = name.to_string();
    if let Some(rule) = Listed::from_name(&text) {
        return rule.row().example;
    }
    match text.as_str() {
        "typ" => "\"at+jwt\"",
        "kinds_by" => "\"typ\"",
        "kind" => "\"access\"",
        "issuer" => "\"https://auth.example.com\"",
        "audience" => "\"orders\"",
        "leeway" => "\"30s\"",
        "ttl" | "max_age" | "max_lifetime" => "\"15m\"",
        "check" | "check_with" => "my_check",
        "context" => "RequestCx",
        "crate" => "\"::path::to::jwt_claims\"",
        "name" => "\"sub\"",
        "path" => "\"realm_access.roles\"",
        "rename" => "\"editor\"",
        "rename_all" => "\"kebab-case\"",
        "min" | "max" => "3",
        "answer" => "403",
        _ => "[\"editor\", \"admin\"]",
    }
}

/// `name = "text"`.
pub(crate) fn text(name: &Ident, input: ParseStream<'_>) -> syn::Result<LitStr> {
    let input = assigned(name, input)?;
    input.parse().map_err(|error| {
        syn::Error::new(
            error.span(),
            format!("expected `{name}` to be a string: `{name} = {}`", example(name)),
        )
    })
}

/// A function's path.
pub(crate) fn path(name: &Ident, input: ParseStream<'_>) -> syn::Result<Path> {
    let input = assigned(name, input)?;
    input.parse().map_err(|error| {
        syn::Error::new(
            error.span(),
            "expected the path of a function: `check = my_check`; closures are not taken",
        )
    })
}

/// `"::path"`, absolute, so that it means the same in every scope.
pub(crate) fn crate_path(name: &Ident, input: ParseStream<'_>) -> syn::Result<Path> {
    let text = text(name, input)?;
    let path: Path = text.parse()?;
    let first = path.segments.first().map(|segment| segment.ident.to_string());
    if path.leading_colon.is_none() && first.as_deref() != Some("crate") {
        let message = format!("`crate` path must be absolute; write `::{}`", text.value());
        return Err(syn::Error::new_spanned(text, message));
    }
    Ok(path)
}
