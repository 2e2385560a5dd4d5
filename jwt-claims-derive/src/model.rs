//! MODEL: a claims type with everything that was said about it.

use proc_macro2::TokenStream;
use syn::ext::IdentExt;
use syn::{Data, DataStruct, DeriveInput, Fields, Generics, Ident, Type};

use crate::attr::{ClaimAttr, ClaimsAttr};
use crate::case;
use crate::errors::Errors;
use crate::extends::{Base, as_serde_has_it};
use crate::registered::Registered;
use crate::rule::Demand;
use crate::serde_attr::SerdeAttr;

/// What the struct is: the claims of a token, or an object among them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Token,
    Nested,
}

impl Kind {
    /// The derive that the user wrote.
    pub(crate) fn derive(self) -> &'static str {
        match self {
            Self::Token => "Claims",
            Self::Nested => "NestedClaims",
        }
    }
}

pub(crate) struct Model<'i> {
    pub(crate) kind: Kind,
    pub(crate) ident: &'i Ident,
    pub(crate) generics: &'i Generics,
    pub(crate) claims: ClaimsAttr,
    pub(crate) serde: SerdeAttr,
    pub(crate) fields: Vec<Field<'i>>,
    /// The claims type that is extended.
    pub(crate) base: Option<Base<'i>>,
    /// Fields once more, each with the rules of one set.
    pub(crate) applied: Vec<Field<'i>>,
}

pub(crate) struct Field<'i> {
    pub(crate) ident: &'i Ident,
    pub(crate) ty: &'i Type,
    pub(crate) claim: ClaimAttr,
    pub(crate) serde: SerdeAttr,
    /// Its name in the token.
    pub(crate) wire_name: String,
    pub(crate) registered: Option<Registered>,
}

impl<'i> Model<'i> {
    /// `None` if there are no fields to speak of.
    pub(crate) fn parse(kind: Kind, input: &'i DeriveInput, errors: &mut Errors) -> Option<Self> {
        let claims = ClaimsAttr::parse(&input.attrs, errors);
        let serde = SerdeAttr::of_struct(&input.attrs, errors);
        let mut refused = |what: &str| {
            errors.at(&input.ident, format!("`#[derive({})]` {what}", kind.derive()));
            None
        };
        let (named, newtype) = match &input.data {
            Data::Struct(DataStruct { fields: Fields::Named(fields), .. }) => (Some(&fields.named), None),
            Data::Struct(DataStruct { fields: Fields::Unnamed(fields), .. })
                if kind == Kind::Token && fields.unnamed.len() == 1 =>
            {
                (None, Some(&fields.unnamed[0].ty))
            }
            Data::Struct(_) => return refused("needs named fields; each field name is a claim name"),
            _ => return refused("only supports structs with named fields; put the enum in a field"),
        };
        let rename_all = serde.text("rename_all").map(syn::LitStr::value);
        let p = private(claims.krate.as_ref());
        let parse = |field| Field::parse(kind, field, rename_all.as_deref(), &p, errors);
        let fields: Vec<_> = named.into_iter().flatten().filter_map(parse).collect();
        let base = match newtype {
            Some(ty) => Some(Base { member: 0.into(), ty }),
            None => fields
                .iter()
                .find(|field| field.claim.base.is_some())
                .map(|field| Base { member: field.ident.clone().into(), ty: field.ty }),
        };
        let (ident, generics, applied) = (&input.ident, &input.generics, Vec::new());
        Some(Self { kind, ident, generics, claims, serde, fields, base, applied })
    }

    /// Its fields but for the one that holds the extended type.
    pub(crate) fn own_fields(&self) -> impl Iterator<Item = &Field<'i>> {
        self.fields.iter().filter(|field| field.claim.base.is_none())
    }

    /// Whether it extends another type and has further fields.
    pub(crate) fn has_further_fields(&self) -> bool {
        self.base.is_some() && self.own_fields().next().is_some()
    }

    /// Whether it is read as the type that it extends, with nothing to look for
    /// in the payload beyond that.
    pub(crate) fn is_direct(&self) -> bool {
        self.base.is_some() && !self.has_further_fields() && self.claims.forbidden_names.is_empty()
    }

    /// The library's hidden half.
    pub(crate) fn private(&self) -> TokenStream {
        private(self.claims.krate.as_ref())
    }

    /// Whether the struct is the whole token, and no object in it.
    pub(crate) fn is_token(&self) -> bool {
        self.kind == Kind::Token
    }

    /// Whether an `either(...)` names the field: then its rules are no demands of their own.
    pub(crate) fn is_alternative(&self, field: &Field<'_>) -> bool {
        self.claims.either.iter().any(|either| either.names(field.ident))
    }

    /// Whether `required(...)` names the claim.
    pub(crate) fn requires(&self, claim: Registered) -> bool {
        self.claims.required.iter().any(|(required, _)| *required == claim)
    }

    /// Whether a field of the type may be given a value that the token did not say.
    pub(crate) fn has_default(&self, field: &Field<'_>) -> bool {
        self.serde.has("default") || field.serde.has("default")
    }
}

/// The path of `__private`.
pub(crate) fn private(krate: Option<&syn::Path>) -> TokenStream {
    match krate {
        Some(krate) => quote::quote!(#krate::__private),
        None => quote::quote!(::jwt_claims::__private),
    }
}

impl<'i> Field<'i> {
    fn parse(
        kind: Kind,
        field: &'i syn::Field,
        rename_all: Option<&str>,
        p: &TokenStream,
        errors: &mut Errors,
    ) -> Option<Self> {
        let ident = field.ident.as_ref()?;
        let claim = ClaimAttr::parse(&field.attrs, errors);
        let mut serde = SerdeAttr::of_field(&field.attrs, errors);
        if claim.base.is_some() {
            if field.attrs.iter().any(|attr| attr.path().is_ident("serde")) {
                errors.at(
                    ident,
                    "the extended type says itself how it is read; remove serde's attributes here",
                );
            }
            serde = as_serde_has_it(p);
        }
        let own_name = match &claim.path {
            Some(path) => Some(path.spelling()),
            None => claim.name.as_ref().or_else(|| serde.text("rename")).map(syn::LitStr::value),
        };
        let wire_name = own_name.unwrap_or_else(|| {
            let name = ident.unraw().to_string();
            rename_all.map_or_else(|| name.clone(), |rule| case::rename(&name, rule))
        });
        // further in, these names mean nothing of their own
        let is_a_claim = kind == Kind::Token && !serde.has("flatten") && !serde.has("skip");
        let registered = Registered::from_name(&wire_name).filter(|_| is_a_claim);
        Some(Self { ident, ty: &field.ty, claim, serde, wire_name, registered })
    }

    /// Whether the token never sets the field.
    pub(crate) fn is_skipped(&self) -> bool {
        self.serde.has("skip") || self.serde.has("skip_deserializing")
    }

    /// Whether the field takes over members of other names.
    pub(crate) fn is_flattened(&self) -> bool {
        self.serde.has("flatten")
    }

    /// Whether a rule must be told that the claim was there: a default hides it.
    pub(crate) fn must_be_noted(&self, model: &Model<'_>) -> bool {
        let forbidden = self.is_forbidden() && self.registered.is_none();
        let is_ruled =
            !self.claim.rules.is_empty() || model.applied.iter().any(|applied| applied.ident == self.ident);
        forbidden || (is_ruled && model.has_default(self))
    }

    /// Whether a type that extends this one could put rules on it that must be
    /// told the same.
    pub(crate) fn may_be_noted(&self, model: &Model<'_>) -> bool {
        let is_claim = !self.is_flattened() && !self.is_skipped();
        model.is_token() && is_claim && model.has_default(self) && !self.must_be_noted(model)
    }

    /// Whether the claim must not be there, always or sometimes.
    pub(crate) fn is_forbidden(&self) -> bool {
        self.claim.rules.iter().any(|rule| matches!(rule.demand, Demand::Forbidden))
    }

    /// Whether an absent claim breaks one of its rules.
    pub(crate) fn must_be_present(&self) -> bool {
        self.must_be_present_when(None)
    }

    /// The same for the rules under that condition.
    pub(crate) fn must_be_present_when(&self, when: Option<usize>) -> bool {
        let mut group = self.claim.rules.iter().filter(|rule| rule.when == when);
        self.claim.if_present.is_none() && group.any(|rule| rule.demand.implies_presence())
    }
}
