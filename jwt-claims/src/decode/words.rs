//! Translates serde's messages into the texts of this crate.

use std::borrow::Cow;

use serde_json::value::RawValue;

use super::inside::{describe, inside};
use super::place::{Place, Step};
use super::scan::{Scan, unit};
use crate::base::numeric_date::{A_DATE, NumericDate};
use crate::base::shown::{shown, shown_within};
use crate::error::violation::{MISSING_FIELD, Violation};
use crate::policy::fault::Fault;
use crate::value::scopes::SCOPE_TOKENS;

/// The maximum length of an expectation.
const MAX_EXPECTATION: usize = 256;

/// Prefixes of serde's own messages. Messages of user types may contain text of the
/// token anywhere.
const SERDES_OWN: [&str; 4] = ["invalid type: ", "invalid value: ", "invalid length ", "unknown variant `"];

/// Limits of serde_json for values that are valid JSON.
const LIMITS: [(&str, &str); 4] = [
    ("number out of range", "a number in the range of its field"),
    ("recursion limit exceeded", "a value that is nested less than 128 deep"),
    ("lone leading surrogate in hex escape", "a string without half a surrogate pair"),
    ("unexpected end of hex escape", "a string without half a surrogate pair"),
];

/// Translates a message of serde. The message may quote the token, so only the parts
/// that come from the claims type are used.
pub(super) fn explain(message: &str, place: &Place, scan: &Scan<'_>, now: NumericDate) -> Violation {
    if let Some(field) = quoted(message, "missing field `") {
        return missing(member_path(place, field));
    }
    if let Some(name) = quoted(message, "unknown field `") {
        return unknown(&member_path(place, name));
    }
    if message.starts_with("duplicate field `") {
        let (expected, found) = ("one of the names of its field", "another of them too");
        return Violation::new(claim_path(place), "type", Fault::WrongType, expected, found);
    }
    let value = lookup(place, scan);
    let is_null = value.is_some_and(|value| value.get() == "null");
    let fault = if is_null { Fault::Null } else { Fault::WrongType };
    let unit = value.filter(|_| message.contains(A_DATE)).and_then(|value| unit(value, now));
    let found = unit.map(Cow::Borrowed).or_else(|| value.map(describe));
    let found = found.unwrap_or(Cow::Borrowed("something else"));
    let hint = value.and_then(|value| other_form(message, value)).unwrap_or_default();
    Violation::new(claim_path(place), "type", fault, expectation(message) + hint, found)
}

/// The type for both forms of a claim, if the token has the other one.
fn other_form(message: &str, value: &RawValue) -> Option<&'static str> {
    let (is_array, is_text) = (value.get().starts_with('['), value.get().starts_with('"'));
    let expects = |expected: &str| message.contains(&format!(", expected {expected}"));
    if is_array && expects(SCOPE_TOKENS) {
        Some("; `AnyScopes` also reads an array")
    } else if is_array && expects("a string") {
        Some("; `OneOrMany<String>` reads one or an array")
    } else if is_text && expects("a sequence") {
        Some("; `OneOrMany<String>` reads one or an array, `Scopes` reads a string with spaces")
    } else {
        None
    }
}

/// A missing claim of a field.
pub(super) fn missing(claim: impl Into<Cow<'static, str>>) -> Violation {
    Violation::new(claim, MISSING_FIELD, Fault::Missing, "a value", "nothing")
}

/// A claim without a field, if these are not allowed.
pub(super) fn unknown(name: &str) -> Violation {
    Violation::new(name.to_owned(), "deny_unknown_fields", Fault::Unknown, "only declared claims", "one more")
}

/// The name that follows a phrase, up to the next backtick.
fn quoted<'m>(message: &'m str, phrase: &str) -> Option<&'m str> {
    message.strip_prefix(phrase)?.split('`').next()
}

/// What the field's type expects: in serde's own messages, the text after the last
/// "expected" and before serde_json's position.
fn expectation(message: &str) -> Cow<'static, str> {
    let without_position = message.rsplit_once(" at line ").map_or(message, |(text, _)| text);
    let is_serdes = SERDES_OWN.iter().any(|beginning| message.starts_with(beginning))
        && !without_position.ends_with("`, there are no variants");
    if let Some((_, limit)) = LIMITS.iter().find(|(refusal, _)| message.starts_with(refusal)) {
        return (*limit).into();
    }
    match without_position.rsplit_once(", expected ") {
        Some((_, expected)) if is_serdes => shown_within(expected, MAX_EXPECTATION).into_owned().into(),
        _ => "a value that its field accepts".into(),
    }
}

/// The length that is refused.
pub(super) fn length(message: &str) -> Option<usize> {
    message.strip_prefix("invalid length ")?.split(',').next()?.parse().ok()
}

/// The path as text; empty for the whole claims set.
fn claim_path(place: &Place) -> String {
    shown(place.to_string()).into_owned()
}

/// The path of a member of the object there.
fn member_path(place: &Place, name: &str) -> String {
    match claim_path(place) {
        object if object.is_empty() => name.to_owned(),
        object => format!("{object}.{name}"),
    }
}

fn lookup<'t>(place: &Place, scan: &Scan<'t>) -> Option<&'t RawValue> {
    let (Step::Name(first), rest) = place.steps().split_first()? else { return None };
    rest.iter().try_fold(scan.get(first)?, inside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_types_own_words_are_repeated() {
        for (message, expected) in [
            (r#"invalid type: string "s3cret, expected x", expected u64"#, "u64"),
            (r#"invalid value: string "s3cret, expected x", expected a colour"#, "a colour"),
            ("invalid length 3, expected an array of length 2", "an array of length 2"),
            ("unknown variant `s3cret, expected x`, expected `Low` or `High`", "`Low` or `High`"),
        ] {
            assert_eq!(expectation(&format!("{message} at line 1 column 9")), expected);
        }
        for message in [
            "UUID parsing failed: found `s3cret`",
            "no such colour: a, expected my-s3cret-text",
            "unknown variant `a, expected s3cret`, there are no variants",
        ] {
            assert_eq!(
                expectation(&format!("{message} at line 1 column 2")),
                "a value that its field accepts"
            );
        }
    }

    #[test]
    fn long_expectations_are_cut() {
        let message = format!("invalid type: null, expected {} at line 1 column 2", "ä".repeat(300));
        assert_eq!(expectation(&message), "ä".repeat(MAX_EXPECTATION));
    }
}
