//! PARSE: `#[claims(...)]` on a struct.

use proc_macro2::{Ident, Span, TokenStream};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, LitStr, Path, Token, Type, token};

use super::added::Added;
use super::misplaced;
use crate::base::errors::{Errors, bail, refuse};
use crate::base::registered::{CONFIRMATION, Registered};
use crate::base::suggest::{hint, suggest};
use crate::syntax::attributes::{ON_STRUCT, names, on_field};
use crate::syntax::condition::when;
use crate::syntax::items::{assigned, crate_path, in_brackets, in_parens, items, names_listed, or};
use crate::syntax::rule::{Rule, RuleKind, RuleList};
use crate::syntax::serde;
use crate::syntax::value::{Seconds, Value, seconds, strings};

/// The names that others use, and what to write here.
const INSTEAD: [(&str, &str); 11] = [
    (
        "alg algorithm algorithms key secret",
        "; an algorithm and a secret belong to the key, not to the claims",
    ),
    ("aud audiences", "; did you mean `audience`?"),
    (
        "exp expires expires_in expiry lifetime valid_for",
        "; `exp` is checked without an attribute; did you mean `ttl = \"15m\"`, the lifetime of issued tokens?",
    ),
    (
        "iat jti nbf sub nonce",
        "; declare a field of that name, or write `required(...)` for a registered claim",
    ),
    ("encrypt encryption jwe nested", "; did you mean `encrypted`?"),
    ("iss issuers", "; did you mean `issuer`?"),
    ("leeway_seconds tolerance clock_skew", "; did you mean `leeway`?"),
    (
        "rename",
        "; the names of claims are those of the fields: write `#[claim(name = \"...\")]` on the field",
    ),
    ("role roles scope scopes permissions", ON_ITS_FIELD),
    ("type token_type", "; did you mean `typ`?"),
    ("validate custom", "; did you mean `check`?"),
];
const ON_ITS_FIELD: &str = "; a rule on a claim belongs on its field: `#[claim(any_of = [...])]`";

const FORBIDDEN: &str = "`forbidden` names claims: `forbidden(act, \"https://example.com/x\")`";

/// The claims that attributes need.
const NEEDS: [(&str, Registered); 5] = [
    ("issuer", Registered::Iss),
    ("audience", Registered::Aud),
    ("max_age", Registered::Iat),
    ("max_lifetime", Registered::Iat),
    ("max_lifetime", Registered::Exp),
];

/// A registered claim, and where it is named.
pub(crate) type Named = (Registered, Span);

/// `#[claims(...)]`.
#[derive(Default)]
pub(crate) struct ClaimsAttr {
    /// The accepted types; the bare word `absent` is a value, too.
    pub(crate) typ: Vec<Value>,
    pub(crate) issuer: Vec<Value>,
    pub(crate) audience: Vec<Value>,
    /// `leeway`, `ttl`, `max_age` and `max_lifetime`, by name.
    pub(crate) durations: Vec<(String, Seconds)>,
    pub(crate) required: Vec<Named>,
    pub(crate) optional: Vec<Named>,
    pub(crate) unchecked: Vec<Named>,
    pub(crate) forbidden: Vec<Named>,
    /// `unchecked(cnf)`.
    pub(crate) unchecked_confirmation: Option<Span>,
    /// Other claims that must not be in the token, and that no field has.
    pub(crate) forbidden_names: Vec<(String, Span)>,
    /// For each `either(...)` its fields.
    pub(crate) either: Vec<Vec<Ident>>,
    pub(crate) context: Option<Type>,
    /// Checks over the whole.
    pub(crate) checks: RuleList,
    /// Rules on claims of the extended type.
    pub(crate) added: Vec<Added>,
    /// The rule sets that apply.
    pub(crate) sets: Vec<Path>,
    pub(crate) krate: Option<Path>,
    pub(crate) verify_only: bool,
    pub(crate) encrypted: Option<Span>,
    /// The names of all attributes.
    pub(crate) names: Vec<Ident>,
}

impl ClaimsAttr {
    pub(crate) fn parse(attrs: &[Attribute], errors: &mut Errors) -> Self {
        misplaced(attrs, "claim", "fields", "claims", errors);
        let mut claims = Self::default();
        items(attrs, "claims", errors, |name, input, errors| claims.item(name, input, errors));
        claims
    }

    fn item(&mut self, name: &Ident, input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<()> {
        self.names.push(name.clone());
        match name.to_string().as_str() {
            "typ" => self.typ = typ(name, input)?,
            "issuer" => self.issuer = strings(name, assigned(name, input)?)?,
            "audience" => self.audience = strings(name, assigned(name, input)?)?,
            "leeway" | "ttl" | "max_age" | "max_lifetime" => {
                self.durations.push((name.to_string(), seconds(name, assigned(name, input)?)?));
            }
            "required" => self.required = registered(&claim_names(name, input)?, errors),
            "optional" => self.optional = registered(&claim_names(name, input)?, errors),
            "unchecked" => self.unchecked(claim_names(name, input)?, errors),
            "either" => self.either.push(either(name, input)?),
            "check" | "check_with" => self.checks.push(check(name, input)?),
            "rules" if input.peek(Token![=]) => self.sets.extend(rule_sets(name, input)?),
            "rules" => self.added.extend(added(name, input, errors)?),
            "when" => self.checks.groups.push(when(name, input, check)?),
            "context" => self.context = Some(context(name, input)?),
            "forbidden" => self.forbidden(name, input)?,
            "crate" => self.krate = Some(crate_path(name, input)?),
            "verify_only" => self.verify_only = true,
            "encrypted" => self.encrypted = Some(name.span()),
            other if on_field().contains(&other) => bail!(name =>
                "not expected here; `{other}` belongs in `#[claim(...)]` on a field"),
            other if serde::CONTAINER.contains(&other) => bail!(name =>
                "unknown claims attribute `{other}`; it is serde's: write it in `#[serde(...)]`"),
            other => bail!(name =>
                "unknown claims attribute `{other}`{}", hint(other, &INSTEAD, &names(ON_STRUCT))),
        }
        Ok(())
    }

    fn unchecked(&mut self, names: Vec<Ident>, errors: &mut Errors) {
        let (confirmation, names): (Vec<_>, Vec<_>) =
            names.into_iter().partition(|name| name == CONFIRMATION);
        refuse!(errors, each confirmation.iter().skip(1) => "`{CONFIRMATION}` is named twice");
        self.unchecked_confirmation = confirmation.first().map(Ident::span);
        self.unchecked = registered(&names, errors);
    }

    /// `(act, "https://example.com/x")`.
    fn forbidden(&mut self, name: &Ident, input: ParseStream<'_>) -> syn::Result<()> {
        let claims =
            in_parens(name, input, FORBIDDEN, |content| content.parse_terminated(claim_name, Token![,]))?;
        if claims.is_empty() {
            bail!(name => "{FORBIDDEN}");
        }
        for (name, span) in claims {
            match Registered::from_name(&name) {
                Some(claim) => self.forbidden.push((claim, span)),
                None => self.forbidden_names.push((name, span)),
            }
        }
        Ok(())
    }

    /// The lists of registered claims, by attribute.
    pub(crate) fn lists(&self) -> [(&'static str, &[Named]); 4] {
        [
            ("required", &self.required),
            ("optional", &self.optional),
            ("unchecked", &self.unchecked),
            ("forbidden", &self.forbidden),
        ]
    }

    pub(crate) fn duration(&self, name: &str) -> Option<&Seconds> {
        self.durations.iter().find(|(given, _)| given == name).map(|(_, duration)| duration)
    }

    /// The attributes that are given and need a registered claim, with the claim.
    pub(crate) fn needs(&self) -> impl Iterator<Item = (&'static str, Registered)> {
        NEEDS.into_iter().filter(|(name, _)| self.names.iter().any(|given| given == name))
    }
}

pub(crate) fn lists(list: &[Named], claim: Registered) -> bool {
    list.iter().any(|(named, _)| *named == claim)
}

fn check(name: &Ident, input: ParseStream<'_>) -> syn::Result<Rule> {
    if name != "check" && name != "check_with" {
        bail!(name => "expected `check = my_check`; rules on one claim belong on its field");
    }
    Ok(RuleKind::check(name, input)?.at(name.span()))
}

/// `either(scp, roles)`.
fn either(name: &Ident, input: ParseStream<'_>) -> syn::Result<Vec<Ident>> {
    let expected =
        "`either` names the fields of which at least one must meet its rules: `either(scp, roles)`";
    match names_listed(name, input, expected)? {
        fields if fields.len() < 2 => bail!(name => "{expected}"),
        fields => Ok(fields),
    }
}

/// Media types, or constants that hold one, and `absent`.
fn typ(name: &Ident, input: ParseStream<'_>) -> syn::Result<Vec<Value>> {
    let values = strings(name, assigned(name, input)?)?;
    match values.iter().find(|value| value.is_context()) {
        Some(value) => {
            bail!(value.span => "`typ` cannot come from the context; write the accepted types: `typ = [\"at+jwt\", \"JWT\"]`")
        }
        None => Ok(values),
    }
}

fn context(name: &Ident, input: ParseStream<'_>) -> syn::Result<Type> {
    or(
        assigned(name, input)?.parse(),
        || "expected the context's type: `context = RequestCx`, or `context = RequestCx<'_>` if it borrows",
    )
}

/// `(exp, iat)`.
fn claim_names(name: &Ident, input: ParseStream<'_>) -> syn::Result<Vec<Ident>> {
    names_listed(name, input, &format!("`{name}` names registered claims: `{name}(sub)`"))
}

fn registered(names: &[Ident], errors: &mut Errors) -> Vec<Named> {
    let known = names.iter().filter_map(|name| {
        let text = name.to_string();
        let registered = Registered::from_name(&text);
        if registered.is_none() {
            let hint = suggest(&text, &Registered::NAMES);
            refuse!(errors, name =>
                "`{text}` is not a registered claim{hint}; for a claim of your own declare a field");
        }
        registered.map(|registered| (registered, name.span()))
    });
    known.collect()
}

/// `act`, or `"https://example.com/x"`.
fn claim_name(input: ParseStream<'_>) -> syn::Result<(String, Span)> {
    if input.peek(LitStr) {
        return input.parse().map(|text: LitStr| (text.value(), text.span()));
    }
    or(input.call(Ident::parse_any), || FORBIDDEN).map(|name| (name.unraw().to_string(), name.span()))
}

/// `= Staff`, `= [Staff, rules::OfTenant]`.
fn rule_sets(name: &Ident, input: ParseStream<'_>) -> syn::Result<Vec<Path>> {
    let input = assigned(name, input)?;
    let expected =
        || "expected the name of a rule set: `rules = Staff`; rules themselves belong in parentheses";
    if !input.peek(token::Bracket) {
        return or(input.call(Path::parse_mod_style), expected).map(|path| vec![path]);
    }
    let (names, _) = or(in_brackets(input, Path::parse_mod_style), expected)?;
    if names.is_empty() {
        bail!(name => "`rules` names no rule set");
    }
    Ok(names)
}

/// `(roles(any_of = [...]), sub(non_empty))`.
fn added(name: &Ident, input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<Vec<Added>> {
    let example = "rules(roles(any_of = [\"admin\"]))";
    let expected = format!("`rules` names fields of the extended type: `{example}`");
    let tokens: TokenStream = in_parens(name, input, &expected, TokenStream::parse)?;
    Ok(Added::parse(&tokens, example, "the field of the extended type", errors))
}
