//! Every claim that does not fit its field, where serde tells only the first.
//!
//! What was found is left out when the payload is read again, so that the next
//! one shows; and for each claim that is not there, its field is asked whether
//! it can do without. One reading for each that is found: hardly more than there
//! are fields, however long the payload.

use serde_path_to_error::{Segment, Track};

use super::capture::{Capture, Captured};
use super::diagnose::{explain, missing, unknown};
use super::partly::Partly;
use super::scan::Scan;
use crate::Violation;
use crate::claims::{Claims, Expected, Member, Parts};
use crate::registered::{ClaimSet, RegisteredClaim};

/// How many readings there are at most, and how many unknown names are told.
const MOST: usize = 64;

/// Of the extended types first, each by itself: behind flattened fields serde
/// knows no places. What a base has said, its extension may say again.
pub(super) fn misfits<'t, C: Claims<'t>>(
    payload: &'t str,
    unchecked: ClaimSet,
    scan: &Scan,
) -> Vec<Violation> {
    let mut misfits = Misfits { payload, unchecked, scan, found: Vec::new() };
    C::parts(&mut misfits);
    misfits.found
}

struct Misfits<'m, 't> {
    payload: &'t str,
    unchecked: ClaimSet,
    scan: &'m Scan,
    found: Vec<Violation>,
}

impl<'t> Parts<'t> for Misfits<'_, 't> {
    fn part<C: Claims<'t>>(&mut self) {
        self.found.extend(of_one::<C>(self.payload, self.unchecked, self.scan));
    }
}

/// First what is there and does not fit, in the token's order; then what is
/// missing, in the struct's.
fn of_one<'t, C: Claims<'t>>(payload: &'t str, unchecked: ClaimSet, scan: &Scan) -> Vec<Violation> {
    let (mut misfits, unplaced) = there::<C>(payload, unchecked, scan);
    misfits.extend(C::EXPECTED.iter().filter_map(|expected| absent::<C>(expected, scan)));
    let is_said = |first: &Violation| misfits.iter().any(|misfit| misfit.claim() == first.claim());
    misfits.extend(unplaced.filter(|first| !is_said(first)));
    misfits
}

/// What is wrong with a payload, and in which of its members.
struct Misfit {
    violation: Violation,
    member: Option<String>,
}

/// The members that do not fit; and what is wrong with the payload at none of them.
fn there<'t, C: Claims<'t>>(
    payload: &'t str,
    unchecked: ClaimSet,
    scan: &Scan,
) -> (Vec<Violation>, Option<Violation>) {
    let (mut misfits, mut left_out) = (Vec::new(), Vec::new());
    let mut unknown_too = false;
    for _ in 0..MOST {
        let leave_out =
            |name: &str| left_out.iter().any(|one| one == name) || unknown_too && is_unknown::<C>(name);
        let Some(misfit) = first::<C>(payload, unchecked, &leave_out, scan) else { break };
        match misfit.member {
            // not one by one: there may be any number of them
            Some(member) if is_unknown::<C>(&member) && !unknown_too => {
                let names = scan.names().filter(|name| is_unknown::<C>(name));
                misfits.extend(names.take(MOST).map(unknown));
                unknown_too = true;
            }
            Some(member) if !left_out.contains(&member) => {
                left_out.push(member);
                misfits.push(misfit.violation);
            }
            // what was left out is missing, of course
            _ if !misfits.is_empty() => break,
            _ => return (misfits, Some(misfit.violation)),
        }
    }
    (misfits, None)
}

/// The first that does not fit, but for what is left out.
fn first<'t, C: Claims<'t>>(
    payload: &'t str,
    unchecked: ClaimSet,
    leave_out: &dyn Fn(&str) -> bool,
    scan: &Scan,
) -> Option<Misfit> {
    let mut track = Track::new();
    let mut captured = Captured::new(unchecked);
    let mut json = serde_json::Deserializer::from_str(payload);
    let capture = Capture::<_, C>::new(Partly { inner: &mut json, leave_out }, &mut captured);
    let error = C::decode(serde_path_to_error::Deserializer::new(capture, &mut track)).err()?;
    let path = track.path();
    let member = match path.iter().next() {
        Some(Segment::Map { key }) => Some(key.clone()),
        _ => None,
    };
    Some(Misfit { violation: explain(&error.to_string(), &path, scan), member })
}

/// Whether nothing takes a member of that name.
fn is_unknown<'t, C: Claims<'t>>(name: &str) -> bool {
    RegisteredClaim::from_name(name).is_none() && C::member(name) == Member::Unknown
}

/// What is said of a claim that is not there. A type that takes `null` might
/// not do without: then serde tells it, once nothing else is wrong.
fn absent<'t, C: Claims<'t>>(expected: &Expected, scan: &Scan) -> Option<Violation> {
    if may_be_there(expected, scan) {
        return None;
    }
    let claim = expected.path.join(".");
    let is_refused = expected.null.is_none_or(|null| {
        // as it stands, since nothing is no registered claim
        let misfit = first::<C>(null, ClaimSet::ALL, &|_| false, scan);
        misfit.is_some_and(|misfit| misfit.violation.rule() == "type" && misfit.violation.claim() == claim)
    });
    is_refused.then(|| missing(claim))
}

/// Whether the claim is there, or something else that it cannot be in, of
/// which was told already.
fn may_be_there(expected: &Expected, scan: &Scan) -> bool {
    let Some((last, objects)) = expected.path.split_last() else { return true };
    let names = || expected.aliases.iter().chain([last]);
    let Some((first, inner)) = objects.split_first() else {
        return names().any(|name| scan.get(name).is_some());
    };
    let Some(mut value) = scan.get(first) else { return false };
    for name in inner {
        match value.as_object().map(|object| object.get(*name)) {
            Some(Some(inside)) => value = inside,
            Some(None) => return false,
            None => return true,
        }
    }
    value.as_object().is_none_or(|object| names().any(|name| object.contains_key(*name)))
}
