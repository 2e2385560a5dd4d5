//! What the type of a field must not be: a claims type whose policy would be
//! ignored, or a type that no token fits. The library tells types apart, so
//! that aliases and containers hide nothing; the errors are at the type.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{GenericArgument, PathArguments, Type};

use super::codec::codec;
use crate::attr::whole::lists;
use crate::base::registered::Registered;
use crate::base::tokens::with_static;
use crate::base::types::{is_common, is_option, is_text, is_texts};
use crate::check::confirmation::takes_confirmation;
use crate::model::{Field, Kind, Model};
use crate::syntax::rule::{RuleKind, RuleList};
use crate::syntax::table::Arguments;

/// Assertions for the types that are not known to be good: each costs a build
/// some time.
pub(super) fn assertions(model: &Model<'_>) -> TokenStream {
    let mut all = TokenStream::new();
    for field in model.own_fields().filter(|field| !field.is_skipped()) {
        all.extend(policy(model, field));
        all.extend(confirmation(model, field));
        if !field.has_codec() && !model.names_parameter(field.ty) {
            all.extend(own_type(model, field));
        }
    }
    model.fields.iter().for_each(|field| all.extend(scopes(model, field)));
    all
}

/// That no policy and no rules in the type are ignored.
fn policy(model: &Model<'_>, field: &Field<'_>) -> TokenStream {
    let function = match field.claim.data {
        Some(_) => "data_field",
        None if field.is_flattened() => "flattened_field",
        None => "plain_field",
    };
    let mut held = Vec::new();
    // the library reads dates and audiences
    if !field.claim.rules.is_nested() && codec(field, "read").is_none() {
        collect(model, field.ty, &mut held);
    }
    let assertions = held.into_iter().map(|ty| {
        // only a whole field of a token can hold what is extended
        let is_inner =
            !std::ptr::eq(ty, field.ty) || model.kind == Kind::Nested || field.claim.path.is_some();
        let inner = is_inner.then(|| quote!(.inner()));
        let converted = field.has_codec().then(|| quote!(.converted()));
        let of_type = constants(model, ty, ty.span());
        assertion(ty.span(), function, &quote!(#of_type::FOUND #inner #converted))
    });
    assertions.collect()
}

/// That a type whose bound tokens are accepted without a proof does not read `cnf` as if a guard had
/// checked one.
fn confirmation(model: &Model<'_>, field: &Field<'_>) -> TokenStream {
    let is_unchecked = match &model.base {
        _ if !model.is_token() || !takes_confirmation(field) => return TokenStream::new(),
        _ if model.claims.unchecked_confirmation.is_some() => quote!(true),
        Some(_) => quote!(__p::unchecks_confirmation(__BASE)),
        None => return TokenStream::new(),
    };
    let mut held = Vec::new();
    collect(model, field.ty, &mut held);
    let assertions = held.into_iter().map(|ty| {
        let of_type = constants(model, ty, ty.span());
        assertion(ty.span(), "proven_field", &quote!(#of_type::FOUND, #is_unchecked))
    });
    assertions.collect()
}

/// Collects the types in which a claims type is looked for: the field's own, or
/// those that it holds, and the arguments of unknown types.
fn collect<'f>(model: &Model<'_>, ty: &'f Type, held: &mut Vec<&'f Type>) {
    if is_common(ty) {
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
    if !is_holder && !model.names_parameter(ty) {
        held.push(ty);
    }
    inner.into_iter().for_each(|ty| collect(model, ty, held));
}

/// The type arguments of a path, and whether it only holds them.
fn arguments(path: &syn::TypePath) -> (Vec<&Type>, bool) {
    let Some(last) = path.path.segments.last() else { return (Vec::new(), true) };
    let PathArguments::AngleBracketed(given) = &last.arguments else { return (Vec::new(), false) };
    let types = given.args.iter().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    });
    match last.ident.to_string().as_str() {
        "PhantomData" => (Vec::new(), true),
        // it is enough to look at the parameters of these
        "Arc" | "BTreeMap" | "BTreeSet" | "BinaryHeap" | "Box" | "Cow" | "HashMap" | "HashSet"
        | "LinkedList" | "Option" | "Rc" | "Result" | "Vec" | "VecDeque" => (types.collect(), true),
        _ => (types.collect(), false),
    }
}

/// What the field's place in the token demands of its type.
fn own_type(model: &Model<'_>, field: &Field<'_>) -> TokenStream {
    let (ty, mut all) = (field.ty, TokenStream::new());
    let of_type = constants(model, ty, ty.span());
    let mut demand = |function: &str, argument| all.extend(assertion(ty.span(), function, &argument));
    if field.is_flattened() {
        demand("not_an_option", quote!(#of_type::OPTION));
    }
    let Some(claim) = field.registered else { return all };
    if lists(&model.claims.optional, claim) && !model.has_default(field) && !is_option(ty) {
        let argument = if claim.is_time() { quote!(!#of_type::OPTION) } else { quote!(#of_type::PRESENT) };
        demand("optional_claim", argument);
    }
    match claim {
        Registered::Aud if !is_texts(ty) => demand("audience_claim", quote!(#of_type::NOT_AUDIENCE)),
        Registered::Iss | Registered::Sub | Registered::Jti
            if !is_text(ty) && !lists(&model.claims.unchecked, claim) =>
        {
            let variant = claim.variant();
            let inherited = quote!(&& !__p::unchecks(__BASE, __p::RegisteredClaim::#variant));
            let inherited = model.base.is_some().then_some(inherited);
            demand(&format!("{}_claim", claim.name()), quote!(#of_type::NOT_TEXT #inherited));
        }
        _ => {}
    }
    all
}

/// That members of `Scopes` are scopes: asserted for texts that are none.
fn scopes(model: &Model<'_>, field: &Field<'_>) -> TokenStream {
    let values = field.rule_lists().flat_map(RuleList::rules).flat_map(|rule| match &rule.kind {
        RuleKind::Listed(listed, values)
            if matches!(listed.row().arguments, Arguments::AnyMember | Arguments::AllMembers) =>
        {
            values.as_slice()
        }
        _ => &[],
    });
    let odd = values.filter(|value| value.as_str().is_some_and(|text| !is_scope(&text)));
    let odd = odd.filter(|_| !model.names_parameter(field.ty)).map(|value| value.span);
    let assertions = odd.map(|span| {
        let of_type = constants(model, field.ty, span);
        assertion(span, "scope", &quote_spanned!(span=> #of_type::SCOPES))
    });
    assertions.collect()
}

/// A scope token (RFC 6749 §3.3).
fn is_scope(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| matches!(byte, 0x21 | 0x23..=0x5b | 0x5d..=0x7e))
}

/// Where the library's constants about a type are.
fn constants(model: &Model<'_>, ty: &Type, span: Span) -> TokenStream {
    let ty = with_static(model.without_self(ty));
    quote_spanned!(span=> __p::FieldType::<#ty>)
}

/// A call of one of the library's functions, with one of those constants.
fn assertion(span: Span, function: &str, argument: &TokenStream) -> TokenStream {
    let function = Ident::new(function, span);
    let call = quote_spanned!(span=> __p::#function(#argument));
    quote!(const _: () = #call;)
}
