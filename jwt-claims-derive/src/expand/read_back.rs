//! How an issuer reads back what it wrote, and what it leaves out.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::{GenericParam, Generics, Lifetime};

use crate::model::{Field, Model};

/// `read_back`: the type that is read has the payload's lifetime wherever the
/// user's has one of its own.
pub(crate) fn method(p: &TokenStream, ident: &Ident, generics: &Generics) -> TokenStream {
    let arguments = arguments(generics, "'__t");
    quote! {
        fn read_back<'__t>(&self, __cx: &Self::Context<'_>, __written: &#p::Signed<'__t>) -> #p::Result<(), #p::Error> {
            match <#ident #arguments as #p::Claims<'__t>>::accept(__cx, __written) {
                #p::Ok(_) => #p::Ok(()),
                #p::Err(__error) => #p::Err(__error),
            }
        }
    }
}

/// The type's own arguments, with another name for each lifetime.
pub(super) fn arguments(generics: &Generics, lifetime: &str) -> Option<TokenStream> {
    let lifetime = Lifetime::new(lifetime, Span::call_site());
    let arguments = generics.params.iter().map(|parameter| match parameter {
        GenericParam::Lifetime(_) => quote!(#lifetime),
        GenericParam::Type(parameter) => {
            let ident = &parameter.ident;
            quote!(#ident)
        }
        GenericParam::Const(parameter) => {
            let ident = &parameter.ident;
            quote!(#ident)
        }
    });
    (!generics.params.is_empty()).then(|| quote!(<#(#arguments),*>))
}

/// What a type with parameters must hold to be read back: what it must to be
/// read from a payload of any lifetime.
pub(super) fn demand(model: &Model<'_>, generics: &mut Generics) {
    if model.generics.type_params().next().is_none() {
        return;
    }
    let (p, arguments) = (model.private(), arguments(model.generics, "'__t"));
    let mut predicates = super::types::open_predicates(model, super::types::Half::Read);
    predicates.push(syn::parse_quote!(for<'__t> __Wire #arguments: #p::serde::Deserialize<'__t>));
    if model.generics.lifetimes().next().is_some() {
        // what is read may borrow for less than the user's own lifetimes
        let types = model.generics.type_params().map(|parameter| &parameter.ident);
        predicates.extend(types.map(|ty| -> syn::WherePredicate { syn::parse_quote!(#ty: 'static) }));
    }
    generics.make_where_clause().predicates.extend(predicates);
}

/// `omits`: the claims that are left out where they are `None`.
pub(super) fn omits(model: &Model<'_>) -> TokenStream {
    let p = model.private();
    let names = model.fields.iter().filter(|field| is_omitted(model, field)).map(|field| &field.wire_name);
    let names: Vec<_> = names.collect();
    let own = (!names.is_empty()).then(|| quote!(#(#names)|* => true,));
    let others = match &model.base {
        Some(base) => {
            let member = &base.member;
            quote!(#p::IssueClaims::omits(&self.#member, __name))
        }
        None => quote!(false),
    };
    quote! {
        fn omits(&self, __name: &#p::str) -> #p::bool {
            match __name { #own _ => #others }
        }
    }
}

/// Whether the field is left out where it is `None`: not where it was asked for
/// `null`, and not where its own codec could not do without the claim.
fn is_omitted(model: &Model<'_>, field: &Field<'_>) -> bool {
    let has_codec = field.serde.has("with") || field.serde.has("deserialize_with");
    !(field.is_flattened() || field.claim.path.is_some() || field.claim.null.is_some())
        && (!has_codec || model.has_default(field))
}
