//! EXPAND: tokens only. Everything stands inside `const _: () = { … }` and
//! names nothing but the library's hidden half and the user's own tokens.

mod bounds;
mod either;
mod expected;
mod extends;
mod guards;
mod known;
mod nested;
mod paths;
mod policy;
mod read_back;
mod rules;
mod scopes;
mod types;
mod wire;

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::Generics;

use self::types::Half;
pub(crate) use self::{known::is_option, types::names_parameter};
use crate::model::{Field, Kind, Model};
use crate::serde_attr::SerdeAttr;

pub(crate) fn expand(model: &Model<'_>) -> TokenStream {
    let to_base = extends::to_base(model);
    if model.is_direct() {
        let (declared, direct) = (declared(model), extends::direct(model));
        return enclosed(&quote!(#declared #direct #to_base));
    }
    let wire = wire::read(model);
    let own = model.base.as_ref().map(|_| extends::own(model));
    let (aliases, assertions) = (types::aliases(model), types::assertions(model));
    let (guards, scopes) = (guards::guards(model), scopes::constants(model));
    let (declared, claims) = match model.kind {
        Kind::Token => (declared(model), claims(model)),
        Kind::Nested => (nested::declared(model), nested::read(model)),
    };
    let issue = (!model.claims.verify_only).then(|| match model.kind {
        Kind::Token => issue(model),
        Kind::Nested => nested::write(model),
    });
    enclosed(&quote!(#declared #scopes #guards #aliases #assertions #wire #own #claims #issue #to_base))
}

/// What the user's own names cannot meet.
fn enclosed(impls: &TokenStream) -> TokenStream {
    quote! {
        #[doc(hidden)]
        #[allow(
            dead_code, deprecated, explicit_outlives_requirements, non_camel_case_types, non_snake_case,
            non_upper_case_globals, trivial_bounds, unused_qualifications,
            clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction
        )]
        const _: () = {
            #impls
        };
    }
}

/// What does not depend on a token's lifetime: policy, members, rules.
fn declared(model: &Model<'_>) -> TokenStream {
    let (p, ident) = (model.private(), model.ident);
    let (impl_generics, ty_generics, where_clause) = model.generics.split_for_impl();
    let (rules, spec) = (policy::list(&p, &policy::rules(model)), policy::spec(model));
    let check = rules::check(model);
    let (constants, narrows) = (extends::constants(model), extends::assertions(model));
    let facts = extends::facts(model);
    let (added, of_base) = (extends::added_rules(model), extends::check(model));
    let relation = extends::relation(model);
    let mut spec = quote!(#p::Policy::new(#spec));
    if model.base.is_some() {
        spec = quote!(#spec.extending(__BASE, <Self as #p::Declared>::ADDED));
    }
    let (of_context, guarded) = (model.claims.context.as_ref(), guards::guarded(model));
    let (alias, context) =
        crate::context::aliased(crate::context::declared(model), of_context, model.generics);
    quote! {
        #constants
        #narrows
        #alias
        #guarded

        #[automatically_derived]
        impl #impl_generics #p::Declared for #ident #ty_generics #where_clause {
            const SPEC: &'static #p::Policy = &#spec;
            type Relation = #relation;
            const RULES: &'static [#p::RuleSpec] = #rules;
            #added
            #facts

            type Context<'__c> = #context;

            fn check(&self, __cx: &Self::Context<'_>, __seen: #p::Seen, __found: &mut #p::Findings) {
                #of_base
                let __RULES = <Self as #p::Declared>::RULES;
                #check
            }
        }
    }
}

/// The registered claims that the part sees.
fn takes(model: &Model<'_>) -> TokenStream {
    let p = model.private();
    if model.own_fields().any(Field::is_flattened) {
        return quote!(#p::ClaimSet::ALL);
    }
    let fields = model.fields.iter().filter(|field| !field.is_skipped());
    let variants = fields.filter_map(|field| field.registered).map(super::registered::Registered::variant);
    quote!(#p::ClaimSet::of(&[#(#p::RegisteredClaim::#variants),*]))
}

/// The arms that tell which member goes into which field.
fn members(model: &Model<'_>) -> TokenStream {
    let p = model.private();
    let fields = model.fields.iter().filter(|field| !field.is_flattened() && !field.is_skipped());
    let fields = fields.filter(|field| field.claim.path.is_none());
    let (noted, plain): (Vec<_>, Vec<_>) =
        fields.map(|field| (field, rules::noted(model, field))).partition(|(_, number)| number.is_some());
    let noted = noted.into_iter().map(|(field, number)| {
        let (name, aliases) = (&field.wire_name, field.serde.texts("alias"));
        quote!(#name #(| #aliases)* => #p::Member::Noted(#number),)
    });
    let objects = paths::first_segments(model);
    let names = plain.iter().flat_map(|(field, _)| {
        let aliases = field.serde.texts("alias").map(ToTokens::to_token_stream);
        aliases.chain([field.wire_name.to_token_stream()])
    });
    let names: Vec<_> = names.chain(objects.iter().map(ToTokens::to_token_stream)).collect();
    // one arm for all of them: there are many
    let plain = (!names.is_empty()).then(|| quote!(#(#names)|* => #p::Member::Field,));
    let forbidden = rules::conditional::members(model)
        .map(|(name, number)| quote!(#name => #p::Member::Forbidden(#number),));
    noted.chain(plain).chain(forbidden).collect()
}

/// `Part<'t>`, through the wire struct, of the type itself or of its further
/// fields; and `Claims<'t>`.
fn claims(model: &Model<'_>) -> TokenStream {
    let (p, ident) = (model.private(), model.ident);
    let (_, ty_generics, _) = model.generics.split_for_impl();
    let generics = with_token_lifetime(model);
    let (impl_generics, _, where_clause) = generics.split_for_impl();
    let part = if model.base.is_some() { quote!(__Own) } else { quote!(#ident) };
    let (takes, expected, members) = (takes(model), expected::expected(model), members(model));
    let (decoded, reading, numbers) = (decoded(model), extends::reading(model), rules::numbers(model));
    let is_noted = |field: &Field<'_>| field.registered.is_some() && rules::noted(model, field).is_some();
    let notes_registered = model.own_fields().any(is_noted);
    quote! {
        #[automatically_derived]
        impl #impl_generics #p::Part<'__t> for #part #ty_generics #where_clause {
            const TAKES: #p::ClaimSet = #takes;
            const NOTED: #p::u32 = #numbers;
            const NOTES_REGISTERED: #p::bool = #notes_registered;
            #expected

            #[inline]
            fn member(name: &#p::str) -> #p::Member {
                match name {
                    #members
                    _ => #p::Member::Unknown,
                }
            }

            #[inline]
            fn decode<__D: #p::serde::Deserializer<'__t>>(
                __deserializer: __D,
            ) -> #p::Result<Self, __D::Error> {
                #decoded
            }
        }

        #[automatically_derived]
        impl #impl_generics #p::Claims<'__t> for #ident #ty_generics #where_clause {
            #reading
        }
    }
}

/// The struct that is read from `__deserializer`, moved into the user's.
fn decoded(model: &Model<'_>) -> TokenStream {
    let p = model.private();
    let (_, ty_generics, _) = model.generics.split_for_impl();
    let values = model.own_fields().map(|field| {
        let (name, holder) = (field.ident, paths::holder(model, field));
        if wire::is_wrapped(model, field) {
            quote!(#name: #holder.#name.0)
        } else {
            quote!(#name: #holder.#name)
        }
    });
    let read = if is_shielded(model) {
        quote!({
            #[allow(unused_imports)]
            use #p::Nothing as _;
            #p::Read::<'__t, __Wire>(#p::PhantomData).read(__deserializer)
        })
    } else {
        quote!(<__Wire #ty_generics as #p::serde::Deserialize<'__t>>::deserialize(__deserializer))
    };
    let unpacked = paths::unpacked(model);
    let marker = model.base.as_ref().map(|_| quote!(__marker: #p::PhantomData));
    quote! {
        let __wire = #read?;
        #unpacked
        #p::Ok(Self { #(#values,)* #marker })
    }
}

/// The type's own generics, the token's lifetime, and what serde found that
/// the wire struct needs. Without generics that bound would be trivial, and
/// its error one too many.
fn with_token_lifetime(model: &Model<'_>) -> Generics {
    let p = model.private();
    let (_, ty_generics, _) = model.generics.split_for_impl();
    let mut generics = model.generics.clone();
    if !model.generics.params.is_empty() {
        let bound = syn::parse_quote!(__Wire #ty_generics: #p::serde::Deserialize<'__t>);
        let open = types::open_predicates(model, Half::Read);
        let base = model.base.as_ref().map(|base| base.ty);
        let base = base.map(|ty| -> syn::WherePredicate { syn::parse_quote!(#ty: #p::Claims<'__t>) });
        generics.make_where_clause().predicates.extend(open.into_iter().chain([bound]).chain(base));
    }
    generics.params.insert(0, syn::parse_quote!('__t));
    generics
}

/// Whether every condition of the hidden structs is an error where it stands
/// and does not hold, or is asserted beside them. Then nothing is said where they are used: a stand-in
/// takes their place.
fn is_shielded(model: &Model<'_>) -> bool {
    let said = |serde: &SerdeAttr| serde.has("bound");
    model.generics.params.is_empty()
        && model.generics.where_clause.is_none()
        && !said(&model.serde)
        && !model.fields.iter().any(|field| said(&field.serde))
}

/// `IssueClaims`: through serde's remote definition of the same fields.
fn issue(model: &Model<'_>) -> TokenStream {
    let p = model.private();
    let mut generics = bounds::to_serialize(model);
    read_back::demand(model, &mut generics);
    let (omits, read_back) = (read_back::omits(model), read_back::method(&p, model.ident, model.generics));
    written_by(model, &generics, &quote!(#p::IssueClaims), &quote!(encode), &quote!(#omits #read_back))
}

/// The trait that writes the type, by that method, and what else it has.
fn written_by(
    model: &Model<'_>,
    generics: &Generics,
    writes: &TokenStream,
    method: &TokenStream,
    rest: &TokenStream,
) -> TokenStream {
    let (p, ident) = (model.private(), model.ident);
    let write = wire::write(model);
    let (impl_generics, ty_generics, where_clause) = generics.split_for_impl();
    let turbofish = ty_generics.as_turbofish();
    let stand_in = is_shielded(model).then(|| {
        quote! {
            #[allow(unused_imports)]
            use #p::NothingWritten as _;
        }
    });
    quote! {
        #write

        #[automatically_derived]
        impl #impl_generics #writes for #ident #ty_generics #where_clause {
            fn #method<__S: #p::serde::Serializer>(&self, __serializer: __S) -> #p::Result<__S::Ok, __S::Error> {
                #stand_in
                __Written #turbofish::serialize(self, __serializer)
            }

            #rest
        }
    }
}

/// Errors stand at the user's tokens, names are those of the expansion.
pub(crate) fn at(span: Span) -> Span {
    Span::call_site().located_at(span)
}

/// A condition on constants, with what to say at the user's tokens where it
/// does not hold.
pub(crate) fn assertion(p: &TokenStream, span: Span, holds: &TokenStream, message: &str) -> TokenStream {
    let span = at(span);
    let panic = written(p, span);
    quote_spanned!(span=> const _: () = if !(#holds) { #panic::panic!(#message) };)
}

/// The path of the library's hidden half, as if the user had written it: so
/// that errors tell nothing of the expansion.
pub(crate) fn written(p: &TokenStream, span: Span) -> TokenStream {
    let tokens = p.clone().into_iter().map(|mut token| {
        token.set_span(span);
        token
    });
    tokens.collect()
}
