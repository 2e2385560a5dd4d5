//! `#[claims(rules = Staff)]`: the way of a struct through the sets that it
//! names, and what becomes of their rules.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::spanned::Spanned;
use syn::{DeriveInput, Path, parenthesized};

use super::{OWNER, in_braces};
use crate::attr::added::Added;
use crate::attr::whole::ClaimsAttr;
use crate::base::emit::private;
use crate::base::errors::{Errors, refuse};
use crate::base::suggest::suggest_of;
use crate::base::tokens::text;
use crate::model::{Kind, Model};
use crate::syntax::rule::RuleList;

/// The answer of a set: its name and its rules.
pub(crate) struct Answer {
    name: Ident,
    rules: TokenStream,
}

/// A struct on its way, with the answers so far.
pub(crate) struct Application {
    pub(crate) kind: Kind,
    pub(crate) input: DeriveInput,
    pub(crate) answers: Vec<Answer>,
}

/// The question to the next set.
pub(crate) fn question(application: &Application) -> Option<TokenStream> {
    let Application { kind, input, answers } = application;
    // errors are reported when all the rules are known
    let claims = ClaimsAttr::parse(&input.attrs, &mut Errors::default());
    let next = claims.sets.get(answers.len())?;
    let (private, derive) = (private(claims.krate.as_ref()), Ident::new(kind.derive(), next.span()));
    Some(quote!(#next ! { (#private::apply) #derive (#(#answers)*) { #input } }))
}

impl ToTokens for Answer {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self { name, rules } = self;
        tokens.extend(quote!(#name { #rules }));
    }
}

impl Parse for Answer {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        Ok(Self { name: input.parse()?, rules: in_braces(input)? })
    }
}

/// What a set passes on.
impl Parse for Application {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let (answer, earlier);
        parenthesized!(answer in input);
        let derive: Ident = input.parse()?;
        parenthesized!(earlier in input);
        let claims = in_braces(input)?;
        let mut answers = Vec::new();
        while !earlier.is_empty() {
            answers.push(earlier.parse()?);
        }
        answers.push(answer.parse()?);
        let kind = if derive == Kind::Nested.derive() { Kind::Nested } else { Kind::Token };
        Ok(Self { kind, input: syn::parse2(claims)?, answers })
    }
}

/// Puts the rules of the sets where they belong: on fields of the struct, or on
/// claims of the type that it extends.
pub(crate) fn apply(model: &mut Model<'_>, answers: &[Answer], errors: &mut Errors) {
    let sets = std::mem::take(&mut model.claims.sets);
    for (nth, (path, Answer { name, rules })) in sets.iter().zip(answers).enumerate() {
        let spelling = text(path);
        if sets[..nth].iter().any(|earlier| text(earlier) == spelling) {
            refuse!(errors, path => "`{spelling}` is applied already");
            continue;
        }
        // errors in the set are reported where it is defined
        for added in Added::parse(rules, "", OWNER, &mut Errors::default()) {
            put(model, path, name, added, errors);
        }
    }
}

fn put(model: &mut Model<'_>, path: &Path, set: &Ident, added: Added, errors: &mut Errors) {
    let Added { field: name, rules } = added;
    let own = model.fields.iter_mut().find(|field| field.ident.unraw() == name.unraw());
    match own.filter(|field| !field.is_base()) {
        Some(field) if field.is_flattened() || field.is_skipped() => refuse!(errors, path =>
            "rules on `{name}` cannot apply: a skipped or flattened field is not a claim of its own"),
        Some(field) => {
            let rules: RuleList = rules.of_set(set, field.ident.span());
            field.sets.push(rules);
        }
        None if model.base.is_some() => {
            let field = Ident::new(&name.to_string(), path.span());
            model.claims.added.push(Added { field, rules: rules.of_set(set, path.span()) });
        }
        None => {
            let hint = suggest_of(&name.to_string(), &model.field_names());
            refuse!(errors, path =>
                "`{}` has rules on `{name}`, and the struct has no such field{hint}", text(path));
        }
    }
}
