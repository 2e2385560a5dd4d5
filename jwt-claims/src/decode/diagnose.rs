//! The failing path: a payload that its claims type could not be read from is
//! read again, to name the claim and to say everything else that is wrong.

use std::borrow::Cow;

use serde_json::Value;

use super::place::{Place, Segment};
use super::scan::{Scan, kind};
use super::{Captured, decode};
use crate::claims::{Claims, Parts};
use crate::judge::Judge;
use crate::registered::{ClaimSet, RegisteredClaim};
use crate::rules::Findings;
use crate::{Error, Violation};

/// Longer paths are cut: member names may come from the token.
const MAX_PATH: usize = 128;

/// Why `C` could not be read from this payload. The judge adds what there is to
/// say about the registered claims.
#[cold]
pub(crate) fn diagnose<'t, C: Claims<'t>>(payload: &'t str, judge: &Judge<'_>) -> Error {
    let mut misfits = match Misfits::new(payload, judge) {
        Ok(misfits) => misfits,
        Err(malformed) => return malformed,
    };
    C::parts(&mut misfits);
    misfits.into_error()
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

/// Looks for the first claim that does not fit its field. Extended types are
/// read by themselves first: behind flattened fields serde knows no places.
struct Misfits<'t> {
    payload: &'t str,
    scan: Scan,
    /// What is wrong with the registered claims.
    found: Findings,
    faulty: ClaimSet,
    /// What need not hold: a claim that was found faulty hides nothing behind it.
    unchecked: ClaimSet,
    first: Option<Violation>,
}

impl<'t> Parts<'t> for Misfits<'t> {
    fn part<C: Claims<'t>>(&mut self) {
        self.look(|payload, unchecked| decode::<C>(payload, &mut Captured::new(unchecked)).err());
    }
}

/// Why a claims type cannot be read from a payload, whatever these claims say.
type Refusal<'t> = fn(&'t str, ClaimSet) -> Option<serde_json::Error>;

impl<'t> Misfits<'t> {
    fn new(payload: &'t str, judge: &Judge<'_>) -> Result<Self, Error> {
        let scan = Scan::read(payload)?;
        let (unchecked, registered) = (judge.unchecked(), scan.registered());
        let mut found = Findings::default();
        scan.report_faulty(&registered, unchecked, &mut found);
        judge.judge(&registered, &mut found);
        let faulty = registered.faulty();
        Ok(Self { payload, scan, found, faulty, unchecked: unchecked.or(faulty), first: None })
    }

    fn look(&mut self, refusal: Refusal<'t>) {
        if self.first.is_some() {
            return;
        }
        // claims that are only handed on have places inside
        let unchecked = [ClaimSet::ALL, self.unchecked];
        let refused = unchecked.into_iter().find_map(|set| Some((refusal(self.payload, set)?, set)));
        self.first = refused.map(|(error, unchecked)| {
            let place = Place::of(self.payload, |end| {
                refusal(&self.payload[..end], unchecked).is_some_and(|error| !error.is_eof())
            });
            let message = error.to_string();
            explain(&message, &place.of_length(length(&message)), &self.scan)
        });
    }

    fn into_error(mut self) -> Error {
        found_too(self.first, self.faulty, &mut self.found);
        Error::claims(self.found.into_violations())
    }
}

/// Puts serde's words into ours. serde's own text may quote the token, so that
/// only what comes from the claims type is taken from it.
fn explain(message: &str, place: &Place, scan: &Scan) -> Violation {
    if let Some(field) = quoted(message, "missing field `") {
        let claim = match claim_path(place) {
            parent if parent.is_empty() => field.to_owned(),
            parent => format!("{parent}.{field}"),
        };
        return Violation::new(claim, "required", "missing", "a value", "nothing");
    }
    if let Some(name) = quoted(message, "unknown field `") {
        let claim = name.chars().take(MAX_PATH).collect::<String>();
        return Violation::new(claim, "deny_unknown_fields", "unknown", "only declared claims", "one more");
    }
    let value = lookup(place, scan);
    let code = if value == Some(&Value::Null) { "null" } else { "wrong_type" };
    let found = value.map_or(Cow::Borrowed("something else"), kind);
    Violation::new(claim_path(place), "type", code, expectation(message), found)
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

/// The length that is refused.
fn length(message: &str) -> Option<usize> {
    message.strip_prefix("invalid length ")?.split(',').next()?.parse().ok()
}

/// The path as we write it; empty for the claims set itself.
fn claim_path(place: &Place) -> String {
    place.to_string().chars().take(MAX_PATH).collect()
}

fn lookup<'s>(place: &Place, scan: &'s Scan) -> Option<&'s Value> {
    let (Segment::Name(first), rest) = place.segments().split_first()? else { return None };
    rest.iter().try_fold(scan.get(first)?, |value, segment| match segment {
        Segment::Name(name) => value.get(name),
        Segment::Index(index) => value.get(index),
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
