//! Every claim that does not fit its field, where serde tells only the first.
//!
//! What was found is left out when the payload is read again, so that the next
//! one shows; and for each claim that is not there, its field is asked whether
//! it can do without. Each that is found takes a few readings: one to notice it,
//! and beginnings of the payload to find its place. So there is a limit to what
//! is read, and of a long payload with many misfits only the first are told.

use std::cell::Cell;

use super::capture::{Captured, LeftOut, is_unknown};
use super::decode;
use super::diagnose::{explain, length, missing, unknown};
use super::place::{Place, read_until};
use super::scan::Scan;
use crate::Violation;
use crate::claims::{self, Claims, Expected, Parts, needed_in};
use crate::registered::ClaimSet;

/// How many misfits are looked for in a claims type.
const MOST: usize = 64;

/// How many bytes may have been read when another misfit is looked for: enough
/// for [`MOST`] of them in a payload of some kilobytes. The first is always told.
const MOST_READ: usize = 2 << 20;

/// Part by part, the extended type first. Of a claim that several read, each may
/// say the same.
pub(super) fn misfits<'t, C: Claims<'t>>(
    payload: &'t str,
    unchecked: ClaimSet,
    scan: &Scan,
) -> Vec<Violation> {
    let mut misfits = Misfits { payload, unchecked, scan, read: Cell::new(0), found: Vec::new() };
    C::parts(&mut misfits);
    misfits.found
}

struct Misfits<'m, 't> {
    payload: &'t str,
    /// What need not hold: a claim that was found faulty hides nothing behind it.
    unchecked: ClaimSet,
    scan: &'m Scan,
    /// How many bytes were read, some of them again and again.
    read: Cell<usize>,
    found: Vec<Violation>,
}

impl<'t> Parts<'t> for Misfits<'_, 't> {
    fn part<P: claims::Part<'t>>(&mut self) {
        let part = Part {
            read: |payload, captured| decode::<P>(payload, captured).err(),
            is_unknown: is_unknown::<P>,
            needed: P::NEEDED,
            expected: P::EXPECTED,
        };
        self.look(&part);
    }
}

/// What the search asks of a part, whichever it is.
struct Part<'t> {
    /// Why it cannot be read from a payload.
    read: fn(&'t str, &mut Captured<'t>) -> Option<serde_json::Error>,
    /// Whether nothing in it takes a member of that name.
    is_unknown: fn(&str) -> bool,
    needed: &'static [&'static str],
    expected: &'static [Expected<'static>],
}

/// What is wrong with a payload, and in which of its members.
struct Misfit {
    violation: Violation,
    member: Option<String>,
}

impl<'t> Misfits<'_, 't> {
    /// First what is there and does not fit, in the token's order; then what
    /// is missing, in the struct's, plain names before others.
    fn look(&mut self, part: &Part<'t>) {
        let (mut misfits, unplaced) = self.there(part);
        misfits.extend(part.needed.iter().filter_map(|null| {
            let path = [needed_in(null)];
            self.absent(part, &Expected { path: &path, aliases: &[], null: Some(*null) })
        }));
        misfits.extend(part.expected.iter().filter_map(|expected| self.absent(part, expected)));
        let is_said = |first: &Violation| misfits.iter().any(|misfit| misfit.claim() == first.claim());
        misfits.extend(unplaced.filter(|first| !is_said(first)));
        self.found.extend(misfits);
    }

    /// The members that do not fit; and what is wrong with the payload at none
    /// of them.
    fn there(&self, part: &Part<'t>) -> (Vec<Violation>, Option<Violation>) {
        let (mut misfits, mut left_out) = (Vec::new(), LeftOut::default());
        // claims that are only handed on have places inside
        let handed_on = [ClaimSet::ALL, self.unchecked];
        for _ in 0..MOST {
            let misfit = handed_on.into_iter().find_map(|set| self.first(part, self.payload, set, &left_out));
            let Some(misfit) = misfit else { break };
            match misfit.member {
                // not one by one: there may be any number of them
                None if misfit.violation.code() == "unknown" && !left_out.unknown => {
                    let names = self.scan.names().filter(|name| (part.is_unknown)(name));
                    misfits.extend(names.map(unknown));
                    left_out.unknown = true;
                }
                Some(member) if !left_out.names.contains(&member) => {
                    left_out.names.push(member);
                    misfits.push(misfit.violation);
                }
                // what was left out is missing, of course
                _ if !misfits.is_empty() => break,
                _ => return (misfits, Some(misfit.violation)),
            }
            if self.read.get() > MOST_READ {
                break;
            }
        }
        (misfits, None)
    }

    /// The first that does not fit, but for what is left out.
    fn first(
        &self,
        part: &Part<'t>,
        payload: &'t str,
        unchecked: ClaimSet,
        left_out: &LeftOut,
    ) -> Option<Misfit> {
        let refusal = |end: usize| {
            let error = (part.read)(&payload[..end], &mut Captured::without(unchecked, left_out.clone()));
            let read = error.as_ref().map_or(end, |error| read_until(payload, error));
            self.read.set(self.read.get() + read);
            error
        };
        let error = refusal(payload.len())?;
        let place = Place::of(payload, read_until(payload, &error), |end| {
            refusal(end).is_some_and(|error| !error.is_eof())
        });
        let message = error.to_string();
        let place = place.of_length(length(&message));
        let member = place.member().map(str::to_owned);
        Some(Misfit { violation: explain(&message, &place, self.scan), member })
    }

    /// What is said of a claim that is not there. A type that takes `null`
    /// might not do without: then serde tells it, once nothing else is wrong.
    fn absent(&self, part: &Part<'t>, expected: &Expected<'_>) -> Option<Violation> {
        if may_be_there(expected, self.scan) {
            return None;
        }
        let claim = expected.path.join(".");
        let is_refused = expected.null.is_none_or(|null| {
            // as it stands, since nothing is no registered claim
            let misfit = self.first(part, null, ClaimSet::ALL, &LeftOut::default());
            misfit
                .is_some_and(|misfit| misfit.violation.rule() == "type" && misfit.violation.claim() == claim)
        });
        is_refused.then(|| missing(claim))
    }
}

/// Whether the claim is there, or something else that it cannot be in, of
/// which was told already.
fn may_be_there(expected: &Expected<'_>, scan: &Scan) -> bool {
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
