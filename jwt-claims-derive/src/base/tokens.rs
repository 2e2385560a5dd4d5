//! Walks over tokens.

use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use quote::ToTokens;

/// Replaces identifiers, in groups too. `with` also gets whether the identifier
/// is the name of a lifetime.
pub(crate) fn replace(
    tokens: impl ToTokens,
    with: &dyn Fn(&Ident, bool) -> Option<TokenStream>,
) -> TokenStream {
    let mut is_lifetime = false;
    let replaced = tokens.into_token_stream().into_iter().map(|token| {
        let after_tick = std::mem::replace(&mut is_lifetime, is_tick(&token));
        match token {
            TokenTree::Ident(name) => with(&name, after_tick).unwrap_or_else(|| name.into_token_stream()),
            TokenTree::Group(group) => {
                let mut inner = Group::new(group.delimiter(), replace(group.stream(), with));
                inner.set_span(group.span());
                inner.into_token_stream()
            }
            other => other.into_token_stream(),
        }
    });
    replaced.collect()
}

/// Gives every lifetime another name.
pub(crate) fn with_lifetime(tokens: impl ToTokens, lifetime: &str) -> TokenStream {
    replace(tokens, &|name, is_lifetime| {
        is_lifetime.then(|| Ident::new(lifetime, name.span()).into_token_stream())
    })
}

/// The type with every lifetime `'static`: constants cannot name others, and
/// what a type declares does not depend on how long it borrows.
pub(crate) fn with_static(ty: impl ToTokens) -> TokenStream {
    with_lifetime(ty, "static")
}

/// Whether one of the tokens, in groups too, is what is looked for.
pub(crate) fn any(tokens: impl ToTokens, is_it: &dyn Fn(&TokenTree) -> bool) -> bool {
    tokens.into_token_stream().into_iter().any(|token| match token {
        TokenTree::Group(group) => any(group.stream(), is_it),
        token => is_it(&token),
    })
}

/// Whether it names one of these identifiers.
pub(crate) fn names(tokens: impl ToTokens, is_one: &dyn Fn(&Ident) -> bool) -> bool {
    any(tokens, &|token| matches!(token, TokenTree::Ident(ident) if is_one(ident)))
}

/// The beginning of a lifetime.
pub(crate) fn is_tick(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == '\'')
}

/// As a declaration spells it, and as serde's attributes want a path.
pub(crate) fn text(tokens: impl ToTokens) -> String {
    // in a rule set `crate` is spelled `$crate`
    tokens.into_token_stream().to_string().replace(' ', "").replace("$crate", "crate")
}
