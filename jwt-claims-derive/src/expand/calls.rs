//! Calls of the functions that check rules. Errors about a wrong type are
//! reported at the rule, or at the value that does not fit.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

use crate::base::emit::at;
use crate::syntax::table::{Arguments, Row};
use crate::syntax::value::{Bound, Seconds, Value};

/// The call of a rule's function on `__value`. `is_date` says that the field's type is asserted
/// to hold a date.
pub(super) fn call(rule: Span, row: &Row, values: &[Value], is_date: bool) -> TokenStream {
    // if a level does not fit, the error is at the value
    let level = values.first().filter(|_| row.arguments == Arguments::Level);
    let span = at(level.map_or(rule, |level| level.span));
    let function = Ident::new(row.name, span);
    let claim = match is_date {
        true => quote_spanned!(span=> __p::Dated(__value).claim()),
        false => quote_spanned!(span=> __value),
    };
    let arguments = arguments(rule, row.arguments, values);
    quote_spanned!(span=> __p::rule::#function(#claim, #arguments))
}

/// The arguments beside the claim.
fn arguments(rule: Span, kind: Arguments, values: &[Value]) -> TokenStream {
    let span = at(rule);
    let bound = |which| values.iter().find(|value| value.bound == Some(which));
    match kind {
        Arguments::Nothing => TokenStream::new(),
        Arguments::AnyMember => {
            let is_one = is_one("__member", values);
            quote_spanned!(span=> |__member| #is_one)
        }
        Arguments::AllMembers => all_members(span, values),
        Arguments::Values | Arguments::Value => is_one("__value", values),
        Arguments::Level => values.iter().map(|level| quote_spanned!(level.span=> &#level)).collect(),
        Arguments::Text => {
            let text = |text: &Value| match text.is_context() {
                true => quote_spanned!(span=> __p::text(&#text)),
                false => quote!(#text),
            };
            values.iter().map(text).collect()
        }
        Arguments::Length => {
            let min = bound(Bound::Min).map_or(quote!(0), |min| quote!(#min));
            let max = bound(Bound::Max).map_or(quote!(__p::usize::MAX), |max| quote!(#max));
            quote!(#min, #max)
        }
        Arguments::Bounds => range(rule, bound(Bound::Min), bound(Bound::Max)),
        Arguments::Https => {
            let https = !values.is_empty();
            quote!(#https)
        }
        Arguments::Clock => quote!(__found.moment()),
        Arguments::Age => {
            let seconds = values.iter().map(|value| Seconds::from(value).tokens());
            quote!(__found.moment(), #(#seconds)*)
        }
        Arguments::Date => values.iter().map(date).collect(),
        Arguments::Pattern => quote_spanned! {span=> {
            static __PATTERN: __p::LazyLock<__p::Pattern> = __p::LazyLock::new(|| __p::Pattern::new(#(#values)*));
            &__PATTERN
        }},
    }
}

/// One call for both bounds, so that a wrong type is one error.
fn range(span: Span, min: Option<&Value>, max: Option<&Value>) -> TokenStream {
    let value = quote!(__value);
    let bound = |value: &Value| quote_spanned!(value.span=> &#value);
    match (min.map(bound), max.map(bound)) {
        (Some(min), Some(max)) => quote_spanned!(span=> __p::range(#value, #min, #max)),
        (Some(min), None) => quote_spanned!(span=> __p::at_least(#value, #min)),
        (None, Some(max)) => quote_spanned!(span=> __p::at_most(#value, #max)),
        (None, None) => quote!(true),
    }
}

/// A date of a declaration. A constant is computed in the build, with its errors at
/// the value.
fn date(value: &Value) -> TokenStream {
    if value.is_context() {
        return quote_spanned!(value.span=> __p::date((&__p::Held(&#value)).held()));
    }
    quote_spanned!(value.span=> const { __p::DateIn(#value).date() })
}

/// Whether each of the values is a member.
fn all_members(span: Span, values: &[Value]) -> TokenStream {
    let is_it = quote!(__p::Compared(__member).may_match() && __p::is(__member, __wanted));
    let is_there = quote_spanned!(span=> __p::has_member(__value, |__member| #is_it));
    match values {
        [list] if list.is_context_list() => {
            context_list(list, |list| quote_spanned!(span=> __p::all_held(#list, |__wanted| #is_there)))
        }
        [list] if list.may_be_list() => {
            let listed = constant_list(list);
            quote!(#listed.iter().all(|__wanted| #is_there))
        }
        values => {
            let each = values.iter().map(|value| {
                let is_it = is_one("__member", std::slice::from_ref(value));
                quote_spanned!(span=> __p::has_member(__value, |__member| #is_it))
            });
            quote!(#(#each)&&*)
        }
    }
}

/// Whether a claim is one of the values: one call for all of them, so that a
/// wrong type is one error, at the first value.
fn is_one(claim: &str, values: &[Value]) -> TokenStream {
    let span = values.first().map_or_else(Span::call_site, |value| value.span);
    let claim = Ident::new(claim, Span::call_site());
    let is_one = match values {
        [list] if list.is_context_list() => {
            context_list(list, |list| quote_spanned!(span=> __p::is_held(#claim, #list)))
        }
        values if values.iter().any(Value::is_context) => {
            let each = values.iter().map(|value| {
                let value = quote_spanned!(value.span=> (&__p::Held(&#value)).held());
                quote!(__p::is(#claim, #value))
            });
            quote!((#(#each)||*))
        }
        [list] if list.may_be_list() => {
            let list = constant_list(list);
            quote!(__p::is_one_of(#claim, #list))
        }
        [value] => {
            let value = quote_spanned!(span=> &#value);
            quote!(__p::is(#claim, #value))
        }
        values => {
            let values = quote_spanned!(span=> &[#(#values),*]);
            quote!(__p::is_one_of(#claim, #values))
        }
    };
    quote!(__p::Compared(#claim).may_match() && #is_one)
}

/// The values of a constant: those of a list, or the one that it is.
fn constant_list(list: &Value) -> TokenStream {
    quote_spanned!(list.span=> __p::Listed(&#list).values())
}

/// A list of the context's by a name of its own, so that errors about its type
/// are reported at the list.
fn context_list(list: &Value, call: impl FnOnce(&Ident) -> TokenStream) -> TokenStream {
    let name = Ident::new("__held", at(list.span));
    let call = call(&name);
    quote!({ let #name = &#list; #call })
}
