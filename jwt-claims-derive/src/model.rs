//! MODEL: a claims type with all that its attributes declare.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::{Data, DataStruct, DeriveInput, Fields, Generics, Ident, LitStr, Member, Type};

use crate::attr::added::Added;
use crate::attr::field::ClaimAttr;
use crate::attr::whole::ClaimsAttr;
use crate::base::case;
use crate::base::emit;
use crate::base::errors::{Errors, refuse};
use crate::base::registered::Registered;
use crate::base::tokens::{names, replace};
use crate::syntax::rule::RuleList;
use crate::syntax::serde::SerdeAttr;

/// How many claims one part of a claims type can note as present.
pub(crate) const MAX_SLOTS: usize = 64;

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
}

pub(crate) struct Field<'i> {
    pub(crate) ident: &'i Ident,
    pub(crate) ty: &'i Type,
    pub(crate) claim: ClaimAttr,
    pub(crate) serde: SerdeAttr,
    /// Its name in the token.
    pub(crate) wire_name: String,
    pub(crate) registered: Option<Registered>,
    /// The rules of the rule sets that apply to it.
    pub(crate) sets: Vec<RuleList>,
}

pub(crate) struct Base<'i> {
    pub(crate) member: Member,
    pub(crate) ty: &'i Type,
}

impl<'i> Model<'i> {
    /// `None` if it is not a struct of the right kind.
    pub(crate) fn parse(kind: Kind, input: &'i DeriveInput, errors: &mut Errors) -> Option<Self> {
        let claims = ClaimsAttr::parse(&input.attrs, errors);
        let serde = SerdeAttr::of_struct(&input.attrs, errors);
        let mut refused = |what: &str| {
            refuse!(errors, &input.ident => "`#[derive({})]` {what}", kind.derive());
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
        let rename_all = serde.text("rename_all").map(LitStr::value);
        let parse = |field| Field::parse(kind, field, rename_all.as_deref(), errors);
        let fields: Vec<_> = named.into_iter().flatten().filter_map(parse).collect();
        let base = match newtype {
            Some(ty) => Some(Base { member: 0.into(), ty }),
            None => {
                let field = fields.iter().find(|field| field.is_base());
                field.map(|field| Base { member: field.ident.clone().into(), ty: field.ty })
            }
        };
        let (ident, generics) = (&input.ident, &input.generics);
        Some(Self { kind, ident, generics, claims, serde, fields, base })
    }

    pub(crate) fn ty(&self) -> emit::Type<'i> {
        emit::Type { ident: self.ident, generics: self.generics }
    }

    /// Its fields but for the one that holds the extended type.
    pub(crate) fn own_fields(&self) -> impl Iterator<Item = &Field<'i>> {
        self.fields.iter().filter(|field| !field.is_base())
    }

    /// The fields that have a place of their own in the token.
    pub(crate) fn claim_fields(&self) -> impl Iterator<Item = &Field<'i>> {
        self.fields.iter().filter(|field| !field.is_flattened() && !field.is_skipped())
    }

    pub(crate) fn field(&self, name: &Ident) -> Option<&Field<'i>> {
        self.fields.iter().find(|field| field.ident.unraw() == name.unraw())
    }

    pub(crate) fn field_names(&self) -> Vec<String> {
        self.fields.iter().map(|field| field.ident.unraw().to_string()).collect()
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

    /// Whether the struct is a whole token, and not an object in it.
    pub(crate) fn is_token(&self) -> bool {
        self.kind == Kind::Token
    }

    /// Whether an `either(...)` names the field: an absent claim is then no error by itself.
    pub(crate) fn is_alternative(&self, field: &Field<'_>) -> bool {
        self.is_in_either(field.ident)
    }

    fn is_in_either(&self, field: &Ident) -> bool {
        self.claims.either.iter().flatten().any(|name| name.unraw() == field.unraw())
    }

    /// The added rules on a field of the extended type.
    pub(crate) fn added(&self, name: &Ident) -> Option<(usize, &Added)> {
        self.claims.added.iter().enumerate().find(|(_, added)| added.field.unraw() == name.unraw())
    }

    /// The added rules that hold by themselves, and not as one of the alternatives of an `either(...)`.
    pub(crate) fn added_alone(&self) -> impl Iterator<Item = (usize, &Added)> {
        let is_alone = |added: &Added| self.field(&added.field).is_some() || !self.is_in_either(&added.field);
        self.claims.added.iter().enumerate().filter(move |(_, added)| is_alone(added))
    }

    /// Whether the type depends on a type or const parameter, or on `Self`.
    pub(crate) fn names_parameter(&self, ty: &Type) -> bool {
        let types = self.generics.type_params().map(|parameter| &parameter.ident);
        let consts = self.generics.const_params().map(|parameter| &parameter.ident);
        let parameters: Vec<_> = types.chain(consts).collect();
        names(ty, &|name| name == "Self" || parameters.contains(&name))
    }

    /// Tokens of the struct with `Self` spelled out: in the hidden structs it
    /// would be another.
    pub(crate) fn without_self(&self, tokens: impl ToTokens) -> TokenStream {
        let (ident, (_, ty_generics, _)) = (self.ident, self.generics.split_for_impl());
        replace(tokens, &|name, _| (name == "Self").then(|| quote!(#ident #ty_generics)))
    }

    /// Whether a field may have a value that is not in the token.
    pub(crate) fn has_default(&self, field: &Field<'_>) -> bool {
        self.serde.has("default") || field.serde.has("default")
    }

    /// Whether the type notes that the field's claim was present: a default, or
    /// `null`, hides that from its rules.
    pub(crate) fn needs_slot(&self, field: &Field<'_>) -> bool {
        let is_forbidden = field.claim.rules.forbids() && field.registered.is_none();
        is_forbidden || (self.has_default(field) && field.rule_lists().any(|rules| !rules.is_empty()))
    }

    /// Whether types that extend this one could put such rules on the field.
    fn may_need_slot(&self, field: &Field<'_>) -> bool {
        let is_claim = !field.is_flattened() && !field.is_skipped();
        self.is_token() && is_claim && self.has_default(field) && !self.needs_slot(field)
    }

    /// The names of the claims that the type notes as present, in the order of
    /// their slots: fields with rules, forbidden names, then other fields.
    pub(crate) fn slots(&self) -> Vec<&str> {
        let names = |is_it: fn(&Self, &Field<'_>) -> bool| {
            self.fields.iter().filter(move |field| is_it(self, field)).map(|field| field.wire_name.as_str())
        };
        let forbidden = self.claims.forbidden_names.iter().map(|(name, _)| name.as_str());
        names(Self::needs_slot).chain(forbidden).chain(names(Self::may_need_slot)).take(MAX_SLOTS).collect()
    }

    pub(crate) fn slot_count(&self) -> u32 {
        self.slots().len().try_into().unwrap_or(u32::MAX)
    }

    pub(crate) fn slot(&self, name: &str) -> Option<u32> {
        self.slots().iter().position(|slot| *slot == name)?.try_into().ok()
    }
}

impl<'i> Field<'i> {
    fn parse(kind: Kind, field: &'i syn::Field, case: Option<&str>, errors: &mut Errors) -> Option<Self> {
        let ident = field.ident.as_ref()?;
        let claim = ClaimAttr::parse(&field.attrs, errors);
        let mut serde = SerdeAttr::of_field(&field.attrs, errors);
        if claim.base.is_some() {
            if field.attrs.iter().any(|attr| attr.path().is_ident("serde")) {
                refuse!(errors, ident =>
                    "the extended type itself declares how it is read; remove serde's attributes here");
            }
            serde = written_as_base();
        }
        let own_name = match &claim.path {
            Some(path) => Some(path.spelling()),
            None => claim.name.as_ref().or_else(|| serde.text("rename")).map(LitStr::value),
        };
        let wire_name = own_name.unwrap_or_else(|| {
            let name = ident.unraw().to_string();
            case.map_or_else(|| name.clone(), |rule| case::rename(&name, rule))
        });
        // in objects these names are not registered
        let is_a_claim = kind == Kind::Token && !serde.has("flatten") && !serde.has("skip");
        let registered = Registered::from_name(&wire_name).filter(|_| is_a_claim);
        Some(Self { ident, ty: &field.ty, claim, serde, wire_name, registered, sets: Vec::new() })
    }

    pub(crate) fn is_base(&self) -> bool {
        self.claim.base.is_some()
    }

    /// Whether the token never sets the field.
    pub(crate) fn is_skipped(&self) -> bool {
        self.serde.has_any(&["skip", "skip_deserializing"])
    }

    /// Whether the field takes over members of other names.
    pub(crate) fn is_flattened(&self) -> bool {
        self.serde.has("flatten")
    }

    /// Whether a function of the user's reads the claim.
    pub(crate) fn has_codec(&self) -> bool {
        self.serde.has_any(&["with", "deserialize_with"])
    }

    /// Whether the claim is a date (NumericDate): of the registered ones by its name, of
    /// others because the field, or a rule on it, says so.
    pub(crate) fn is_date(&self) -> bool {
        let is_ruled = self.rule_lists().flat_map(RuleList::rules).any(|rule| rule.kind.is_about_dates());
        self.claim.date.is_some() || is_ruled || self.registered.is_some_and(Registered::is_time)
    }

    /// Its own rules, and those of the rule sets.
    pub(crate) fn rule_lists(&self) -> impl Iterator<Item = &RuleList> {
        std::iter::once(&self.claim.rules).chain(&self.sets)
    }

    /// The names under which the claim is read.
    pub(crate) fn names(&self) -> impl Iterator<Item = String> {
        std::iter::once(self.wire_name.clone()).chain(self.aliases().map(LitStr::value))
    }

    pub(crate) fn aliases(&self) -> impl Iterator<Item = &LitStr> {
        self.serde.texts("alias")
    }
}

/// How serde writes a base beside further fields: the base's own impl does it,
/// so that the type need not implement `Serialize`. It is read by itself.
fn written_as_base() -> SerdeAttr {
    let attr = syn::parse_quote!(#[serde(flatten, skip_deserializing, serialize_with = "__p::write_base")]);
    SerdeAttr::of_field(&[attr], &mut Errors::default())
}
