//! Claims with members, a length or a text.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::rc::Rc;
use std::sync::Arc;

use crate::value::audience::Audience;
use crate::value::one_or_many::OneOrMany;
use crate::value::scopes::{AnyScopes, Scopes};

/// A claim with members: roles, groups, permissions, scopes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no members, so `any_of`, `all_of` and `none_of` cannot be checked",
    label = "not a collection",
    note = "for words with spaces between them, as in `scope`, use `jwt_claims::Scopes`; otherwise `Vec`, a set, a map (its keys) or `jwt_claims::OneOrMany`; for a single value use `one_of` or `equals`"
)]
pub trait Members {
    /// The type of the members.
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
    OneOrMany<T>, [T];
}

macro_rules! keys {
    ($($map:ident<K, V $(, $hasher:ident)?>),*) => {$(
        /// The keys: some issuers write roles as the names of an object's members.
        impl<K, V $(, $hasher)?> Members for $map<K, V $(, $hasher)?> {
            type Member = K;
            #[inline]
            fn members<'a>(&'a self) -> impl Iterator<Item = &'a K> where K: 'a {
                self.keys()
            }
        }
    )*};
}
keys!(BTreeMap<K, V>, HashMap<K, V, S>);

impl Members for Audience {
    type Member = String;
    fn members<'a>(&'a self) -> impl Iterator<Item = &'a String>
    where
        Self::Member: 'a,
    {
        self.iter()
    }
}

impl Members for AnyScopes {
    type Member = str;
    fn members<'a>(&'a self) -> impl Iterator<Item = &'a str>
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

impl Length for AnyScopes {
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
    BTreeMap<K, V>, [K, V];
    HashMap<K, V, S>, [K, V, S];
    OneOrMany<T>, [T];
}

impl<B: Length + ToOwned + ?Sized> Length for Cow<'_, B> {
    fn length(&self) -> usize {
        (**self).length()
    }
}

/// A claim that is text.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not text, so a rule on text cannot be checked",
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

/// True if one of the members is wanted.
#[inline]
pub fn has_member<C: Members + ?Sized>(claim: &C, is_wanted: impl FnMut(&C::Member) -> bool) -> bool {
    claim.members().any(is_wanted)
}

/// The text of what was found in a collection.
#[cold]
pub(super) fn members_found<C: Members + ?Sized>(claim: &C, which: &str) -> Cow<'static, str> {
    match claim.members().count() {
        0 => "no members".into(),
        1 => format!("1 member, {which}").into(),
        count => format!("{count} members, {which}").into(),
    }
}
