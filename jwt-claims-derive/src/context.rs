//! Values that are known only at run time: places in the context, `cx.tenant`.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Generics, Member, Token, Type};

use crate::errors::Errors;
use crate::model::Model;
use crate::rule::{Condition, Demand, Rule};
use crate::value::Value;

/// What the expansion calls the context.
pub(crate) const NAME: &str = "__cx";

/// Whether `cx.` comes next; a constant may have the name, too.
pub(crate) fn is_next(input: ParseStream<'_>) -> bool {
    let ahead = input.fork();
    ahead.call(Ident::parse_any).is_ok_and(|name| name == "cx") && ahead.peek(Token![.])
}

/// `cx.tenant.id`, as an expression of the expansion.
pub(crate) fn place(input: ParseStream<'_>) -> syn::Result<(TokenStream, Span)> {
    let cx = input.call(Ident::parse_any)?;
    // the name is the expansion's own, whatever macro the user's token comes from
    let name = Ident::new(NAME, Span::call_site().located_at(cx.span()));
    let mut tokens = quote!(#name);
    while input.peek(Token![.]) {
        let dot: Token![.] = input.parse()?;
        let member: Member = input
            .parse()
            .map_err(|error| syn::Error::new(error.span(), "expected a field of the context: `cx.tenant`"))?;
        if input.peek(syn::token::Paren) {
            return Err(input.error(
                "the context gives fields, not calls; work the value out beforehand, or use `check_with`",
            ));
        }
        tokens.extend(quote!(#dot #member));
    }
    Ok((tokens, cx.span()))
}

/// The context's type as the expansion declares it, for any lifetime. An
/// extension has that of its base.
pub(crate) fn declared(model: &Model<'_>) -> TokenStream {
    match (&model.claims.context, &model.base) {
        (None, Some(base)) => {
            let (p, ty) = (model.private(), base.ty);
            quote!(<#ty as #p::Declared>::Context<'__c>)
        }
        (context, _) => of(context.as_ref()),
    }
}

/// The same where there is no model. Of a reference, which is refused, the type
/// behind it was meant.
pub(crate) fn of(context: Option<&Type>) -> TokenStream {
    match context {
        Some(Type::Reference(reference)) => of(Some(&reference.elem)),
        Some(context) => named(quote!(#context)),
        None => quote!(()),
    }
}

/// The context's type under a name of its own, and what to call it inside of
/// the impl. There the compiler would offer the expansion's lifetime for one
/// that was forgotten, `RequestCx<'__c>`; at an item it has none to offer.
pub(crate) fn aliased(
    ty: TokenStream,
    context: Option<&Type>,
    generics: &Generics,
) -> (Option<TokenStream>, TokenStream) {
    let is_for_all = context.is_some() && generics.params.is_empty() && !names_what_an_impl_has(ty.clone());
    if is_for_all { (Some(quote!(type __Context = #ty;)), quote!(__Context)) } else { (None, ty) }
}

/// Whether it names a lifetime, or `Self`.
fn names_what_an_impl_has(tokens: TokenStream) -> bool {
    use proc_macro2::TokenTree;
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == "Self",
        TokenTree::Punct(punct) => punct.as_char() == '\'',
        TokenTree::Group(group) => names_what_an_impl_has(group.stream()),
        TokenTree::Literal(_) => false,
    })
}

/// Gives elided lifetimes the name that the expansion has for them.
fn named(tokens: TokenStream) -> TokenStream {
    use proc_macro2::{Group, TokenTree};
    let mut after_tick = false;
    let named = tokens.into_iter().map(|token| match token {
        TokenTree::Ident(ident) if after_tick && ident == "_" => {
            after_tick = false;
            TokenTree::Ident(Ident::new("__c", Span::call_site()))
        }
        TokenTree::Group(group) => {
            let mut inner = Group::new(group.delimiter(), named(group.stream()));
            inner.set_span(group.span());
            TokenTree::Group(inner)
        }
        other => {
            after_tick = matches!(&other, TokenTree::Punct(punct) if punct.as_char() == '\'');
            other
        }
    });
    named.collect()
}

/// CHECK: what needs a context has one, and the context is a type of its own.
pub(crate) fn check(model: &Model<'_>, errors: &mut Errors) {
    if let Some(Type::Reference(reference)) = &model.claims.context {
        errors.at(reference, "a context is passed by reference anyway; name the type behind it");
    }
    for value in model.claims.issuer.iter().chain(&model.claims.audience).filter(|value| value.is_context()) {
        errors.at_span(value.span(), "issuers and audiences that are known only at run time belong to the verifier and the issuer: `with_issuer`, `with_audience`");
    }
    if model.claims.context.is_some() {
        return;
    }
    let of_fields =
        model.fields.iter().chain(&model.applied).map(|field| (&field.claim.rules, &field.claim.conditions));
    let added = model.claims.added.iter().map(|added| (&added.claim.rules, &added.claim.conditions));
    for (rules, conditions) in of_fields.chain(added).chain([(&model.claims.rules, &model.claims.conditions)])
    {
        rules.iter().for_each(|rule| undeclared(model, rule, errors));
        for condition in conditions {
            if let Condition::Context(value) = condition {
                errors.at_span(value.span(), format!("`cx` is the context, {}", way_out(model)));
            }
        }
    }
}

/// Where to declare it.
fn way_out(model: &Model<'_>) -> &'static str {
    if !model.is_token() {
        "which an object among the claims does not see; compare on the struct that derives `Claims`"
    } else if model.base.is_some() {
        "and none is declared here; write that of the extended type: `#[claims(context = MyContext)]`"
    } else {
        "and none is declared; write `#[claims(context = MyContext)]` on the struct"
    }
}

fn undeclared(model: &Model<'_>, rule: &Rule, errors: &mut Errors) {
    let mut way_out = way_out(model).to_owned();
    if let Some(set) = &rule.set {
        way_out += &format!(" (rule set `{set}`)");
    }
    if let Demand::CheckWith(path) = &rule.demand {
        errors.at(path, format!("`check_with` hands on the context, {way_out}, or use `check`"));
    }
    for value in rule.demand.values().iter().filter(|value| value.is_context()) {
        errors.at_span(value.span(), format!("`cx` is the context, {way_out}"));
    }
}

/// Whether any of the values is known only at run time.
pub(crate) fn any(values: &[Value]) -> bool {
    values.iter().any(Value::is_context)
}

/// The type behind `context =`.
pub(crate) fn parse(input: ParseStream<'_>) -> syn::Result<Type> {
    input.parse().map_err(|error| {
        syn::Error::new(
            error.span(),
            "expected the context's type: `context = RequestCx`, or `context = RequestCx<'_>` if it borrows",
        )
    })
}
