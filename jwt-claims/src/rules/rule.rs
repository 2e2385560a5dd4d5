//! One function for each rule of the table: `NAME(claim, arguments)` returns `None` if
//! the claim meets the rule, and otherwise a redacted text of what was found. Only a
//! broken rule allocates.

use std::borrow::Cow;

use super::level::LevelOf;
#[cfg(feature = "pattern")]
use super::pattern::Pattern;
use super::shape::{Length, Members, Text, members_found};
use super::{dates, formats};
use crate::base::moment::Moment;
use crate::base::numeric_date::NumericDate;
use crate::value::time_claim::TimeClaim;

type Found = Option<Cow<'static, str>>;

/// What was found, unless the rule is met.
#[inline]
fn unless(holds: bool, found: &'static str) -> Found {
    (!holds).then_some(Cow::Borrowed(found))
}

/// At least one member is one of the values.
#[inline]
pub fn any_of<C: Members + ?Sized>(claim: &C, is_wanted: impl FnMut(&C::Member) -> bool) -> Found {
    (!claim.members().any(is_wanted)).then(|| members_found(claim, "none of these"))
}

/// `are_there`: each value is a member.
#[inline]
pub fn all_of<C: Members + ?Sized>(claim: &C, are_there: bool) -> Found {
    (!are_there).then(|| members_found(claim, "not all of these"))
}

/// No member is one of the values.
#[inline]
pub fn none_of<C: Members + ?Sized>(claim: &C, is_listed: impl FnMut(&C::Member) -> bool) -> Found {
    claim.members().any(is_listed).then(|| members_found(claim, "including one of these"))
}

/// `is_one`: the claim is one of the values.
#[inline]
#[must_use]
pub fn one_of<C: ?Sized>(_: &C, is_one: bool) -> Found {
    unless(is_one, "another value")
}

/// `is_it`: the claim is the value.
#[inline]
#[must_use]
pub fn equals<C: ?Sized>(_: &C, is_it: bool) -> Found {
    unless(is_it, "another value")
}

/// `is_it`: the claim is the value.
#[inline]
#[must_use]
pub fn not_equals<C: ?Sized>(_: &C, is_it: bool) -> Found {
    unless(!is_it, "that value")
}

/// The claim, or a member, is the value or implies it.
#[inline]
pub fn at_least<C: ?Sized, V: LevelOf<C>>(claim: &C, wanted: &V) -> Found {
    wanted.shortfall(claim)
}

/// The text starts with another.
#[inline]
pub fn starts_with<T: Text + ?Sized>(claim: &T, prefix: &str) -> Found {
    unless(claim.text().starts_with(prefix), "text with another start")
}

/// The text ends with another.
#[inline]
pub fn ends_with<T: Text + ?Sized>(claim: &T, suffix: &str) -> Found {
    unless(claim.text().ends_with(suffix), "text with another end")
}

/// The claim is not empty.
#[inline]
pub fn non_empty<T: Length + ?Sized>(claim: &T) -> Found {
    unless(claim.length() > 0, "an empty value")
}

/// The length is between the bounds, inclusive.
#[inline]
pub fn len<T: Length + ?Sized>(claim: &T, min: usize, max: usize) -> Found {
    let length = claim.length();
    (!(min..=max).contains(&length)).then(|| length_found(length))
}

#[cold]
fn length_found(length: usize) -> Cow<'static, str> {
    format!("a length of {length}").into()
}

/// `is_between`: the claim is between the bounds.
#[inline]
#[must_use]
pub fn range<C: ?Sized>(_: &C, is_between: bool) -> Found {
    unless(is_between, "a value out of range")
}

/// The text is an e-mail address.
#[inline]
pub fn email<T: Text + ?Sized>(claim: &T) -> Found {
    unless(formats::email(claim.text()), "other text")
}

/// The text is a UUID.
#[inline]
pub fn uuid<T: Text + ?Sized>(claim: &T) -> Found {
    unless(formats::uuid(claim.text()), "other text")
}

/// The text is an absolute URL.
#[inline]
pub fn url<T: Text + ?Sized>(claim: &T, https: bool) -> Found {
    unless(formats::url(claim.text(), https), "other text")
}

/// The date is not in the future, by the verifier's clock and leeway.
#[inline]
pub fn past<T: TimeClaim>(claim: &T, moment: Moment) -> Found {
    dates::past(claim.to_numeric_date(), moment)
}

/// The date is not in the future, and not older than `seconds`.
#[inline]
pub fn max_age<T: TimeClaim>(claim: &T, moment: Moment, seconds: u64) -> Found {
    dates::max_age(claim.to_numeric_date(), moment, seconds)
}

/// The date is not before another, without leeway.
#[inline]
pub fn not_before<T: TimeClaim>(claim: &T, earliest: Option<NumericDate>) -> Found {
    dates::not_before(claim.to_numeric_date(), earliest)
}

/// The whole text matches.
#[cfg(feature = "pattern")]
#[inline]
pub fn pattern<T: Text + ?Sized>(claim: &T, pattern: &Pattern) -> Found {
    unless(pattern.matches(claim.text()), "text that does not match")
}
