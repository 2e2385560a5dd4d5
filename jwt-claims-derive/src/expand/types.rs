//! The types of fields: what the hidden structs demand of them, said so that a
//! wrong type gives one error, and that one at the type.

use proc_macro2::{Group, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote};
use syn::spanned::Spanned;
use syn::{Ident, LitStr, WherePredicate};

use super::known::{self, Use};
use super::{bounds, wire};
use crate::model::{Field, Model};

/// The two directions of a codec.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Half {
    Read,
    Write,
}

impl Half {
    pub(super) fn verb(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
        }
    }

    /// serde's attribute for a codec of the user's own.
    pub(super) fn with(self) -> &'static str {
        match self {
            Self::Read => "deserialize_with",
            Self::Write => "serialize_with",
        }
    }

    /// serde's word for it.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Read => "deserialize",
            Self::Write => "serialize",
        }
    }

    fn skip(self) -> &'static str {
        match self {
            Self::Read => "skip_deserializing",
            Self::Write => "skip_serializing",
        }
    }
}

/// Names for the types of fields that depend on no parameter: serde wants its
/// conditions as text, and text has no spans inside.
pub(super) fn aliases(model: &Model<'_>) -> TokenStream {
    let halves = [Half::Read, Half::Write];
    let aliased =
        model.fields.iter().filter(|field| halves.iter().any(|half| is_closed(model, field, *half)));
    let aliases = aliased.map(|field| {
        let (alias, ty) = (alias(model, field), self_named(model, field.ty));
        quote!(type #alias = #ty;)
    });
    aliases.collect()
}

/// Conditions over every lifetime give no error where they do not hold; these
/// calls do. Never called themselves.
pub(super) fn assertions(model: &Model<'_>) -> TokenStream {
    let p = model.private();
    let asserted = model.fields.iter().filter_map(|field| {
        let (read, write) = (is_closed(model, field, Half::Read), is_closed(model, field, Half::Write));
        let codec = wire::codec(field, Half::Read).or_else(|| wire::codec(field, Half::Write));
        let assertion = match codec {
            Some(codec) if codec.ends_with("audience") && (read || write) => quote!(holds_audience),
            None if read => quote!(is_readable),
            _ => return None,
        };
        let ty = field.ty;
        Some(quote!(#p::#assertion::<'__t, #ty>();))
    });
    let asserted: TokenStream = asserted.collect();
    if asserted.is_empty() { asserted } else { quote!(fn __types<'__t>() { #asserted }) }
}

fn alias(model: &Model<'_>, field: &Field<'_>) -> Ident {
    let place = model.fields.iter().position(|other| other.ident == field.ident).unwrap_or_default();
    format_ident!("__T{place}")
}

/// Whether we must and can say what the field's type must hold: then serde
/// need not, several times over.
fn is_closed(model: &Model<'_>, field: &Field<'_>, half: Half) -> bool {
    takes_part(field, half)
        && !names_parameter(model, field.ty)
        && !names_lifetime(field.ty.to_token_stream())
        && !is_known(field, half)
}

/// Whether nothing need be said of the field's type.
fn is_known(field: &Field<'_>, half: Half) -> bool {
    let what = match wire::codec(field, half) {
        Some(codec) if codec.ends_with("time") => Use::Time,
        Some(_) => Use::Audience,
        None => Use::Value,
    };
    known::is_good(field.ty, what)
}

/// Whether the field is read or written without a codec of the user's own.
pub(super) fn takes_part(field: &Field<'_>, half: Half) -> bool {
    let own = ["skip", half.skip(), "with", half.with()];
    !own.iter().any(|key| field.serde.has(key)) && field.serde.bound(half.key()).is_none()
}

/// What the field's type must hold, as serde's attribute: an error about it
/// stands at the type.
pub(super) fn bound(model: &Model<'_>, field: &Field<'_>, half: Half) -> TokenStream {
    let Some(predicate) = predicate(model, field, half) else { return TokenStream::new() };
    let (predicate, key) = (LitStr::new(&predicate, span(field)), Ident::new(half.key(), Span::call_site()));
    quote!(#[serde(bound(#key = #predicate))])
}

/// Where errors about a field's type stand.
pub(super) fn span(field: &Field<'_>) -> Span {
    field.ty.span()
}

/// The same as text; none if serde or the user say it.
pub(super) fn predicate(model: &Model<'_>, field: &Field<'_>, half: Half) -> Option<String> {
    if is_closed(model, field, half) {
        Some(format!("{}: {}", alias(model, field), demand(model, field, half)))
    } else if takes_part(field, half) && names_parameter(model, field.ty) && !names_self(field) {
        match model.serde.bound(half.key()) {
            Some(_) => None,
            None => Some(bounds::inferred(model, field, half)),
        }
    } else {
        None
    }
}

/// The trait that reads or writes the field.
fn demand(model: &Model<'_>, field: &Field<'_>, half: Half) -> String {
    let p = wire::spelled(&model.private());
    match (wire::codec(field, half), half) {
        (Some(codec), _) if codec.ends_with("time") => format!("{p}::TimeClaim"),
        (Some(_), _) => format!("for<'__x> {p}::AudienceClaim<'__x>"),
        (None, Half::Read) => format!("for<'__x> {p}::serde::Deserialize<'__x>"),
        (None, Half::Write) => format!("{p}::serde::Serialize"),
    }
}

/// What the types of registered claims must hold where they name one of the
/// struct's parameters: inferred, as serde infers its own bounds.
pub(super) fn open_predicates(model: &Model<'_>, half: Half) -> Vec<WherePredicate> {
    let open = model.fields.iter().filter(|field| {
        takes_part(field, half) && wire::codec(field, half).is_some() && names_parameter(model, field.ty)
    });
    let predicates = open.filter_map(|field| {
        let (ty, demand) = (self_named(model, field.ty), demand(model, field, half));
        let demand: TokenStream = demand.parse().ok()?;
        syn::parse2(quote!(#ty: #demand)).ok()
    });
    predicates.chain(default_predicate(model, half)).collect()
}

/// What `#[serde(default)]` on a struct with parameters asks of it, for whatever
/// it borrows.
fn default_predicate(model: &Model<'_>, half: Half) -> Option<WherePredicate> {
    let applies = half == Half::Read && model.serde.has("default") && model.serde.text("default").is_none();
    let (p, ident, arguments) =
        (model.private(), model.ident, super::read_back::arguments(model.generics, "'__d")?);
    applies.then(|| syn::parse_quote!(for<'__d> #ident #arguments: #p::Default))
}

/// The lifetimes that a field's type borrows for, as serde's attribute, where
/// a wrapper hides them.
pub(super) fn borrow(field: &Field<'_>) -> TokenStream {
    let tokens: Vec<TokenTree> = flat(field.ty.to_token_stream());
    let lifetimes = tokens.windows(2).filter_map(|pair| match pair {
        [TokenTree::Punct(tick), TokenTree::Ident(name)] if tick.as_char() == '\'' && name != "static" => {
            Some(format!("'{name}"))
        }
        _ => None,
    });
    let lifetimes: Vec<_> = lifetimes.collect();
    if lifetimes.is_empty() || field.serde.has("borrow") {
        return TokenStream::new();
    }
    let lifetimes = LitStr::new(&lifetimes.join(" + "), field.ty.span());
    quote!(#[serde(borrow = #lifetimes)])
}

/// One of the library's functions as serde wants it: errors about it stand at
/// the field's type.
pub(super) fn path(model: &Model<'_>, field: &Field<'_>, name: &str) -> LitStr {
    let path = format!("{}::{name}", wire::spelled(&model.private()));
    LitStr::new(&path, field.ty.span())
}

/// Whether the type depends on a type or const parameter, or on `Self`.
pub(crate) fn names_parameter(model: &Model<'_>, ty: &syn::Type) -> bool {
    let parameters = || {
        let types = model.generics.type_params().map(|parameter| &parameter.ident);
        types.chain(model.generics.const_params().map(|parameter| &parameter.ident))
    };
    flat(ty.to_token_stream()).iter().any(|token| {
        matches!(token, TokenTree::Ident(ident) if ident == "Self" || parameters().any(|parameter| parameter == ident))
    })
}

fn names_self(field: &Field<'_>) -> bool {
    flat(field.ty.to_token_stream())
        .iter()
        .any(|token| matches!(token, TokenTree::Ident(ident) if ident == "Self"))
}

fn names_lifetime(tokens: TokenStream) -> bool {
    flat(tokens).iter().any(|token| matches!(token, TokenTree::Punct(punct) if punct.as_char() == '\''))
}

/// The tokens, those in groups too.
fn flat(tokens: TokenStream) -> Vec<TokenTree> {
    let inside = |token: TokenTree| match token {
        TokenTree::Group(group) => flat(group.stream()),
        token => vec![token],
    };
    tokens.into_iter().flat_map(inside).collect()
}

/// Tokens of the user's struct, with `Self` spelled out: inside the hidden
/// structs it would be another.
pub(super) fn self_named(model: &Model<'_>, tokens: impl ToTokens) -> TokenStream {
    let (_, ty_generics, _) = model.generics.split_for_impl();
    let ident = model.ident;
    replace_self(tokens.to_token_stream(), &quote!(#ident #ty_generics))
}

fn replace_self(tokens: TokenStream, name: &TokenStream) -> TokenStream {
    let replaced = tokens.into_iter().map(|token| match token {
        TokenTree::Ident(ident) if ident == "Self" => name.clone(),
        TokenTree::Group(group) => {
            let mut inner = Group::new(group.delimiter(), replace_self(group.stream(), name));
            inner.set_span(group.span());
            TokenTree::Group(inner).into()
        }
        other => other.into(),
    });
    replaced.collect()
}
