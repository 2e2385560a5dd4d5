//! PARSE, MODEL and CHECK: the kinds, and by what they differ.

use syn::{DataEnum, DeriveInput, Fields, Ident, LitStr, Path};

use crate::base::emit::Type;
use crate::base::errors::{Errors, bail, refuse};
use crate::base::registered::Registered;
use crate::base::suggest::suggest;
use crate::syntax::attributes::{ON_KINDS, ON_STRUCT, has, names};
use crate::syntax::items::{assigned, crate_path, items, text};
use crate::syntax::value::Value;

/// An enum of kinds.
pub(super) struct Kinds<'i> {
    pub(super) ty: Type<'i>,
    /// The claim by which the kinds differ, or `None` for the header's `typ`.
    pub(super) claim: Option<LitStr>,
    pub(super) krate: Option<Path>,
    pub(super) verify_only: bool,
    pub(super) variants: Vec<Variant<'i>>,
}

/// One kind: a claims type, and its value of the claim.
pub(super) struct Variant<'i> {
    pub(super) ident: &'i Ident,
    pub(super) ty: &'i syn::Type,
    pub(super) kind: Option<Value>,
}

impl<'i> Kinds<'i> {
    pub(super) fn parse(input: &'i DeriveInput, data: &'i DataEnum, errors: &mut Errors) -> Self {
        let ty = Type { ident: &input.ident, generics: &input.generics };
        let (mut krate, mut verify_only, mut claim) = (None, false, None);
        items(&input.attrs, "claims", errors, |name, input, _| {
            match name.to_string().as_str() {
                "kinds_by" => claim = Some(text(name, input)?),
                "crate" => krate = Some(crate_path(name, input)?),
                "verify_only" => verify_only = true,
                other if has(ON_STRUCT, other) => bail!(name =>
                    "not expected on an enum of kinds: write `{other}` on the claims types of its variants"),
                other => {
                    bail!(name => "unknown claims attribute `{other}`{}", suggest(other, &names(ON_KINDS)))
                }
            }
            Ok(())
        });
        // an attribute that was refused may have been meant to say it
        let is_missing = claim.is_none() && errors.is_empty();
        let variants = data.variants.iter().filter_map(|variant| Variant::parse(variant, errors)).collect();
        let mut kinds = Kinds { ty, claim, krate, verify_only, variants };
        if data.variants.is_empty() {
            refuse!(errors, ty.ident =>
                "an enum of kinds needs a variant for each kind of token: `Access(Access)`");
        }
        if ty.generics.type_params().next().is_some() || ty.generics.const_params().next().is_some() {
            refuse!(errors, &ty.generics.params => "an enum of kinds takes no parameters but lifetimes");
        }
        if is_missing {
            refuse!(errors, ty.ident =>
                "expected `kinds_by`, which says how to tell the kinds of token apart; write \
                `#[claims(kinds_by = \"typ\")]`, or the name of a claim");
        }
        kinds.check(errors);
        kinds
    }
}

impl<'i> Variant<'i> {
    fn parse(variant: &'i syn::Variant, errors: &mut Errors) -> Option<Self> {
        let (ident, mut kind) = (&variant.ident, None);
        items(&variant.attrs, "claims", errors, |name, input, _| {
            if name != "kind" {
                bail!(name =>
                    "not expected on a variant, which takes only `kind = \"...\"`; write `{name}` on its \
                    claims type");
            }
            let value: Value = assigned(name, input)?.parse()?;
            if value.literal().is_some() && value.as_str().is_none_or(|text| text.is_empty()) {
                bail!(&value => "expected `kind` to be a string: `kind = \"access\"`");
            }
            kind = Some(value);
            Ok(())
        });
        match &variant.fields {
            Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
                Some(Self { ident, ty: &fields.unnamed[0].ty, kind })
            }
            _ => {
                refuse!(errors, ident =>
                    "each variant of an enum of kinds holds one claims type: `{ident}({ident})`");
                None
            }
        }
    }
}

impl Kinds<'_> {
    /// Whether the kinds differ. By `typ` is by no claim, unless the variants name their own.
    fn check(&mut self, errors: &mut Errors) {
        let Some(by) = self.claim.take() else { return };
        let name = by.value();
        if name == "typ" && self.variants.iter().all(|variant| variant.kind.is_none()) {
            return;
        }
        if name.is_empty() {
            refuse!(errors, &by => "expected `typ` or the name of a claim");
        }
        let registered = Registered::from_name(&name);
        if registered.is_some_and(|claim| claim.is_time() || claim == Registered::Aud) {
            refuse!(errors, &by => "`{name}` is not one string; name a claim that is");
        }
        for (nth, Variant { ident, kind, .. }) in self.variants.iter().enumerate() {
            let Some(kind) = kind else {
                refuse!(errors, *ident =>
                    "which `{name}` does this kind have? write `#[claims(kind = \"...\")]`");
                continue;
            };
            let has_kind = |first: &&Variant<'_>| {
                first.kind.as_ref().is_some_and(|first| first.spelling() == kind.spelling())
            };
            if let Some(first) = self.variants[..nth].iter().find(has_kind) {
                refuse!(errors, kind =>
                    "variant `{}` has this `{name}` already; a token can be of one kind only", first.ident);
            }
        }
        self.claim = Some(by);
    }
}
