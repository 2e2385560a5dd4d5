//! `rules! { pub Staff { roles(any_of = ["staff"]) } }`: a name for rules, which
//! claims types apply with `#[claims(rules = Staff)]`.
//!
//! A set is a macro: the derive passes the struct to it, and it passes struct and
//! rules on to [`applied`]. So its rules are expanded as if they were declared on
//! the struct, and fit the types of its fields.

pub(crate) mod applied;

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Path, Visibility, braced, token};

use crate::attr::added::Added;
use crate::base::errors::{Errors, bail, refuse};
use crate::base::tokens::{replace, text};
use crate::check;
use crate::syntax::items::or;
use crate::syntax::rule::{Condition, RuleKind, RuleList};

/// The sets of one `rules!`.
pub(crate) struct RuleSets(Vec<RuleSet>);

struct RuleSet {
    attrs: Vec<Attribute>,
    vis: Visibility,
    name: Ident,
    /// The tokens in its braces.
    rules: TokenStream,
}

const EXAMPLE: &str = "`pub(crate) Staff { roles(any_of = [\"staff\", \"admin\"]) }`";

/// Where attributes of a field belong that are no rules.
const OWNER: &str = "the field itself, not in a rule set";

impl Parse for RuleSets {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut sets = Vec::new();
        while !input.is_empty() {
            let (attrs, vis) = (input.call(Attribute::parse_outer)?, input.parse()?);
            let name: Ident = or(input.parse(), || format!("expected a rule set: {EXAMPLE}"))?;
            if !input.peek(token::Brace) {
                bail!(&name => "expected the rules of `{name}` in braces: {EXAMPLE}");
            }
            sets.push(RuleSet { attrs, vis, name, rules: in_braces(input)? });
        }
        Ok(Self(sets))
    }
}

fn in_braces(input: ParseStream<'_>) -> syn::Result<TokenStream> {
    let content;
    braced!(content in input);
    content.parse()
}

/// The macros, and what is wrong with the sets.
pub(crate) fn define(sets: &RuleSets) -> TokenStream {
    let sets = sets.0.iter().map(|set| {
        let mut errors = Errors::default();
        set.check(&mut errors);
        // after an error without rules, so that it is the only one
        let rules = if errors.is_empty() { rooted(&set.rules) } else { TokenStream::new() };
        let (errors, definition) = (errors.into_tokens(), set.define(&rules));
        quote!(#errors #definition)
    });
    sets.collect()
}

impl RuleSet {
    fn define(&self, rules: &TokenStream) -> TokenStream {
        let Self { attrs, vis, name, .. } = self;
        let exported = matches!(vis, Visibility::Public(_));
        let (export, hidden) = if exported {
            // macros for other crates are side by side at the root
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
        let rules = Added::parse(&self.rules, "roles(any_of = [\"staff\"])", OWNER, errors);
        if rules.is_empty() && errors.is_empty() {
            refuse!(errors, &self.name => "a rule set needs a rule: {EXAMPLE}");
        }
        for Added { rules, .. } in &rules {
            paths(rules).iter().for_each(|path| is_absolute(path, errors));
            check::rules::check(rules, None, errors);
        }
    }
}

/// The paths in rules and their conditions.
fn paths(list: &RuleList) -> Vec<Path> {
    let conditions = list.groups.iter().filter_map(|group| match &group.condition {
        Some(Condition::Function(path)) => Some(path.clone()),
        _ => None,
    });
    let of_rules = list.rules().flat_map(|rule| match &rule.kind {
        RuleKind::Check { path, .. } => vec![path.clone()],
        kind => {
            let constants =
                kind.values().iter().filter(|value| value.literal().is_none() && !value.is_context());
            constants.filter_map(|value| syn::parse2(value.to_token_stream()).ok()).collect()
        }
    });
    conditions.chain(of_rules).collect()
}

/// A set is applied in other modules, where another item may have the name.
fn is_absolute(path: &Path, errors: &mut Errors) {
    let first = path.segments.first().map(|segment| segment.ident.to_string()).unwrap_or_default();
    let is_primitive = path.segments.len() > 1 && PRIMITIVES.contains(&first.as_str());
    if path.leading_colon.is_some() || first == "crate" || is_primitive {
        return;
    }
    let spelling = text(path);
    let rest = spelling.trim_start_matches("self::").trim_start_matches("super::");
    refuse!(errors, path =>
        "a rule set is applied in other modules, where `{spelling}` may be another; write the path from the \
         root: `crate::...::{rest}`");
}

const PRIMITIVES: [&str; 14] =
    ["f32", "f64", "i128", "i16", "i32", "i64", "i8", "isize", "u128", "u16", "u32", "u64", "u8", "usize"];

/// `crate` as that of the set, wherever it is applied.
fn rooted(tokens: &TokenStream) -> TokenStream {
    replace(tokens, &|name, _| {
        let dollar = proc_macro2::Punct::new('$', proc_macro2::Spacing::Alone);
        (name == "crate").then(|| quote!(#dollar #name))
    })
}
