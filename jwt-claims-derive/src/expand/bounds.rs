//! What the expansion demands of the types of fields: conditions for types with
//! parameters, and assertions for all others.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{GenericParam, Generics, LitStr, Token, WherePredicate};

use super::codec::codec;
use crate::base::tokens::{any, is_tick, names, with_lifetime};
use crate::base::types::{is_common, is_date, is_texts};
use crate::model::{Field, Model};

/// Where errors about a field's type are reported.
pub(super) fn span(field: &Field<'_>) -> Span {
    field.ty.span()
}

/// Whether the field can have a type parameter in the struct that is read:
/// serde, and not the user, says how it is read.
pub(super) fn is_open(model: &Model<'_>, field: &Field<'_>) -> bool {
    let has_default_function = field.serde.text("default").is_some();
    let is_own = field.serde.has_any(&["borrow", "bound", "with", "deserialize_with"])
        || has_default_function
        || model.serde.bound("deserialize").is_some();
    !is_own && !is_usual(field)
}

/// Whether all that the hidden structs demand is asserted, or is an error where
/// it is declared. Then a stand-in takes their place where they are used.
pub(super) fn is_shielded(model: &Model<'_>) -> bool {
    model.generics.params.is_empty()
        && model.generics.where_clause.is_none()
        && !model.serde.has("bound")
        && !model.fields.iter().any(|field| field.serde.has("bound"))
}

/// Calls that do not compile if a field's type cannot be read, each at the
/// type. They are not run.
pub(super) fn assertions(model: &Model<'_>) -> TokenStream {
    let read = model.own_fields().filter(|field| !field.is_skipped() && is_open(model, field));
    let asserted = read.filter(|field| !model.names_parameter(field.ty)).flat_map(|field| {
        // what is written by the same trait is asserted there
        let is_written = !model.claims.verify_only && !field.serde.has("skip_serializing");
        let ty = with_lifetime(field.ty, "__t");
        let assertion = match codec(field, "read").as_deref() {
            _ if is_usual(field) => None,
            // a condition over every lifetime gives no error where it is written
            Some("read_audience") => Some(quote!(holds_audience::<'__t, #ty>)),
            Some(_) if is_written => None,
            Some(_) => Some(quote!(holds_time::<#ty>)),
            None if is_written && written(model, field).is_some() => {
                Some(quote!(is_readable_and_written::<#ty>))
            }
            None => Some(quote!(is_readable::<'__t, #ty>)),
        };
        let assertion = assertion.map(|assertion| quote!(__p::#assertion();));
        let default = field.serde.span_of(&["default"]);
        let default = default.map(|span| quote_spanned!(span=> let _: fn() -> #ty = __p::Default::default;));
        [assertion, default].into_iter().flatten()
    });
    let asserted: TokenStream = asserted.collect();
    if asserted.is_empty() { asserted } else { quote!(fn __types<'__t>() { #asserted }) }
}

/// Whether the type is known to fit: most are so, and each condition costs a
/// build some time.
fn is_usual(field: &Field<'_>) -> bool {
    match codec(field, "read").as_deref() {
        Some("read_audience") => is_texts(field.ty),
        Some(_) => is_date(field.ty),
        None => is_common(field.ty),
    }
}

/// What the type of a field must implement to be written, as a condition of
/// serde's impl. Its error is at the type, and a stand-in takes the place of the
/// impl. Common types need none, and for others serde infers it.
pub(super) fn written(model: &Model<'_>, field: &Field<'_>) -> Option<String> {
    let is_own = field.is_base() || field.serde.has("bound") || field.serde.has_any(&OWN_WRITING);
    let depends = model.names_parameter(field.ty) || any(field.ty, &is_tick);
    if is_own || depends || is_usual(field) {
        return None;
    }
    let ty = alias(model, field);
    let condition = match codec(field, "write") {
        // a condition over every lifetime gives no error where it is written; `is_readable_and_written` does
        None if is_open(model, field) => quote!(for<'__x> #ty: __p::Written<'__x>),
        _ => condition(field, &ty),
    };
    Some(condition.to_string())
}

/// The attributes with which serde writes a field in another way, or does not write it.
const OWN_WRITING: [&str; 4] = ["skip", "skip_serializing", "with", "serialize_with"];

/// That the type of the field can be written.
fn condition(field: &Field<'_>, ty: &impl ToTokens) -> TokenStream {
    match codec(field, "write").as_deref() {
        Some("write_time") => quote!(#ty: __p::TimeClaim),
        Some(_) => quote!(for<'__x> #ty: __p::AudienceClaim<'__x>),
        None => quote!(#ty: __p::serde::Serialize),
    }
}

/// Names for those types: serde wants its conditions as text, in which the
/// user's tokens would lose their scope.
pub(super) fn aliases(model: &Model<'_>) -> TokenStream {
    let aliased = model.fields.iter().filter(|field| written(model, field).is_some());
    let aliases = aliased.map(|field| {
        let (alias, ty) = (alias(model, field), field.ty);
        quote!(type #alias = #ty;)
    });
    aliases.collect()
}

fn alias(model: &Model<'_>, field: &Field<'_>) -> Ident {
    let place = model.fields.iter().position(|other| other.ident == field.ident);
    format_ident!("__T{}", place.unwrap_or_default())
}

/// The conditions, as serde's attribute.
pub(super) fn attribute(model: &Model<'_>, fields: &[&Field<'_>]) -> Option<TokenStream> {
    let conditions = fields.iter().filter_map(|field| Some((span(field), written(model, field)?)));
    let (spans, conditions): (Vec<_>, Vec<_>) = conditions.unzip();
    let conditions = LitStr::new(&conditions.join(", "), *spans.first()?);
    Some(quote!(#[serde(bound(serialize = #conditions))]))
}

/// The conditions under which a type with type parameters can be written.
pub(super) struct Bounds(Option<Vec<WherePredicate>>);

impl Bounds {
    /// The user's own, or one for each field whose type names a parameter.
    pub(super) fn of(model: &Model<'_>) -> Self {
        if model.generics.type_params().next().is_none() {
            return Self(None);
        }
        if let Some(bound) = model.serde.bound("serialize") {
            return Self(Some(parse(&bound)));
        }
        let predicates = model.fields.iter().flat_map(|field| {
            // a type in itself would be a condition on itself
            let is_in_itself = codec(field, "write").is_none() && names(field.ty, &|name| name == "Self");
            let has_own = field.serde.has_any(&OWN_WRITING) || is_in_itself;
            match field.serde.bound("serialize") {
                Some(bound) => parse(&bound),
                None if has_own || !model.names_parameter(field.ty) => Vec::new(),
                None => {
                    let condition = condition(field, &model.without_self(field.ty));
                    vec![syn::parse_quote!(#condition)]
                }
            }
        });
        Self(Some(predicates.collect()))
    }

    pub(super) fn as_serde_attribute(&self) -> Option<TokenStream> {
        let predicates = self.0.as_ref()?;
        let text = quote!(#(#predicates),*).to_string();
        Some(quote!(, bound(serialize = #text)))
    }

    pub(super) fn add_to(&self, generics: &mut Generics) {
        if let Some(predicates) = &self.0 {
            generics.make_where_clause().predicates.extend(predicates.iter().cloned());
        }
    }
}

fn parse(text: &LitStr) -> Vec<WherePredicate> {
    let parsed = text.parse_with(Punctuated::<WherePredicate, Token![,]>::parse_terminated);
    parsed.map(|predicates| predicates.into_iter().collect()).unwrap_or_default()
}

pub(super) fn name(parameter: &GenericParam) -> TokenStream {
    match parameter {
        GenericParam::Lifetime(parameter) => parameter.lifetime.to_token_stream(),
        GenericParam::Type(parameter) => parameter.ident.to_token_stream(),
        GenericParam::Const(parameter) => parameter.ident.to_token_stream(),
    }
}
