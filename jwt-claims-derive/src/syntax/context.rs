//! PARSE: fields of the context, `cx.tenant`: values that are known at run time.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Member, Token, token};

use super::items::or;

/// The context's name in the expansion.
pub(crate) const NAME: &str = "__cx";

/// Whether `cx.` comes next; a constant may have the name, too.
pub(crate) fn is_next(input: ParseStream<'_>) -> bool {
    let ahead = input.fork();
    ahead.call(Ident::parse_any).is_ok_and(|name| name == "cx") && ahead.peek(Token![.])
}

/// `cx.tenant.id`, as an expression of the expansion.
pub(crate) fn field(input: ParseStream<'_>) -> syn::Result<(TokenStream, Span)> {
    let cx = input.call(Ident::parse_any)?;
    // the expansion's own name, even if the user's token comes from a macro
    let name = Ident::new(NAME, Span::call_site().located_at(cx.span()));
    let mut tokens = quote!(#name);
    while input.peek(Token![.]) {
        let dot: Token![.] = input.parse()?;
        let member: Member = or(input.parse(), || "expected a field of the context: `cx.tenant`")?;
        if input.peek(token::Paren) {
            return Err(input.error(
                "the context gives fields, not calls; compute the value beforehand, or use `check_with`",
            ));
        }
        tokens.extend(quote!(#dot #member));
    }
    Ok((tokens, cx.span()))
}
