//! Finds every claim of a wrong type; serde reports only the first.
//!
//! Each member that a part reads is read alone. Each absent claim is reported unless the
//! field's type accepts that. Errors of several members together, such as two aliases of
//! one field, are found when the whole payload is read without the members reported
//! before. A [`Budget`] limits this work.

use serde_json::value::RawValue;

use super::beginnings::Beginnings;
use super::budget::Budget;
use super::capture::{Captured, LeftOut, decode, is_unknown};
use super::inside::{has_inside, inside, is_object};
use super::place::{Place, Step, read_until, shortest};
use super::report::Report;
use super::scan::Scan;
use super::words::{explain, length, missing};
use crate::base::registered::{ClaimSet, RegisteredClaim};
use crate::contract::part::{self, Expected, Parts, needed_in};
use crate::error::violation::Violation;

/// Reports the wrong types of each part, the extended type first. If several parts read
/// a claim, each may report it.
pub(super) fn report_misfits<'t>(
    payload: &'t str,
    beginnings: &'t Beginnings,
    unchecked: ClaimSet,
    scan: &Scan<'t>,
    report: &mut Report<'_>,
    parts: fn(&mut Misfits<'_, 't, '_>),
) {
    let budget = Budget::of(payload.len());
    let mut misfits = Misfits { payload, beginnings, unchecked, scan, budget, report };
    parts(&mut misfits);
    if misfits.budget.is_spent() {
        misfits.report.stop();
    }
}

/// The search for wrong types, as a visitor of parts.
pub(crate) struct Misfits<'m, 't, 'r> {
    payload: &'t str,
    beginnings: &'t Beginnings,
    /// Claims to skip, so that the members after them are checked, too.
    unchecked: ClaimSet,
    scan: &'m Scan<'t>,
    budget: Budget,
    report: &'m mut Report<'r>,
}

impl<'t> Parts<'t> for Misfits<'_, 't, '_> {
    fn part<P: part::Part<'t>>(&mut self) {
        let part = Part {
            read: |payload, captured| decode::<P>(payload, captured).err(),
            is_unknown: is_unknown::<P>,
            needed: P::NEEDED,
            expected: P::EXPECTED,
        };
        self.look(&part);
    }
}

/// The functions of a part that the search uses, for any part.
struct Part<'t> {
    /// The error of reading it from a payload.
    read: fn(&'t str, &mut Captured<'t>) -> Option<serde_json::Error>,
    /// True if no field reads a member with that name.
    is_unknown: fn(&str) -> bool,
    needed: &'static [&'static str],
    expected: &'static [Expected<'static>],
}

impl<'m, 't> Misfits<'m, 't, '_> {
    /// Reports wrong types in the order of the token, then missing claims in the order
    /// of the struct, plain names first.
    fn look(&mut self, part: &Part<'t>) {
        let mut left_out = self.each_alone(part);
        let of_no_member = self.together(part, &mut left_out);
        for null in part.needed {
            let path = [needed_in(null)];
            self.absent(part, &Expected { path: &path, aliases: &[], null: Some(*null) });
        }
        for expected in part.expected {
            self.absent(part, expected);
        }
        if let Some(violation) = of_no_member {
            self.report.misfit(violation);
        }
    }

    /// Reports the members that have a wrong type when they are read alone.
    fn each_alone(&mut self, part: &Part<'t>) -> LeftOut {
        let mut left_out = LeftOut::default();
        let mut is_closed = None;
        for ((name, value), beginning) in self.scan.members().zip(self.beginnings.of(self.scan)) {
            if (part.is_unknown)(name) {
                // one for all of them, because there may be any number
                let refuses = || self.refusal(part, beginning, ClaimSet::ALL).is_some();
                if *is_closed.get_or_insert_with(refuses) {
                    left_out.unknown = true;
                    self.report.unknown(name);
                }
            } else if let Some(misfit) = self.alone(part, name, value, beginning) {
                left_out.names.push(name.to_owned());
                self.report.misfit(misfit);
            }
        }
        left_out
    }

    /// The violation of one member, if it has a wrong type.
    fn alone(&self, part: &Part<'t>, name: &str, value: &RawValue, beginning: &'t str) -> Option<Violation> {
        // an unchecked claim may be wrong inside
        let registered = RegisteredClaim::from_name(name);
        let handed_on = [Some(ClaimSet::ALL), registered.map(|_| self.unchecked)];
        let (error, unchecked) = handed_on
            .into_iter()
            .flatten()
            .find_map(|unchecked| Some((self.refusal(part, beginning, unchecked)?, unchecked)))?;
        let place = has_inside(value).then(|| self.place(part, beginning, unchecked, &error));
        let place = place.flatten().unwrap_or_else(|| Place::top(name));
        Some(explain(&error.to_string(), &place, self.scan, self.report.now))
    }

    /// Reports the violations of the other members when all are read together. Returns
    /// an error that belongs to no member.
    fn together(&mut self, part: &Part<'t>, left_out: &mut LeftOut) -> Option<Violation> {
        loop {
            let error = self.refusal_without(part, self.payload, self.unchecked, left_out)?;
            let message = error.to_string();
            let has_misfits = !left_out.names.is_empty() || left_out.unknown;
            let member = self.member_refused(part, left_out, &error, &message);
            match member.filter(|name| !left_out.names.iter().any(|one| one == name)) {
                Some(name) => {
                    self.report.misfit(explain(&message, &Place::top(name), self.scan, self.report.now));
                    left_out.names.push(name.to_owned());
                }
                // the members left out are missing
                None => {
                    return (!has_misfits)
                        .then(|| explain(&message, &Place::ROOT, self.scan, self.report.now));
                }
            }
        }
    }

    /// The member at which the payload is refused. `None` if that is at the end, for
    /// example for a missing claim, or if the budget is used up.
    fn member_refused(
        &self,
        part: &Part<'t>,
        left_out: &LeftOut,
        error: &serde_json::Error,
        message: &str,
    ) -> Option<&'m str> {
        if message.starts_with("missing field `") {
            return None;
        }
        let end = shortest(self.payload, read_until(self.payload, error), |end| {
            self.is_refused(part, &self.payload[..end], self.unchecked, left_out)
        });
        self.scan.member_at(self.payload, end).filter(|_| !self.budget.is_spent())
    }

    /// Reports an absent claim, unless its field accepts that.
    fn absent(&mut self, part: &Part<'t>, expected: &Expected<'_>) {
        if self.may_be_there(expected) || self.budget.is_spent() {
            return;
        }
        // a beginning, like those of the members
        let refuses =
            |null: &'static str| self.refusal(part, null.trim_end_matches('}'), ClaimSet::ALL).is_some();
        if expected.null.is_none_or(refuses) {
            self.report.misfit(missing(expected.path.join(".")));
        }
    }

    /// True if the claim may be present, or if an object around it was reported before.
    fn may_be_there(&self, expected: &Expected<'_>) -> bool {
        let Some((last, objects)) = expected.path.split_last() else { return true };
        let mut names = expected.aliases.iter().chain([last]);
        let Some((first, inner)) = objects.split_first() else {
            return names.any(|name| self.scan.get(name).is_some());
        };
        let Some(mut object) = self.scan.get(first) else { return false };
        for name in inner {
            match self.member(object, name) {
                Some(member) => object = member,
                None => return !is_object(object),
            }
        }
        !is_object(object) || names.any(|name| self.member(object, name).is_some())
    }

    fn member(&self, object: &'t RawValue, name: &str) -> Option<&'t RawValue> {
        let is_paid = self.budget.pay(object.get().len());
        inside(object, &Step::Name(name.to_owned())).filter(|_| is_paid)
    }

    /// The place in a refused member where the error is; `None` if the budget is used
    /// up.
    fn place(
        &self,
        part: &Part<'t>,
        beginning: &'t str,
        unchecked: ClaimSet,
        error: &serde_json::Error,
    ) -> Option<Place> {
        let none = LeftOut::default();
        let place = Place::of(beginning, read_until(beginning, error), |end| {
            self.is_refused(part, &beginning[..end], unchecked, &none)
        });
        let length = length(&error.to_string());
        Some(place.of_length(length)).filter(|_| !self.budget.is_spent())
    }

    /// True if a beginning is refused, and not because it is incomplete.
    fn is_refused(&self, part: &Part<'t>, text: &'t str, unchecked: ClaimSet, left_out: &LeftOut) -> bool {
        let error = self.refusal_without(part, text, unchecked, left_out);
        error.is_some_and(|error| !error.is_eof())
    }

    /// The error of a beginning, except that it is incomplete.
    fn refusal(&self, part: &Part<'t>, beginning: &'t str, unchecked: ClaimSet) -> Option<serde_json::Error> {
        let error = self.refusal_without(part, beginning, unchecked, &LeftOut::default());
        error.filter(|error| !error.is_eof())
    }

    /// The error of a text without the members left out; also `None` if the budget is
    /// used up.
    fn refusal_without(
        &self,
        part: &Part<'t>,
        text: &'t str,
        unchecked: ClaimSet,
        left_out: &LeftOut,
    ) -> Option<serde_json::Error> {
        let is_paid = self.budget.pay(text.len());
        let mut captured = Captured::without(unchecked, left_out.clone());
        is_paid.then(|| (part.read)(text, &mut captured)).flatten()
    }
}
