//! The attributes of the derives beside the rules of `rule_table`: how each is
//! spelled, and what its value looks like.

use super::table::Listed;

pub(crate) struct Attribute {
    pub(crate) name: &'static str,
    /// What may follow `name =`; empty if the attribute takes no value.
    pub(crate) example: &'static str,
    /// Whether it may be given more than once.
    pub(crate) repeats: bool,
    /// Whether it is only for a whole token, and not for an object in it.
    pub(crate) is_of_token: bool,
    /// Whether it is about the field itself, and no rule.
    pub(crate) is_of_field: bool,
}

const fn attribute(name: &'static str, example: &'static str) -> Attribute {
    Attribute { name, example, repeats: false, is_of_token: false, is_of_field: false }
}

impl Attribute {
    const fn repeats(self) -> Self {
        Self { repeats: true, ..self }
    }

    const fn of_token(self) -> Self {
        Self { is_of_token: true, ..self }
    }

    const fn of_field(self) -> Self {
        Self { is_of_field: true, ..self }
    }
}

const LIST: &str = "[\"editor\", \"admin\"]";

/// `#[claims(...)]` on a struct.
pub(crate) const ON_STRUCT: &[Attribute] = &[
    attribute("audience", "\"orders\"").of_token(),
    attribute("check", "my_check").repeats(),
    attribute("check_with", "my_check").repeats(),
    attribute("context", "RequestCx").of_token(),
    attribute("crate", "\"::path::to::jwt_claims\""),
    attribute("either", LIST).repeats(),
    attribute("encrypted", "").of_token(),
    attribute("forbidden", LIST).of_token(),
    attribute("issuer", "\"https://auth.example.com\"").of_token(),
    attribute("leeway", "\"30s\"").of_token(),
    attribute("max_age", "\"15m\"").of_token(),
    attribute("max_lifetime", "\"15m\"").of_token(),
    attribute("optional", LIST).of_token(),
    attribute("required", LIST).of_token(),
    attribute("rules", LIST).repeats(),
    attribute("ttl", "\"15m\"").of_token(),
    attribute("typ", "\"at+jwt\"").of_token(),
    attribute("unchecked", LIST).of_token(),
    attribute("verify_only", ""),
    attribute("when", LIST).repeats(),
];

/// `#[claim(...)]` on a field, beside the rules.
const ON_FIELD: &[Attribute] = &[
    attribute("answer", "403"),
    attribute("base", "").of_field(),
    attribute("check", "my_check").repeats(),
    attribute("check_with", "my_check").repeats(),
    attribute("data", "").of_field(),
    attribute("date", "").of_field(),
    attribute("forbidden", ""),
    attribute("if_present", ""),
    attribute("name", "\"sub\"").of_field(),
    attribute("nested", ""),
    attribute("null", "").of_field(),
    attribute("path", "\"realm_access.roles\"").of_field(),
    attribute("when", LIST).repeats(),
];

/// `#[claims(...)]` on an enum of kinds, and on its variants.
pub(crate) const ON_KINDS: &[Attribute] = &[
    attribute("crate", "\"::path::to::jwt_claims\""),
    attribute("kinds_by", "\"typ\""),
    attribute("verify_only", ""),
];
const ON_KIND: &[Attribute] = &[attribute("kind", "\"access\"")];

/// `#[claim_value(...)]` on an enum, and on its variants.
pub(crate) const ON_VALUES: &[Attribute] = &[
    attribute("ascending", ""),
    attribute("crate", "\"::path::to::jwt_claims\""),
    attribute("descending", ""),
    attribute("rename_all", "\"kebab-case\""),
];
pub(crate) const ON_VALUE: &[Attribute] =
    &[attribute("implies", LIST), attribute("rename", "\"editor\""), attribute("unknown", "")];

pub(crate) fn names(attributes: &[Attribute]) -> Vec<&'static str> {
    attributes.iter().map(|attribute| attribute.name).collect()
}

/// What may be given for a field: rules and attributes, by name.
pub(crate) fn on_field() -> Vec<&'static str> {
    let rules = Listed::ALL.iter().map(|rule| rule.row().name);
    let mut names: Vec<_> = rules.chain(names(ON_FIELD)).collect();
    names.sort_unstable();
    names
}

pub(crate) fn has(attributes: &[Attribute], name: &str) -> bool {
    attributes.iter().any(|attribute| attribute.name == name)
}

/// The attribute of that name, wherever it belongs: no two differ in more than
/// their place.
pub(crate) fn find(name: &str) -> Option<&'static Attribute> {
    let lists = [ON_STRUCT, ON_FIELD, ON_KINDS, ON_KIND, ON_VALUES, ON_VALUE];
    lists.into_iter().flatten().find(|attribute| attribute.name == name)
}

/// How a value of that name looks; `None` if it takes none.
pub(crate) fn example(name: &str) -> Option<&'static str> {
    let example = match (Listed::from_name(name), find(name)) {
        (Some(rule), _) => rule.row().example,
        (None, Some(attribute)) => attribute.example,
        (None, None) if ["min", "max"].contains(&name) => "3",
        (None, None) => LIST,
    };
    (!example.is_empty()).then_some(example)
}
