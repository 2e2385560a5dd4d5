//! The run-time half of the rules: what generated code calls.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet, VecDeque};
use std::rc::Rc;
use std::sync::Arc;

use crate::policy::{Rule, RuleSpec};
use crate::{Audience, Scopes, Violation};

/// Which of the fields with a default were really in the token, or that there
/// is no token yet.
#[derive(Clone, Copy, Debug, Default)]
pub struct Seen {
    noted: u64,
    issues: bool,
}

impl Seen {
    /// How many fields can be told apart.
    pub const MAX: u32 = u64::BITS;
    /// Every field counts as there: for claims that come from the program.
    pub(crate) const ALL: Self = Self { noted: u64::MAX, issues: true };

    pub(crate) fn note(&mut self, member: u32) {
        self.noted |= 1 << member;
    }

    /// Whether the claims are to be written: what serde is told to skip will
    /// then not be there.
    #[must_use]
    pub fn issues(self) -> bool {
        self.issues
    }

    /// Whether the member of that number was there.
    #[must_use]
    pub fn has(self, member: u32) -> bool {
        self.noted & (1 << member) != 0
    }
}

/// The violations found so far. Costs nothing until there is one.
#[derive(Debug, Default)]
pub struct Findings(Vec<Violation>);

impl Findings {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether something was found about this claim.
    pub(crate) fn mention(&self, claim: &str) -> bool {
        self.0.iter().any(|violation| violation.claim() == claim)
    }

    pub(crate) fn into_violations(self) -> Vec<Violation> {
        self.0
    }

    #[cold]
    pub(crate) fn push(&mut self, violation: Violation) {
        self.0.push(violation);
    }

    /// A ruled claim is not there.
    #[cold]
    pub fn absent(&mut self, spec: &RuleSpec) {
        self.add(spec, "missing", "nothing");
    }

    /// A rule is not met.
    #[cold]
    pub fn unmet(&mut self, spec: &RuleSpec, actual: impl Into<Cow<'static, str>>) {
        self.add(spec, spec.rule.name(), actual);
    }

    /// A check of the user's own has refused.
    #[cold]
    pub fn refused(&mut self, spec: &RuleSpec, refusal: Refusal) {
        let violation =
            Violation::new(spec.claim, Rule::Check.name(), "check", spec.expected(), refusal.reason);
        self.push(if refusal.permission { violation.about_permission() } else { violation });
    }

    fn add(&mut self, spec: &RuleSpec, code: &'static str, actual: impl Into<Cow<'static, str>>) {
        let violation = Violation::new(spec.claim, spec.rule.name(), code, spec.expected(), actual);
        self.push(if spec.rule.is_about_permission() { violation.about_permission() } else { violation });
    }
}

/// A field as the rules see it: what an `Option` holds, or the field itself.
/// The inherent method wins over the trait's, so no type is known by its name.
#[derive(Debug)]
pub struct Probe<'a, T: ?Sized>(pub &'a T);

impl<'a, T> Probe<'a, Option<T>> {
    /// What the `Option` holds.
    #[must_use]
    pub fn value(self) -> Option<&'a T> {
        self.0.as_ref()
    }
}

/// See [`Probe`].
pub trait Whole<'a> {
    /// The field's type.
    type Value: ?Sized;
    /// The field.
    fn value(self) -> Option<&'a Self::Value>;
}

impl<'a, T: ?Sized> Whole<'a> for Probe<'a, T> {
    type Value = T;
    fn value(self) -> Option<&'a T> {
        Some(self.0)
    }
}

/// What a rule looks at: behind a `Box`, `Rc` or `Arc`, what it points to.
#[derive(Debug)]
pub struct Target<'a, T: ?Sized>(pub &'a T);

macro_rules! targets {
    ($($pointer:ident),*) => {$(
        impl<'a, T: ?Sized> Target<'a, $pointer<T>> {
            /// What the pointer points to.
            #[must_use]
            pub fn target(self) -> &'a T { self.0 }
        }
    )*};
}
targets!(Box, Rc, Arc);

/// See [`Target`].
pub trait Direct<'a> {
    /// What is looked at.
    type Value: ?Sized;
    /// The value itself.
    fn target(self) -> &'a Self::Value;
}

impl<'a, T: ?Sized> Direct<'a> for Target<'a, T> {
    type Value = T;
    #[inline]
    fn target(self) -> &'a T {
        self.0
    }
}

/// A value of a rule that claims of type `C` can be compared with.
#[diagnostic::on_unimplemented(
    message = "a claim of type `{C}` cannot be compared with `{Self}`",
    label = "`{Self}`, but the claim is `{C}`",
    note = "give a value of the claim's own type, or implement `PartialEq<{Self}>` for `{C}`"
)]
pub trait ValueOf<C: ?Sized> {
    /// Whether the claim is this value.
    fn is(&self, claim: &C) -> bool;
}

#[diagnostic::do_not_recommend]
impl<C: PartialEq<V>, V> ValueOf<C> for V {
    #[inline]
    fn is(&self, claim: &C) -> bool {
        claim == self
    }
}

/// The members of [`Scopes`]; the standard library has no `str == &str`.
#[diagnostic::do_not_recommend]
impl ValueOf<str> for &str {
    #[inline]
    fn is(&self, claim: &str) -> bool {
        claim == *self
    }
}

/// A claim with members: roles, groups, permissions, scopes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no members, so `any_of`, `all_of` and `none_of` cannot be checked",
    label = "not a collection",
    note = "use `Vec`, a set or `jwt_claims::Scopes`; for a single value use `one_of` or `equals`"
)]
pub trait Members {
    /// What the collection holds.
    type Member: ?Sized;
    /// The members, in their order.
    fn members<'a>(&'a self) -> impl Iterator<Item = &'a Self::Member>
    where
        Self::Member: 'a;
}

macro_rules! members {
    ($($type:ty, [$($generics:tt)*];)*) => {$(
        impl<$($generics)*> Members for $type {
            type Member = T;
            #[inline]
            fn members<'a>(&'a self) -> impl Iterator<Item = &'a T> where T: 'a {
                self.iter()
            }
        }
    )*};
}
members! {
    [T], [T];
    [T; N], [T, const N: usize];
    Vec<T>, [T];
    VecDeque<T>, [T];
    BTreeSet<T>, [T];
    HashSet<T, S>, [T, S];
}

impl Members for Audience {
    type Member = String;
    fn members<'a>(&'a self) -> impl Iterator<Item = &'a String>
    where
        Self::Member: 'a,
    {
        self.iter()
    }
}

impl Members for Scopes {
    type Member = str;
    fn members<'a>(&'a self) -> impl Iterator<Item = &'a str>
    where
        Self::Member: 'a,
    {
        self.iter()
    }
}

impl<B: Members + ToOwned + ?Sized> Members for Cow<'_, B> {
    type Member = B::Member;
    fn members<'a>(&'a self) -> impl Iterator<Item = &'a B::Member>
    where
        Self::Member: 'a,
    {
        (**self).members()
    }
}

/// A claim with a length: characters of a text, members of a collection.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no length, so `non_empty` and `len` cannot be checked",
    label = "neither text nor a collection",
    note = "for a number use `range`"
)]
pub trait Length {
    /// Characters, or members.
    fn length(&self) -> usize;
}

impl Length for str {
    fn length(&self) -> usize {
        self.chars().count()
    }
}

impl Length for String {
    fn length(&self) -> usize {
        self.as_str().length()
    }
}

impl Length for Scopes {
    fn length(&self) -> usize {
        self.iter().count()
    }
}

impl Length for Audience {
    fn length(&self) -> usize {
        self.len()
    }
}

macro_rules! lengths {
    ($($type:ty, [$($generics:tt)*];)*) => {$(
        impl<$($generics)*> Length for $type {
            fn length(&self) -> usize { self.len() }
        }
    )*};
}
lengths! {
    [T], [T];
    [T; N], [T, const N: usize];
    Vec<T>, [T];
    VecDeque<T>, [T];
    BTreeSet<T>, [T];
    HashSet<T, S>, [T, S];
    std::collections::BTreeMap<K, V>, [K, V];
    std::collections::HashMap<K, V, S>, [K, V, S];
}

impl<B: Length + ToOwned + ?Sized> Length for Cow<'_, B> {
    fn length(&self) -> usize {
        (**self).length()
    }
}

/// A claim that is text.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not text, so `starts_with` cannot be checked",
    label = "not text",
    note = "use `String`, `&str` or `Cow<str>`"
)]
pub trait Text {
    /// The text.
    fn text(&self) -> &str;
}

impl Text for str {
    fn text(&self) -> &str {
        self
    }
}

impl Text for String {
    fn text(&self) -> &str {
        self
    }
}

impl Text for Cow<'_, str> {
    fn text(&self) -> &str {
        self
    }
}

macro_rules! pointers {
    ($($pointer:ty),*) => {$(
        impl<T: Members + ?Sized> Members for $pointer {
            type Member = T::Member;
            fn members<'a>(&'a self) -> impl Iterator<Item = &'a T::Member> where Self::Member: 'a { (**self).members() }
        }
        impl<T: Length + ?Sized> Length for $pointer {
            fn length(&self) -> usize { (**self).length() }
        }
        impl<T: Text + ?Sized> Text for $pointer {
            fn text(&self) -> &str { (**self).text() }
        }
    )*};
}
pointers!(&T, Box<T>, Rc<T>, Arc<T>);

/// Why a check of the user's own refuses a claim or a token.
///
/// The reason goes into logs, never to the client; write no claim's text into
/// it that must not be logged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    reason: Cow<'static, str>,
    permission: bool,
}

impl Refusal {
    /// The token is not sound: services answer 401 `invalid_token`.
    pub fn new(reason: impl Into<Cow<'static, str>>) -> Self {
        Self { reason: reason.into(), permission: false }
    }

    /// The token is sound but not enough for this: services answer 403
    /// `insufficient_scope`.
    pub fn forbidden(reason: impl Into<Cow<'static, str>>) -> Self {
        Self { reason: reason.into(), permission: true }
    }
}

impl From<&'static str> for Refusal {
    fn from(reason: &'static str) -> Self {
        Self::new(reason)
    }
}

impl From<String> for Refusal {
    fn from(reason: String) -> Self {
        Self::new(reason)
    }
}

/// What a check function may return.
#[diagnostic::on_unimplemented(
    message = "a check cannot return `{Self}`",
    note = "return `bool`, or `Result<(), E>` where `E` is `&'static str`, `String` or `jwt_claims::Refusal`"
)]
pub trait Outcome {
    /// Why it refuses, if it does.
    fn refusal(self) -> Option<Refusal>;
}

impl Outcome for bool {
    fn refusal(self) -> Option<Refusal> {
        (!self).then(|| Refusal::new("a refusal"))
    }
}

#[diagnostic::do_not_recommend]
impl<E: Into<Refusal>> Outcome for Result<(), E> {
    fn refusal(self) -> Option<Refusal> {
        self.err().map(Into::into)
    }
}

/// Whether a member is one for which `wanted` holds.
#[inline]
pub fn any_of<C: Members + ?Sized>(claim: &C, wanted: impl FnMut(&C::Member) -> bool) -> bool {
    claim.members().any(wanted)
}

/// Whether the claim, or a member, is the value.
#[inline]
pub fn is<C: ?Sized, V: ValueOf<C>>(claim: &C, value: &V) -> bool {
    value.is(claim)
}

/// Whether the claim, or a member, is one of the values.
#[inline]
pub fn is_one_of<C: ?Sized, V: ValueOf<C>>(claim: &C, values: &[V]) -> bool {
    values.iter().any(|value| value.is(claim))
}

/// Whether the value lies between the bounds, both inclusive. What cannot be
/// ordered, as a NaN, lies nowhere.
#[inline]
pub fn range<T: PartialOrd>(value: &T, min: &T, max: &T) -> bool {
    at_least(value, min) && at_most(value, max)
}

/// Whether the value is not below the bound.
#[inline]
pub fn at_least<T: PartialOrd>(value: &T, min: &T) -> bool {
    value >= min
}

/// Whether the value is not above the bound.
#[inline]
pub fn at_most<T: PartialOrd>(value: &T, max: &T) -> bool {
    value <= max
}

/// Whether there is anything in it.
#[inline]
pub fn non_empty<T: Length + ?Sized>(value: &T) -> bool {
    value.length() > 0
}

/// Whether a length lies between the bounds, both inclusive.
#[inline]
pub fn len<T: Length + ?Sized>(value: &T, min: usize, max: usize) -> bool {
    (min..=max).contains(&value.length())
}

/// Whether a text starts with another.
#[inline]
pub fn starts_with<T: Text + ?Sized>(value: &T, prefix: &str) -> bool {
    value.text().starts_with(prefix)
}

/// What was found where a collection's members do not fit.
#[cold]
pub fn members_found<C: Members + ?Sized>(claim: &C, which: &str) -> String {
    match claim.members().count() {
        0 => "no members".to_owned(),
        1 => format!("1 member, {which}"),
        count => format!("{count} members, {which}"),
    }
}

/// What was found where a length does not fit.
#[cold]
pub fn length_found<T: Length + ?Sized>(claim: &T) -> String {
    format!("a length of {}", claim.length())
}
