//! The values of rules, as the policy shows them.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Lit;

use crate::base::tokens::text;
use crate::syntax::rule::RuleKind;
use crate::syntax::table::Arguments;
use crate::syntax::value::{Bound, Seconds, Value};

/// The `RuleValue`s of a rule.
pub(super) fn of_rule(kind: &RuleKind) -> Vec<TokenStream> {
    match kind {
        RuleKind::Listed(rule, values) => {
            values.iter().map(|value| self::value(rule.row().arguments, value)).collect()
        }
        RuleKind::Check { path, .. } => {
            let text = text(path);
            vec![quote!(__p::RuleValue::Text(#text))]
        }
        RuleKind::Nested | RuleKind::Forbidden => Vec::new(),
    }
}

fn value(kind: Arguments, value: &Value) -> TokenStream {
    let bound = value.bound.map(Bound::name);
    if kind == Arguments::Age {
        let seconds = Seconds::from(value).tokens();
        return quote!(__p::RuleValue::Seconds(#seconds));
    }
    match (bound, known(kind, value), value.as_str()) {
        (Some(bound), Some(text), _) => {
            let text = format!("{bound} = {text}");
            quote!(__p::RuleValue::Text(#text))
        }
        (None, Some(text), _) => quote!(__p::RuleValue::Text(#text)),
        (None, None, Some(text)) => quote!(__p::RuleValue::Str(#text)),
        (bound, None, _) => {
            let mut texts = constant(value);
            if kind == Arguments::Level {
                texts = quote!([#texts, __p::Level(&#value).texts()].concat());
            }
            match bound {
                Some(bound) => quote!(__p::RuleValue::Bound(#bound, || #texts)),
                None => quote!(__p::RuleValue::Constant(|| #texts)),
            }
        }
    }
}

/// The text of a value that is known when the macro runs, in JSON; of a string
/// the library makes it.
fn known(kind: Arguments, value: &Value) -> Option<String> {
    if value.is_context() {
        return Some(value.spelling());
    }
    let sign = if value.is_negative() { "-" } else { "" };
    match value.literal()? {
        Lit::Str(text) if kind == Arguments::Https => Some(text.value()),
        Lit::Int(number) => Some(format!("{sign}{}", number.base10_digits())),
        // as Rust's and as serde_json's shortest form
        Lit::Float(number) => Some(format!("{sign}{:?}", number.base10_digits().parse::<f64>().ok()?)),
        Lit::Bool(truth) => Some(truth.value.to_string()),
        _ => None,
    }
}

/// The texts of a constant.
fn constant(value: &Value) -> TokenStream {
    let spelling = value.spelling();
    let texts = |one: TokenStream| quote!((&&&&__p::Constant(#one, #spelling)).texts());
    if value.may_be_list() {
        let texts = texts(quote!(__one));
        return quote!(__p::Listed(&#value).values().iter().flat_map(|__one| #texts).collect());
    }
    texts(quote!(&#value))
}
