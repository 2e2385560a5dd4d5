//! What the type of a field must not be: a claims type whose policy would be
//! ignored, or a type that no token fits. The library tells types apart, so
//! that aliases and containers hide nothing; the errors stand at the type.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{GenericArgument, PathArguments, Type};

use super::known::{self, Use};
use super::types::{self, names_parameter};
use super::written;
use crate::lifetimes::made_static;
use crate::model::{Field, Kind, Model};
use crate::registered::Registered;
use crate::rule::{Arguments, Demand};
use crate::value::Value;

/// What others are told of the type itself.
pub(super) fn guarded(model: &Model<'_>) -> TokenStream {
    let (p, ident) = (model.private(), model.ident);
    let (impl_generics, ty_generics, where_clause) = model.generics.split_for_impl();
    let found = Ident::new(if model.is_token() { "Claims" } else { "Nested" }, Span::call_site());
    quote! {
        #[automatically_derived]
        impl #impl_generics #p::Guarded for #ident #ty_generics #where_clause {
            const FOUND: #p::Found = #p::Found::#found;
        }
    }
}

/// The assertions about the types of fields. They are written for types only
/// that are not known to be good: each costs a build some time.
pub(super) fn guards(model: &Model<'_>) -> TokenStream {
    let p = model.private();
    let read = model.fields.iter().filter(|field| field.claim.base.is_none() && !field.is_skipped());
    let guards = read.flat_map(|field| {
        let held = held(model, field).into_iter().map(|ty| held_guard(model, field, ty));
        held.chain(own_guards(model, field)).collect::<Vec<_>>()
    });
    let scopes = model.fields.iter().chain(&model.applied).flat_map(|field| scope_guards(model, field));
    let guards: TokenStream = guards.chain(scopes).collect();
    if guards.is_empty() {
        return guards;
    }
    quote! {
        #[allow(unused_imports)]
        use #p::Unguarded as _;
        #guards
    }
}

/// What only holds its parameters: it is enough to look at those.
const HOLDERS: [&str; 14] = [
    "Arc",
    "BTreeMap",
    "BTreeSet",
    "BinaryHeap",
    "Box",
    "Cow",
    "HashMap",
    "HashSet",
    "LinkedList",
    "Option",
    "Rc",
    "Result",
    "Vec",
    "VecDeque",
];

/// The types in which a claims type is looked for: the field's own, or what it
/// holds, and what is given to types that nothing is known of.
fn held<'f>(model: &Model<'_>, field: &'f Field<'_>) -> Vec<&'f Type> {
    let is_nested = field.claim.rules.iter().any(|rule| matches!(rule.demand, Demand::Nested));
    let mut held = Vec::new();
    if !is_nested {
        collect(model, field.ty, &mut held);
    }
    held
}

fn collect<'f>(model: &Model<'_>, ty: &'f Type, held: &mut Vec<&'f Type>) {
    if known::is_good(ty, Use::Value) {
        return;
    }
    let (inner, is_holder) = match ty {
        Type::Group(group) => (vec![&*group.elem], true),
        Type::Paren(paren) => (vec![&*paren.elem], true),
        Type::Reference(reference) => (vec![&*reference.elem], true),
        Type::Array(array) => (vec![&*array.elem], true),
        Type::Slice(slice) => (vec![&*slice.elem], true),
        Type::Tuple(tuple) => (tuple.elems.iter().collect(), true),
        Type::Path(path) => arguments(path),
        _ => (Vec::new(), false),
    };
    if !is_holder && !names_parameter(model, ty) {
        held.push(ty);
    }
    inner.into_iter().for_each(|ty| collect(model, ty, held));
}

/// The types that a path is given, and whether it only holds them. A
/// `PhantomData` holds none.
fn arguments(path: &syn::TypePath) -> (Vec<&Type>, bool) {
    let Some(last) = path.path.segments.last() else { return (Vec::new(), true) };
    let PathArguments::AngleBracketed(given) = &last.arguments else { return (Vec::new(), false) };
    if last.ident == "PhantomData" {
        return (Vec::new(), true);
    }
    let types = given.args.iter().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    });
    (types.collect(), HOLDERS.iter().any(|holder| last.ident == holder))
}

/// That no policy and no rules in the type are ignored.
fn held_guard(model: &Model<'_>, field: &Field<'_>, ty: &Type) -> TokenStream {
    let guard = match field.claim.data {
        Some(_) => "data_field",
        None if field.is_flattened() => "flattened_field",
        None => "plain_field",
    };
    // only a whole field of a token can hold what is extended
    let is_inner = !std::ptr::eq(ty, field.ty) || model.kind == Kind::Nested || field.claim.path.is_some();
    assertion(
        model,
        ty,
        guard,
        |known| if is_inner { quote!(#known::FOUND.inner()) } else { quote!(#known::FOUND) },
    )
}

/// What the field's place in the token demands of its type.
fn own_guards(model: &Model<'_>, field: &Field<'_>) -> Vec<TokenStream> {
    let has_codec = ["with", "deserialize_with"].iter().any(|key| field.serde.has(key));
    if has_codec || names_parameter(model, field.ty) {
        return Vec::new();
    }
    let guard = |name: &str, constant: &str| {
        let constant = Ident::new(constant, field.ty.span());
        assertion(model, field.ty, name, |known| quote!(#known::#constant))
    };
    let mut guards = Vec::new();
    if field.is_flattened() {
        guards.push(guard("not_an_option", "OPTION"));
    }
    let Some(claim) = field.registered else { return guards };
    let is_optional = model.claims.optional.iter().any(|(optional, _)| *optional == claim);
    if is_optional && !model.has_default(field) && !known::is_option(field.ty) {
        guards.push(if claim.is_time() {
            assertion(model, field.ty, "optional_claim", |known| quote!(!#known::OPTION))
        } else {
            guard("optional_claim", "PRESENT")
        });
    }
    match claim {
        Registered::Aud if !known::is_texts(field.ty) => {
            guards.push(guard("audience_claim", "NOT_AUDIENCE"));
        }
        Registered::Iss | Registered::Sub | Registered::Jti if !known::is_text(field.ty) => {
            guards.extend(text_guard(model, field, claim));
        }
        _ => {}
    }
    guards
}

/// That a string can be read into the type, where the claim is checked.
fn text_guard(model: &Model<'_>, field: &Field<'_>, claim: Registered) -> Option<TokenStream> {
    if model.claims.unchecked.iter().any(|(unchecked, _)| *unchecked == claim) {
        return None;
    }
    let (p, variant) = (model.private(), claim.variant());
    let inherited =
        model.base.as_ref().map(|_| quote!(&& !#p::unchecks(__BASE, #p::RegisteredClaim::#variant)));
    let guard = format!("{}_claim", claim.name());
    Some(assertion(model, field.ty, &guard, |known| quote!(#known::NOT_TEXT #inherited)))
}

/// That members of `Scopes` are scopes: said of text that is none.
fn scope_guards(model: &Model<'_>, field: &Field<'_>) -> Vec<TokenStream> {
    if names_parameter(model, field.ty) {
        return Vec::new();
    }
    let values = field.claim.rules.iter().flat_map(|rule| match &rule.demand {
        Demand::Listed(listed, values)
            if matches!(listed.row().arguments, Arguments::AnyMember | Arguments::AllMembers) =>
        {
            values.as_slice()
        }
        _ => &[],
    });
    let odd = values.filter(|value| value.as_str().is_some_and(|text| !is_scope(&text)));
    odd.map(|value| scope_guard(model, field, value)).collect()
}

fn scope_guard(model: &Model<'_>, field: &Field<'_>, value: &Value) -> TokenStream {
    let (span, ty) = (value.span(), type_in_constant(model, field.ty));
    let p = written(&model.private(), span);
    let call = quote_spanned!(span=> #p::scope(#p::FieldType::<#ty>::SCOPES));
    quote!(const _: () = #call;)
}

/// A scope token (RFC 6749 §3.3).
fn is_scope(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| matches!(byte, 0x21 | 0x23..=0x5b | 0x5d..=0x7e))
}

/// A call of one of the library's functions at the type, with one of the
/// type's constants.
fn assertion(
    model: &Model<'_>,
    ty: &Type,
    guard: &str,
    of: impl FnOnce(&TokenStream) -> TokenStream,
) -> TokenStream {
    let (span, in_constant) = (ty.span(), type_in_constant(model, ty));
    let (p, guard) = (written(&model.private(), span), format_ident!("{guard}", span = span));
    let constant = of(&quote_spanned!(span=> #p::FieldType::<#in_constant>));
    let call = quote_spanned!(span=> #p::#guard(#constant));
    quote!(const _: () = #call;)
}

/// The type where no lifetime of the struct can be named.
fn type_in_constant(model: &Model<'_>, ty: &Type) -> TokenStream {
    made_static(types::self_named(model, ty.to_token_stream()))
}
