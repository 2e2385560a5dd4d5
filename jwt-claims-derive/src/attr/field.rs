//! PARSE: `#[claim(...)]` on a field.

use proc_macro2::{Ident, Span};
use syn::parse::ParseStream;
use syn::{Attribute, LitStr};

use super::misplaced;
use crate::base::errors::{Errors, bail, refuse};
use crate::base::suggest::{instead, suggest};
use crate::syntax::answer::Answer;
use crate::syntax::arguments;
use crate::syntax::attributes::{ON_STRUCT, find, has, on_field};
use crate::syntax::condition::when;
use crate::syntax::items::{items, text};
use crate::syntax::path::ClaimPath;
use crate::syntax::rule::{Rule, RuleKind, RuleList};
use crate::syntax::serde;
use crate::syntax::table::Listed;

/// The names that others use, and what to write here.
const INSTEAD: [(&str, &str); 22] = [
    ("after since", "; did you mean `not_before`?"),
    ("aud audience", "; declare the audience on the struct: `#[claims(audience = \"orders\")]`"),
    ("contains has includes", "; did you mean `any_of`?"),
    ("custom function validate validator", "; did you mean `check`?"),
    ("datetime ts_seconds timestamp", "; did you mean `date`?"),
    ("enum in values", "; did you mean `one_of`?"),
    ("eq exact expect expected must_be value", "; did you mean `equals`?"),
    ("implies", "; did you mean `at_least`?"),
    ("iss issuer", "; declare the issuer on the struct: `#[claims(issuer = \"https://...\")]`"),
    ("length", "; did you mean `len`?"),
    ("matches regex", "; did you mean `pattern`?"),
    ("max", "; did you mean `range(max = ...)` or `len(max = ...)`?"),
    ("max_len max_length", "; did you mean `len(max = ...)`?"),
    ("min", "; did you mean `range(min = ...)` or `len(min = ...)`?"),
    ("min_len min_length", "; did you mean `len(min = ...)`?"),
    ("nonempty not_blank not_empty", "; did you mean `non_empty`?"),
    (
        "nullable optional",
        "; a claim may be absent if the type of its field is an `Option`; add `if_present` beside rules",
    ),
    ("prefix", "; did you mean `starts_with`?"),
    ("rename", "; did you mean `name`?"),
    (
        "required",
        "; write the type without `Option`: then the claim is required. In an `Option`, each rule requires it, too",
    ),
    ("status", "; did you mean `answer = 403`?"),
    ("suffix", "; did you mean `ends_with`?"),
];

/// `#[claim(...)]`.
#[derive(Default)]
pub(crate) struct ClaimAttr {
    pub(crate) name: Option<LitStr>,
    pub(crate) path: Option<ClaimPath>,
    pub(crate) rules: RuleList,
    /// The field holds the type that is extended.
    pub(crate) base: Option<Span>,
    /// The policy or the rules of the field's type are ignored on purpose.
    pub(crate) data: Option<Span>,
    /// The claim is a date.
    pub(crate) date: Option<Span>,
    /// `None` is written as `null`.
    pub(crate) null: Option<Span>,
    /// The attributes about the field itself, by name.
    of_field: Vec<Ident>,
}

impl ClaimAttr {
    pub(crate) fn parse(attrs: &[Attribute], errors: &mut Errors) -> Self {
        misplaced(attrs, "claims", "the struct", "claim", errors);
        let mut claim = Self::default();
        items(attrs, "claim", errors, |name, input, _| claim.item(name, input));
        claim
    }

    fn item(&mut self, name: &Ident, input: ParseStream<'_>) -> syn::Result<()> {
        let text_of_name = name.to_string();
        if find(&text_of_name).is_some_and(|attribute| attribute.is_of_field) {
            self.of_field.push(name.clone());
        }
        match text_of_name.as_str() {
            "name" => self.name = Some(text(name, input)?),
            "base" => self.base = Some(name.span()),
            "data" => self.data = Some(name.span()),
            "date" => self.date = Some(name.span()),
            "path" => self.path = Some(ClaimPath::parse(name, input)?),
            "if_present" => self.rules.if_present = Some(name.span()),
            "answer" => self.rules.answer = Some(Answer::parse(name, input)?),
            "null" => self.null = Some(name.span()),
            "when" => self.rules.groups.push(when(name, input, rule)?),
            _ => self.rules.push(rule(name, input)?),
        }
        Ok(())
    }

    /// Its rules. Attributes about the field itself are errors here.
    pub(super) fn into_rules(self, owner: &str, errors: &mut Errors) -> RuleList {
        for name in &self.of_field {
            refuse!(errors, name => "`{name}` belongs on {owner}; only rules can be added here");
        }
        for rule in self.rules.rules() {
            if matches!(rule.kind, RuleKind::Forbidden | RuleKind::Nested) {
                let name = rule.kind.name();
                refuse!(errors, rule.span => "`{name}` belongs on {owner}; it cannot be added here");
            }
        }
        self.rules
    }
}

fn rule(name: &Ident, input: ParseStream<'_>) -> syn::Result<Rule> {
    let text = name.to_string();
    if let Some(rule) = Listed::from_name(&text) {
        return Ok(RuleKind::Listed(rule, arguments::parse(rule, name, input)?).at(name.span()));
    }
    let kind = match text.as_str() {
        "check" | "check_with" => RuleKind::check(name, input)?,
        "forbidden" => RuleKind::Forbidden,
        "nested" => RuleKind::Nested,
        "if_present" | "answer" => bail!(name =>
            "`{text}` applies to all rules of the field; write it beside `when(...)`"),
        other => match instead(other, &INSTEAD) {
            Some(hint) => bail!(name => "unknown claim attribute `{other}`{hint}"),
            None if has(ON_STRUCT, other) => bail!(name =>
                "not expected here; `{other}` belongs in `#[claims(...)]` on the struct"),
            None if serde::FIELD.contains(&other) => bail!(name =>
                "unknown claim attribute `{other}`; it is serde's: write it in `#[serde(...)]`"),
            None => bail!(name => "unknown claim attribute `{other}`{}", suggest(other, &on_field())),
        },
    };
    Ok(kind.at(name.span()))
}
