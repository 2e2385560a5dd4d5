//! `#[claims(rules = Staff)]`: the way of a struct through the sets that it
//! names, and what becomes of their rules.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{DeriveInput, Path, Token, braced, bracketed, parenthesized, token};

use crate::attr::{ClaimAttr, ClaimsAttr};
use crate::errors::Errors;
use crate::extends::{Added, listed};
use crate::items::assigned;
use crate::model::{Field, Kind, Model, private};
use crate::suggest::suggest;

/// A set that has answered: its name and its rules.
pub(crate) struct Answer {
    name: Ident,
    rules: TokenStream,
}

/// A struct on its way, with the answers so far.
pub(crate) struct Asked {
    pub(crate) kind: Kind,
    pub(crate) input: DeriveInput,
    pub(crate) answers: Vec<Answer>,
}

/// `= Staff`, `= [Staff, rules::OfTenant]`.
pub(crate) fn names(name: &Ident, input: ParseStream<'_>) -> syn::Result<Vec<Path>> {
    let input = assigned(name, input)?;
    let expected = |error: syn::Error| {
        syn::Error::new(
            error.span(),
            "expected the name of a rule set: `rules = Staff`; rules themselves stand in parentheses",
        )
    };
    if !input.peek(token::Bracket) {
        return Ok(vec![input.call(Path::parse_mod_style).map_err(expected)?]);
    }
    let content;
    bracketed!(content in input);
    let names = Punctuated::<_, Token![,]>::parse_terminated_with(&content, Path::parse_mod_style);
    let names: Vec<_> =
        names.inspect_err(|_| crate::items::drain(&content)).map_err(expected)?.into_iter().collect();
    if names.is_empty() { Err(syn::Error::new_spanned(name, "`rules` names no rule set")) } else { Ok(names) }
}

/// The question to the next set that was not asked yet.
pub(crate) fn ask(asked: &Asked) -> Option<TokenStream> {
    let Asked { kind, input, answers } = asked;
    // mistakes are told when all the rules are known
    let claims = ClaimsAttr::parse(&input.attrs, &mut Errors::default());
    let next = claims.sets.get(answers.len())?;
    let (p, derive) = (private(claims.krate.as_ref()), Ident::new(kind.derive(), next.span()));
    Some(quote!(#next ! { (#p::apply) #derive (#(#answers)*) { #input } }))
}

impl ToTokens for Answer {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self { name, rules } = self;
        tokens.extend(quote!(#name { #rules }));
    }
}

impl Parse for Answer {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let (name, rules) = (input.parse()?, braced(input)?);
        Ok(Self { name, rules })
    }
}

fn braced(input: ParseStream<'_>) -> syn::Result<TokenStream> {
    let content;
    braced!(content in input);
    content.parse()
}

/// What a set has handed on.
impl Parse for Asked {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let (answer, earlier, claims);
        parenthesized!(answer in input);
        let derive: Ident = input.parse()?;
        parenthesized!(earlier in input);
        braced!(claims in input);
        let mut answers = Vec::new();
        while !earlier.is_empty() {
            answers.push(earlier.parse()?);
        }
        answers.push(answer.parse()?);
        let kind = if derive == Kind::Nested.derive() { Kind::Nested } else { Kind::Token };
        Ok(Self { kind, input: claims.parse()?, answers })
    }
}

/// Puts the rules of the sets where they belong: on fields of the struct, or on
/// claims of the type that it extends.
pub(crate) fn apply(model: &mut Model<'_>, answers: &[Answer], errors: &mut Errors) {
    let sets = std::mem::take(&mut model.claims.sets);
    let spelled: Vec<_> = sets.iter().map(spelling).collect();
    for (nth, (path, Answer { name, rules })) in sets.iter().zip(answers).enumerate() {
        if spelled[..nth].contains(&spelled[nth]) {
            errors.at(path, format!("`{}` is applied already", spelled[nth]));
            continue;
        }
        // mistakes in it were told where it stands
        for (field, rules) in listed(rules, "").unwrap_or_default() {
            let mut claim = ClaimAttr::parse(&[syn::parse_quote!(#[claim(#rules)])], &mut Errors::default());
            let set = name.to_string();
            claim.rules.iter_mut().for_each(|rule| rule.set = Some(set.clone()));
            put(model, path, &field, claim, errors);
        }
    }
    model.claims.sets = sets;
}

fn put(model: &mut Model<'_>, path: &Path, name: &Ident, mut claim: ClaimAttr, errors: &mut Errors) {
    let own = model.fields.iter().find(|field| field.ident.unraw() == name.unraw());
    let Some(field) = own.filter(|field| field.claim.base.is_none()) else {
        let place = path.span();
        if model.base.is_some() {
            claim.rules.iter_mut().for_each(|rule| rule.stands_at(place));
            let field = Ident::new(&name.to_string(), place);
            model.claims.added.push(Added { field, claim });
        } else {
            let fields: Vec<_> = model.fields.iter().map(|field| field.ident.unraw().to_string()).collect();
            let fields: Vec<_> = fields.iter().map(String::as_str).collect();
            let hint = suggest(&name.to_string(), &fields);
            let message =
                format!("`{}` has rules on `{name}`, and the struct has no such field{hint}", spelling(path));
            errors.at(path, message);
        }
        return;
    };
    if field.is_flattened() || field.is_skipped() {
        let message =
            format!("rules on `{name}` cannot apply: a skipped or flattened field is no claim of its own");
        errors.at(path, message);
        return;
    }
    claim.rules.iter_mut().for_each(|rule| rule.stands_at(field.ident.span()));
    let field = Field {
        ident: field.ident,
        ty: field.ty,
        claim,
        serde: field.serde.clone(),
        wire_name: field.wire_name.clone(),
        registered: field.registered,
    };
    model.applied.push(field);
}

fn spelling(path: &Path) -> String {
    path.to_token_stream().to_string().replace(' ', "")
}
