//! Lifetimes in the user's types, where a constant names them.

use proc_macro2::{Group, Ident, TokenStream, TokenTree};

/// The tokens of a type with every lifetime `'static`: what it declares does
/// not depend on how long it borrows.
pub(crate) fn made_static(tokens: TokenStream) -> TokenStream {
    let mut tick = false;
    let replaced = tokens.into_iter().map(|token| {
        let is_lifetime = std::mem::take(&mut tick);
        match token {
            TokenTree::Ident(name) if is_lifetime => Ident::new("static", name.span()).into(),
            TokenTree::Group(group) => {
                let mut inner = Group::new(group.delimiter(), made_static(group.stream()));
                inner.set_span(group.span());
                inner.into()
            }
            TokenTree::Punct(punct) if punct.as_char() == '\'' => {
                tick = true;
                punct.into()
            }
            other => other,
        }
    });
    replaced.collect()
}
