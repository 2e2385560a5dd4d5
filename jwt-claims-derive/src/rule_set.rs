//! `rules! { pub Staff { roles(any_of = ["staff"]) } }`: a name for rules, which
//! claims types apply with `#[claims(rules = Staff)]`.
//!
//! A set is a macro: the derive hands the struct to it, and it hands struct and
//! rules on to [`applied`]. So its rules are expanded as if they stood on the
//! struct, whatever the types of the fields.

pub(crate) mod applied;

use proc_macro2::{Group, Ident, Punct, Spacing, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Path, Visibility, braced, token};

use crate::attr::ClaimAttr;
use crate::check;
use crate::errors::Errors;
use crate::extends::listed;
use crate::model::Field;
use crate::rule::{Condition, Demand};
use crate::serde_attr::SerdeAttr;

/// The sets of one `rules!`.
pub(crate) struct RuleSets(Vec<RuleSet>);

struct RuleSet {
    attrs: Vec<Attribute>,
    vis: Visibility,
    name: Ident,
    /// What stands in its braces.
    rules: TokenStream,
}

const EXAMPLE: &str = "`pub(crate) Staff { roles(any_of = [\"staff\", \"admin\"]) }`";

impl Parse for RuleSets {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut sets = Vec::new();
        while !input.is_empty() {
            let (attrs, vis) = (input.call(Attribute::parse_outer)?, input.parse()?);
            let expected =
                |error: syn::Error| syn::Error::new(error.span(), format!("expected a rule set: {EXAMPLE}"));
            let name: Ident = input.parse().map_err(expected)?;
            if !input.peek(token::Brace) {
                let message = format!("expected the rules of `{name}` in braces: {EXAMPLE}");
                return Err(syn::Error::new_spanned(name, message));
            }
            let content;
            braced!(content in input);
            sets.push(RuleSet { attrs, vis, name, rules: content.parse()? });
        }
        Ok(Self(sets))
    }
}

/// The macros, and what is wrong with the sets.
pub(crate) fn define(sets: &RuleSets) -> TokenStream {
    let sets = sets.0.iter().map(|set| {
        let mut errors = Errors::default();
        set.check(&mut errors);
        match errors.into_tokens() {
            None => set.define(&rooted(set.rules.clone())),
            // without rules, so that this is all that is said
            Some(errors) => [errors, set.define(&TokenStream::new())].into_iter().collect(),
        }
    });
    sets.collect()
}

impl RuleSet {
    fn define(&self, rules: &TokenStream) -> TokenStream {
        let Self { attrs, vis, name, .. } = self;
        let exported = matches!(vis, Visibility::Public(_));
        let (export, hidden) = if exported {
            // macros for other crates stand side by side at the root
            let hidden = Ident::new(&format!("__rules_{name}_{:x}", self.fingerprint()), name.span());
            (quote!(#[doc(hidden)] #[macro_export]), hidden)
        } else {
            (TokenStream::new(), name.clone())
        };
        let renamed = exported.then(|| quote!(as #name));
        quote! {
            #(#attrs)*
            #export
            macro_rules! #hidden {
                (($($apply:tt)*) $($claims:tt)*) => { $($apply)* ! { (#name { #rules }) $($claims)* } };
            }
            #(#attrs)*
            #[allow(unused_imports)]
            #vis use #hidden #renamed;
        }
    }

    fn fingerprint(&self) -> u64 {
        use std::hash::{DefaultHasher, Hash, Hasher};
        let mut hasher = DefaultHasher::new();
        self.rules.to_string().hash(&mut hasher);
        hasher.finish()
    }

    fn check(&self, errors: &mut Errors) {
        let list = match listed(&self.rules, "roles(any_of = [\"staff\"])") {
            Ok(list) => list,
            Err(error) => return errors.push(error),
        };
        if list.is_empty() {
            errors.at(&self.name, format!("a rule set needs a rule: {EXAMPLE}"));
        }
        let nothing = syn::parse_quote!(());
        for (nth, (name, rules)) in list.iter().enumerate() {
            if list[..nth].iter().any(|(earlier, _)| earlier == name) {
                errors.at(name, format!("`{name}` is named twice; put its rules together"));
            }
            let claim = ClaimAttr::parse(&[syn::parse_quote!(#[claim(#rules)])], errors);
            of_the_field(&claim, errors);
            claim.conditions.iter().for_each(|condition| of_the_root(condition.path(), errors));
            for rule in &claim.rules {
                paths(&rule.demand).iter().for_each(|path| of_the_root(Some(path), errors));
            }
            let field = Field {
                ident: name,
                ty: &nothing,
                claim,
                serde: SerdeAttr::default(),
                wire_name: name.to_string(),
                registered: None,
            };
            check::rules(&field, errors);
        }
    }
}

/// What stands on a field, and not in a set that knows no more than its name.
fn of_the_field(claim: &ClaimAttr, errors: &mut Errors) {
    let message = |what: &str| format!("`{what}` belongs on the field itself, not into a rule set");
    if let Some(name) = &claim.name {
        errors.at(name, message("name"));
    }
    if let Some(path) = &claim.path {
        errors.at_span(path.span, message("path"));
    }
    for (what, span) in [("base", claim.base), ("null", claim.null)] {
        if let Some(span) = span {
            errors.at_span(span, message(what));
        }
    }
    for rule in claim.rules.iter().filter(|rule| matches!(rule.demand, Demand::Forbidden | Demand::Nested)) {
        errors.at_span(rule.span, message(rule.demand.name()));
    }
}

/// The paths that a rule holds.
fn paths(demand: &Demand) -> Vec<Path> {
    let values = demand.values().iter().filter(|value| !value.is_literal() && !value.is_context());
    let values = values.filter_map(|value| syn::parse2(value.to_token_stream()).ok());
    match demand {
        Demand::Check(path) | Demand::CheckWith(path) => vec![path.clone()],
        _ => values.collect(),
    }
}

/// A set is applied in other modules, where another thing may have the name.
fn of_the_root(path: Option<&Path>, errors: &mut Errors) {
    let Some(path) = path else { return };
    let first = path.segments.first().map(|segment| segment.ident.to_string()).unwrap_or_default();
    let is_primitive = path.segments.len() > 1 && PRIMITIVES.contains(&first.as_str());
    if path.leading_colon.is_some() || first == "crate" || is_primitive {
        return;
    }
    let spelled = path.to_token_stream().to_string().replace(' ', "");
    let rest = spelled.trim_start_matches("self::").trim_start_matches("super::");
    let message = format!(
        "a rule set is applied in other modules, where `{spelled}` may be another; write the path from the root: `crate::...::{rest}`"
    );
    errors.at(path, message);
}

const PRIMITIVES: [&str; 14] =
    ["f32", "f64", "i128", "i16", "i32", "i64", "i8", "isize", "u128", "u16", "u32", "u64", "u8", "usize"];

/// `crate` as that of the set, wherever it is applied.
fn rooted(tokens: TokenStream) -> TokenStream {
    let rooted = tokens.into_iter().flat_map(|token| match token {
        TokenTree::Ident(ident) if ident == "crate" => {
            vec![Punct::new('$', Spacing::Alone).into(), ident.into()]
        }
        TokenTree::Group(group) => {
            let mut inner = Group::new(group.delimiter(), rooted(group.stream()));
            inner.set_span(group.span());
            vec![inner.into()]
        }
        token => vec![token],
    });
    rooted.collect()
}

impl Condition {
    fn path(&self) -> Option<&Path> {
        match self {
            Self::Function(path) => Some(path),
            Self::Context(_) => None,
        }
    }
}
