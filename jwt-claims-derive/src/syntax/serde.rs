//! PARSE, read-only: `#[serde(...)]`. What the policy must know is read here;
//! everything is passed on to serde_derive, which gives it its meaning.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::quote;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, LitStr, Meta, Token};

use crate::base::case;
use crate::base::errors::{Errors, refuse};
use crate::base::suggest::suggest;

pub(crate) const CONTAINER: [&str; 6] =
    ["bound", "default", "deny_unknown_fields", "expecting", "rename", "rename_all"];
pub(crate) const FIELD: [&str; 13] = [
    "alias",
    "borrow",
    "bound",
    "default",
    "deserialize_with",
    "flatten",
    "rename",
    "serialize_with",
    "skip",
    "skip_deserializing",
    "skip_serializing",
    "skip_serializing_if",
    "with",
];

/// One item of a serde attribute.
#[derive(Clone)]
pub(crate) struct Item {
    pub(crate) key: Ident,
    /// The whole item, as it was written.
    tokens: TokenStream,
    /// Whether there is a `=`.
    assigned: bool,
    /// The string behind it.
    text: Option<LitStr>,
}

/// The serde attributes of a struct or a field.
#[derive(Clone, Default)]
pub(crate) struct SerdeAttr {
    items: Vec<Item>,
}

impl SerdeAttr {
    /// Those of a struct; what cannot be honoured there is an error.
    pub(crate) fn of_struct(attrs: &[Attribute], errors: &mut Errors) -> Self {
        let serde = Self::read(attrs, errors);
        for item in &serde.items {
            let key = item.key.to_string();
            let refusal = match key.as_str() {
                "tag" | "content" | "untagged" => "a claims set is a plain JSON object, without a tag",
                "transparent" => "a claims set is a JSON object with a member for each field",
                "from" | "try_from" | "into" => {
                    "it hides the claims; derive `Claims` on the wire type instead"
                }
                "remote" | "crate" => "`#[derive(Claims)]` sets it itself",
                known if CONTAINER.contains(&known) => continue,
                _ => {
                    let hint = suggest(&key, &CONTAINER);
                    refuse!(errors, &item.key => "unknown serde container attribute `{key}`{hint}");
                    continue;
                }
            };
            refuse!(errors, &item.key => "`#[serde({key})]` does not work on claims: {refusal}");
        }
        if let Some(rule) = serde.text("rename_all") {
            check_rename_rule(rule, errors);
        }
        serde
    }

    /// Those of a field; what cannot be honoured there is an error.
    pub(crate) fn of_field(attrs: &[Attribute], errors: &mut Errors) -> Self {
        let serde = Self::read(attrs, errors);
        for item in &serde.items {
            let key = item.key.to_string();
            if key == "getter" {
                refuse!(errors, &item.key =>
                    "`#[serde(getter)]` is for remote types; claims are read from their fields");
            } else if !FIELD.contains(&key.as_str()) {
                let hint = suggest(&key, &FIELD);
                refuse!(errors, &item.key => "unknown serde field attribute `{key}`{hint}");
            }
        }
        serde
    }

    fn read(attrs: &[Attribute], errors: &mut Errors) -> Self {
        let mut items = Vec::new();
        for attr in attrs.iter().filter(|attr| attr.path().is_ident("serde")) {
            let Meta::List(list) = &attr.meta else {
                refuse!(errors, attr => "expected `#[serde(...)]`");
                continue;
            };
            let walk = |input: ParseStream<'_>| input.parse_terminated(Item::parse, Token![,]);
            match walk.parse2(list.tokens.clone()) {
                Ok(list) => items.extend(list),
                Err(error) => errors.push(error),
            }
        }
        let serde = Self { items };
        for item in serde.items.iter().filter(|item| item.text.is_none()) {
            let key = item.key.to_string();
            if item.assigned {
                refuse!(errors, &item.key => "expected `{key}` to be a string: `{key} = \"...\"`");
            } else if key == "rename" || key == "rename_all" {
                refuse!(errors, &item.key =>
                    "a claim must be written as it is read; use one `{key} = \"...\"` for both");
            }
        }
        serde
    }

    fn get(&self, key: &str) -> Option<&Item> {
        self.items.iter().find(|item| item.key == key)
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    pub(crate) fn has_any(&self, keys: &[&str]) -> bool {
        self.span_of(keys).is_some()
    }

    /// Where the first of these keys stands.
    pub(crate) fn span_of(&self, keys: &[&str]) -> Option<Span> {
        keys.iter().find_map(|key| self.get(key)).map(|item| item.key.span())
    }

    /// The string behind `key =`.
    pub(crate) fn text(&self, key: &str) -> Option<&LitStr> {
        self.get(key)?.text.as_ref()
    }

    /// The strings behind each `key =`.
    pub(crate) fn texts<'s>(&'s self, key: &'s str) -> impl Iterator<Item = &'s LitStr> {
        self.items.iter().filter(move |item| item.key == key).filter_map(|item| item.text.as_ref())
    }

    /// The conditions of `bound = "..."`, or of one half of `bound(...)`.
    pub(crate) fn bound(&self, half: &str) -> Option<LitStr> {
        let item = self.get("bound")?;
        if item.text.is_some() {
            return item.text.clone();
        }
        let group = item.tokens.clone().into_iter().find_map(|token| match token {
            TokenTree::Group(group) => Some(group.stream()),
            _ => None,
        })?;
        let walk = |input: ParseStream<'_>| {
            let halves = input.parse_terminated(Item::parse, Token![,])?;
            Ok(halves.into_iter().find(|item| item.key == half).and_then(|item| item.text))
        };
        walk.parse2(group).ok()?
    }

    /// The attribute again, but for some keys.
    pub(crate) fn without(&self, keys: &[&str]) -> TokenStream {
        self.filtered(|item| !keys.iter().any(|key| item.key == key))
    }

    /// The attribute with that key alone.
    pub(crate) fn only(&self, key: &str) -> TokenStream {
        self.filtered(|item| item.key == key)
    }

    fn filtered(&self, keeps: impl Fn(&&Item) -> bool) -> TokenStream {
        let tokens: Vec<_> = self.items.iter().filter(keeps).map(|item| &item.tokens).collect();
        if tokens.is_empty() { TokenStream::new() } else { quote!(#[serde(#(#tokens),*)]) }
    }
}

impl Item {
    /// Everything up to the next comma.
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let key = input.call(Ident::parse_any)?;
        let mut tokens = quote!(#key);
        let (assigned, ahead) = (input.peek(Token![=]), input.fork());
        let text = ahead.parse::<Token![=]>().and_then(|_| ahead.parse()).ok();
        while !input.is_empty() && !input.peek(Token![,]) {
            tokens.extend([input.parse::<TokenTree>()?]);
        }
        Ok(Self { key, tokens, assigned, text })
    }
}

/// Refuses a `rename_all` that serde does not know.
pub(crate) fn check_rename_rule(rule: &LitStr, errors: &mut Errors) {
    if !case::RULES.contains(&rule.value().as_str()) {
        let hint = suggest(&rule.value(), &case::RULES);
        refuse!(errors, rule => "unknown rename rule `{}`{hint}", rule.value());
    }
}
