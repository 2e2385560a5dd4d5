//! What the type of a field must not be: a claims type whose policy would be
//! ignored, or a type that no token fits. The library tells types apart, so
//! that aliases and containers hide nothing; the errors are at the type.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{GenericArgument, PathArguments, Type};

use crate::attr::whole::lists;
use crate::base::registered::Registered;
use crate::base::tokens::with_static;
use crate::base::types::{is_common, is_option, is_text, is_texts};
use crate::model::{Field, Kind, Model};
use crate::syntax::rule::{RuleKind, RuleList};
use crate::syntax::table::Arguments;

/// Assertions for the types that are not known to be good: each costs a build
/// some time.
pub(super) fn assertions(model: &Model<'_>) -> TokenStream {
    let mut all = TokenStream::new();
    for field in model.own_fields().filter(|field| !field.is_skipped()) {
        all.extend(policy(model, field));
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
    if !field.claim.rules.is_nested() {
        collect(model, field.ty, &mut held);
    }
    let assertions = held.into_iter().map(|ty| {
        // only a whole field of a token can hold what is extended
        let is_inner =
            !std::ptr::eq(ty, field.ty) || model.kind == Kind::Nested || field.claim.path.is_some();
        let inner = is_inner.then(|| quote!(.inner()));
        assertion(model, ty, function, |constants| quote!(#constants::FOUND #inner))
    });
    assertions.collect()
}

/// Types that only hold their parameters: it is enough to look at those.
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
    if last.ident == "PhantomData" {
        return (Vec::new(), true);
    }
    let types = given.args.iter().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    });
    (types.collect(), HOLDERS.iter().any(|holder| last.ident == holder))
}

/// What the field's place in the token demands of its type.
fn own_type(model: &Model<'_>, field: &Field<'_>) -> TokenStream {
    let (ty, mut all) = (field.ty, TokenStream::new());
    let mut refuse = |function: &str, of: &dyn Fn(&TokenStream) -> TokenStream| {
        all.extend(assertion(model, ty, function, of));
    };
    if field.is_flattened() {
        refuse("not_an_option", &|constants| quote!(#constants::OPTION));
    }
    let Some(claim) = field.registered else { return all };
    if lists(&model.claims.optional, claim) && !model.has_default(field) && !is_option(ty) {
        refuse("optional_claim", &|constants| match claim.is_time() {
            true => quote!(!#constants::OPTION),
            false => quote!(#constants::PRESENT),
        });
    }
    match claim {
        Registered::Aud if !is_texts(ty) => {
            refuse("audience_claim", &|constants| quote!(#constants::NOT_AUDIENCE));
        }
        Registered::Iss | Registered::Sub | Registered::Jti
            if !is_text(ty) && !lists(&model.claims.unchecked, claim) =>
        {
            let variant = claim.variant();
            let inherited = model
                .base
                .as_ref()
                .map(|_| quote!(&& !__p::unchecks(__BASE, __p::RegisteredClaim::#variant)));
            let function = format!("{}_claim", claim.name());
            refuse(&function, &|constants| quote!(#constants::NOT_TEXT #inherited));
        }
        _ => {}
    }
    all
}

/// That members of `Scopes` are scopes: asserted for texts that are none.
fn scopes(model: &Model<'_>, field: &Field<'_>) -> TokenStream {
    if model.names_parameter(field.ty) {
        return TokenStream::new();
    }
    let ty = with_static(model.without_self(field.ty));
    let values = field.rule_lists().flat_map(RuleList::rules).flat_map(|rule| match &rule.kind {
        RuleKind::Listed(listed, values)
            if matches!(listed.row().arguments, Arguments::AnyMember | Arguments::AllMembers) =>
        {
            values.as_slice()
        }
        _ => &[],
    });
    let odd = values.filter(|value| value.as_str().is_some_and(|text| !is_scope(&text)));
    let assertions = odd.map(|value| {
        let call = quote_spanned!(value.span=> __p::scope(__p::FieldType::<#ty>::SCOPES));
        quote!(const _: () = #call;)
    });
    assertions.collect()
}

/// A scope token (RFC 6749 §3.3).
fn is_scope(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| matches!(byte, 0x21 | 0x23..=0x5b | 0x5d..=0x7e))
}

/// A call of one of the library's functions at the type, with one of the type's
/// constants.
fn assertion(
    model: &Model<'_>,
    ty: &Type,
    function: &str,
    of: impl FnOnce(&TokenStream) -> TokenStream,
) -> TokenStream {
    let (span, in_constant) = (ty.span(), with_static(model.without_self(ty)));
    let function = Ident::new(function, span);
    let argument = of(&quote_spanned!(span=> __p::FieldType::<#in_constant>));
    let call = quote_spanned!(span=> __p::#function(#argument));
    quote!(const _: () = #call;)
}
