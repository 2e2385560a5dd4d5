//! The failing path: a payload that its claims type could not be read from is
//! read again, to name the claim and to say everything else that is wrong.

use std::borrow::Cow;

use serde_json::Value;
use serde_path_to_error::{Path, Segment, Track};

use super::capture::{Capture, Captured};
use super::scan::{Scan, kind};
use crate::claims::{Claims, Parts};
use crate::registered::{ClaimSet, Registered, RegisteredClaim};
use crate::rules::Findings;
use crate::{Error, Violation};

/// Longer paths are cut: member names may come from the token.
const MAX_PATH: usize = 128;

/// Why `C` could not be read from this payload. `judge` adds what there is to
/// say about the registered claims.
#[cold]
pub(crate) fn diagnose<'t, C: Claims<'t>>(
    payload: &'t str,
    unchecked: ClaimSet,
    judge: impl FnOnce(&Registered<'_>, &mut Findings),
) -> Error {
    let scan = match Scan::read(payload) {
        Ok(scan) => scan,
        Err(malformed) => return malformed,
    };
    let mut found = Findings::default();
    let registered = scan.registered();
    scan.report_faulty(&registered, unchecked, &mut found);
    judge(&registered, &mut found);
    // a claim that was found faulty already hides nothing behind it
    let misfit = misfit::<C>(payload, unchecked.or(registered.faulty()), &scan);
    found_too(misfit, registered.faulty(), &mut found);
    Error::claims(found.into_violations())
}

/// Adds the misfit, unless it only says again that a registered claim is
/// faulty: at its field, or, where a flattened field took it, at no place.
fn found_too(misfit: Option<Violation>, faulty: ClaimSet, found: &mut Findings) {
    let is_new = |violation: &Violation| {
        let place = violation.claim();
        let says_again = RegisteredClaim::ALL.into_iter().any(|claim| {
            let below = place.strip_prefix(claim.name());
            faulty.contains(claim)
                && below.is_some_and(|below| below.is_empty() || below.starts_with(['[', '.']))
        });
        let is_nowhere = place.is_empty() && !found.is_empty();
        !(says_again || is_nowhere || found.mention(place))
    };
    match misfit {
        Some(violation) if is_new(&violation) => found.push(violation),
        None if found.is_empty() => found.push(Violation::new(
            "",
            "type",
            "wrong_type",
            "claims that their type accepts",
            "something else",
        )),
        _ => {}
    }
}

/// The first claim that does not fit its field. Extended types are read by
/// themselves first: behind flattened fields serde knows no places.
fn misfit<'t, C: Claims<'t>>(payload: &'t str, unchecked: ClaimSet, scan: &Scan) -> Option<Violation> {
    let mut misfits = Misfits { payload, unchecked, scan, first: None };
    C::parts(&mut misfits);
    misfits.first
}

struct Misfits<'m, 't> {
    payload: &'t str,
    unchecked: ClaimSet,
    scan: &'m Scan,
    first: Option<Violation>,
}

impl<'t> Parts<'t> for Misfits<'_, 't> {
    fn part<C: Claims<'t>>(&mut self) {
        if self.first.is_some() {
            return;
        }
        let mut captured = Captured::new(self.unchecked);
        let mut json = serde_json::Deserializer::from_str(self.payload);
        let mut track = Track::new();
        let capture = Capture::<_, C>::new(&mut json, &mut captured);
        let error = C::decode(serde_path_to_error::Deserializer::new(capture, &mut track)).err();
        self.first = error.map(|error| explain(&error.to_string(), &track.path(), self.scan));
    }
}

/// Puts serde's words into ours. serde's own text may quote the token, so that
/// only what comes from the claims type is taken from it.
fn explain(message: &str, path: &Path, scan: &Scan) -> Violation {
    if let Some(field) = quoted(message, "missing field `") {
        let claim = match claim_path(path) {
            parent if parent.is_empty() => field.to_owned(),
            parent => format!("{parent}.{field}"),
        };
        return Violation::new(claim, "required", "missing", "a value", "nothing");
    }
    if let Some(name) = quoted(message, "unknown field `") {
        let claim = name.chars().take(MAX_PATH).collect::<String>();
        return Violation::new(claim, "deny_unknown_fields", "unknown", "only declared claims", "one more");
    }
    let value = lookup(path, scan);
    let code = if value == Some(&Value::Null) { "null" } else { "wrong_type" };
    let found = value.map_or(Cow::Borrowed("something else"), kind);
    Violation::new(claim_path(path), "type", code, expectation(message), found)
}

/// The name that follows a phrase, up to the next backtick.
fn quoted<'m>(message: &'m str, phrase: &str) -> Option<&'m str> {
    message.strip_prefix(phrase)?.split('`').next()
}

/// What the field's type expects: it stands behind the last "expected", and
/// before serde_json's position.
fn expectation(message: &str) -> Cow<'static, str> {
    let without_position = message.rsplit_once(" at line ").map_or(message, |(text, _)| text);
    match without_position.rsplit_once(", expected ") {
        Some((_, expected)) => expected.to_owned().into(),
        None => "a value that its field accepts".into(),
    }
}

/// The path as we write it; empty for the claims set itself.
fn claim_path(path: &Path) -> String {
    if path.iter().len() == 0 {
        return String::new();
    }
    path.to_string().chars().take(MAX_PATH).collect()
}

fn lookup<'s>(path: &Path, scan: &'s Scan) -> Option<&'s Value> {
    let mut segments = path.iter();
    let Segment::Map { key } = segments.next()? else { return None };
    segments.try_fold(scan.get(key)?, |value, segment| match segment {
        Segment::Map { key } => value.get(key),
        Segment::Seq { index } => value.get(index),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_types_own_words_are_repeated() {
        let message = r#"invalid type: string "s3cret, expected x", expected u64 at line 1 column 9"#;
        assert_eq!(expectation(message), "u64");
        assert_eq!(
            expectation("UUID parsing failed: found `s3cret` at line 1 column 2"),
            "a value that its field accepts"
        );
    }
}
