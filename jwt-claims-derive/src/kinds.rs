//! `#[derive(Claims)]` on an enum: several kinds of token at one door. Each
//! variant holds a claims type, and a token is for one of them at most.

mod expand;

use proc_macro2::TokenStream;
use syn::{DataEnum, DeriveInput, Fields, Generics, Ident, LitStr, Path, Type};

use crate::attr::CLAIMS;
use crate::errors::Errors;
use crate::items::{assigned, crate_path, items, text};
use crate::registered::Registered;
use crate::suggest::suggest;
use crate::value::Value;

/// What may stand on the enum.
const ENUM: [&str; 3] = ["crate", "kinds_by", "verify_only"];

/// An enum of kinds.
pub(crate) struct Kinds<'i> {
    ident: &'i Ident,
    generics: &'i Generics,
    /// The claim that tells them apart, or `None` for the header's `typ`.
    claim: Option<LitStr>,
    krate: Option<Path>,
    verify_only: bool,
    variants: Vec<Variant<'i>>,
}

/// One kind: a claims type, and what the claim says of it.
struct Variant<'i> {
    ident: &'i Ident,
    ty: &'i Type,
    kind: Option<Value>,
}

/// The impls, or `None` where something was refused.
pub(crate) fn derive(input: &DeriveInput, data: &DataEnum, errors: &mut Errors) -> Option<TokenStream> {
    let mut kinds = Kinds {
        ident: &input.ident,
        generics: &input.generics,
        claim: None,
        krate: None,
        verify_only: false,
        variants: Vec::new(),
    };
    let mut by = By::Unsaid;
    items(&input.attrs, "claims", errors, |name, input, _| {
        match name.to_string().as_str() {
            "kinds_by" => {
                by = By::Mistaken;
                by = By::Said(text(name, input)?);
            }
            "crate" => kinds.krate = Some(crate_path(name, input)?),
            "verify_only" => kinds.verify_only = true,
            other => {
                if !CLAIMS.contains(&other) && matches!(by, By::Unsaid) {
                    by = By::Mistaken;
                }
                return Err(syn::Error::new_spanned(name, unexpected(other)));
            }
        }
        Ok(())
    });
    kinds.variants = data.variants.iter().filter_map(|variant| Variant::parse(variant, errors)).collect();
    if data.variants.is_empty() {
        errors.at(kinds.ident, "an enum of kinds needs a variant for each kind of token: `Access(Access)`");
    }
    check(&mut kinds, by, errors);
    let complete = errors.is_empty().then_some(kinds);
    complete.map(|kinds| expand::expand(&kinds))
}

/// What was said of how the kinds are told apart.
enum By {
    Unsaid,
    /// Something that was refused, and perhaps meant to say it.
    Mistaken,
    Said(LitStr),
}

/// What to say about another attribute on the enum.
fn unexpected(name: &str) -> String {
    if CLAIMS.contains(&name) {
        format!("not expected on an enum of kinds: write `{name}` on the claims types of its variants")
    } else {
        format!("unknown claims attribute `{name}`{}", suggest(name, &ENUM))
    }
}

impl<'i> Variant<'i> {
    fn parse(variant: &'i syn::Variant, errors: &mut Errors) -> Option<Self> {
        let mut kind = None;
        items(&variant.attrs, "claims", errors, |name, input, _| {
            if name != "kind" {
                let message = format!(
                    "not expected on a variant, which takes `kind = \"...\"` alone; write `{name}` on its claims type"
                );
                return Err(syn::Error::new_spanned(name, message));
            }
            let value: Value = assigned(name, input)?.parse()?;
            if value.is_literal() && value.as_str().is_none_or(|text| text.is_empty()) {
                let message = "expected `kind` to be a string: `kind = \"access\"`";
                return Err(syn::Error::new_spanned(&value, message));
            }
            kind = Some(value);
            Ok(())
        });
        match &variant.fields {
            Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
                Some(Self { ident: &variant.ident, ty: &fields.unnamed[0].ty, kind })
            }
            _ => {
                let ident = &variant.ident;
                let message =
                    format!("each variant of an enum of kinds holds one claims type: `{ident}({ident})`");
                errors.at(ident, message);
                None
            }
        }
    }
}

/// By what the kinds are told apart, and whether they can be.
fn check(kinds: &mut Kinds<'_>, by: By, errors: &mut Errors) {
    let parameters =
        kinds.generics.type_params().next().is_some() || kinds.generics.const_params().next().is_some();
    if parameters {
        errors.at(&kinds.generics.params, "an enum of kinds takes no parameters but lifetimes");
    }
    let by = match by {
        By::Said(by) => by,
        By::Mistaken => return,
        By::Unsaid => {
            errors.at(
                kinds.ident,
                "say by what these kinds of token are told apart: `#[claims(kinds_by = \"typ\")]`, or the name of a claim",
            );
            return;
        }
    };
    let said = kinds.variants.iter().any(|variant| variant.kind.is_some());
    if by.value() == "typ" && !said {
        return;
    }
    let name = by.value();
    if name.is_empty() {
        errors.at(&by, "expected `typ` or the name of a claim");
    }
    if let Some(claim) =
        Registered::from_name(&name).filter(|claim| claim.is_time() || *claim == Registered::Aud)
    {
        errors.at(&by, format!("`{}` is no one string; name a claim that is", claim.name()));
    }
    for variant in kinds.variants.iter().filter(|variant| variant.kind.is_none()) {
        let message = format!("say which `{name}` this kind has: `#[claims(kind = \"...\")]`");
        errors.at(variant.ident, message);
    }
    repeated(&kinds.variants, &name, errors);
    kinds.claim = Some(by);
}

fn repeated(variants: &[Variant<'_>], name: &str, errors: &mut Errors) {
    let spelling = |variant: &Variant<'_>| variant.kind.as_ref().map(Value::spelling);
    for (nth, variant) in variants.iter().enumerate() {
        let first = variants[..nth]
            .iter()
            .find(|first| variant.kind.is_some() && spelling(first) == spelling(variant));
        if let (Some(first), Some(kind)) = (first, &variant.kind) {
            let message = format!(
                "variant `{}` has this `{name}` already; a token can be of one kind only",
                first.ident
            );
            errors.at(kind, message);
        }
    }
}

impl Kinds<'_> {
    fn private(&self) -> TokenStream {
        crate::model::private(self.krate.as_ref())
    }
}
