//! Enums as claim values: roles, plans, permissions. The traits that
//! `#[derive(ClaimValue)]` implements, and how rules use them.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::rc::Rc;
use std::sync::Arc;

use serde::de::{self, Deserializer, Visitor};
use serde::ser::{Error as _, Serializer};

/// A type whose values are strings in a token.
///
/// Derive it; see [the derive macro](macro@crate::ClaimValue) for the
/// attributes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a claim value",
    note = "put `#[derive(jwt_claims::ClaimValue)]` on the enum"
)]
pub trait ClaimValue: Sized {
    /// The strings of the variants, in their order.
    const NAMES: &'static [&'static str];

    /// True if a string that is of no variant is kept, false if it is refused.
    const KEEPS_UNKNOWN: bool;

    /// The value with this string; `None` if the string is refused.
    fn parse(text: &str) -> Option<Self>;

    /// The string in the token.
    fn as_str(&self) -> &str;

    /// True for a variant with its own string. An unknown value meets no rule.
    fn is_known(&self) -> bool;
}

/// A hierarchy: a value implies others.
///
/// `#[derive(ClaimValue)]` implements it for an enum with `ascending`, `descending` or
/// `implies(...)`. You can also implement it by hand. The rule `at_least` uses it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no hierarchy",
    note = "on an enum with `#[derive(ClaimValue)]` write `#[claim_value(ascending)]`, or `#[claim_value(implies(...))]` on its variants"
)]
pub trait Implies {
    /// True if this value is the wanted one, or includes it.
    fn implies(&self, wanted: &Self) -> bool;
}

/// A type that can hold an unknown string.
#[diagnostic::on_unimplemented(
    message = "an unknown string cannot be kept in `{Self}`",
    label = "not a type for text",
    note = "use `String`, `Box<str>`, `Rc<str>`, `Arc<str>` or `Cow<'static, str>`"
)]
pub trait KeptText {
    /// A copy of the string.
    fn keep(text: &str) -> Self;
    /// The string.
    fn text(&self) -> &str;
}

macro_rules! kept {
    ($($type:ty),*) => {$(
        impl KeptText for $type {
            fn keep(text: &str) -> Self { text.to_owned().into() }
            fn text(&self) -> &str { self }
        }
    )*};
}
kept!(String, Box<str>, Rc<str>, Arc<str>, Cow<'static, str>);

/// Reads a claim value.
///
/// # Errors
///
/// If the value is not a string, or the string is refused.
pub fn read<'de, V: ClaimValue, D: Deserializer<'de>>(deserializer: D) -> Result<V, D::Error> {
    deserializer.deserialize_str(Reader(PhantomData))
}

pub(crate) const KNOWN_AS_UNKNOWN: &str = "an unknown value has the string of a variant; use that variant";

/// Writes a claim value. An unknown value with the string of a variant is refused,
/// because a reader would take it for that variant.
///
/// # Errors
///
/// That error, and the errors of the serializer.
pub fn write<V: ClaimValue, S: Serializer>(value: &V, serializer: S) -> Result<S::Ok, S::Error> {
    let text = value.as_str();
    if V::KEEPS_UNKNOWN && !value.is_known() && V::NAMES.contains(&text) {
        return Err(S::Error::custom(KNOWN_AS_UNKNOWN));
    }
    serializer.serialize_str(text)
}

struct Reader<V>(PhantomData<V>);

impl<V: ClaimValue> Visitor<'_> for Reader<V> {
    type Value = V;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if V::KEEPS_UNKNOWN {
            return f.write_str("a string");
        }
        f.write_str(if V::NAMES.len() > 1 { "one of " } else { "" })?;
        for (nth, name) in V::NAMES.iter().enumerate() {
            let comma = if nth > 0 { ", " } else { "" };
            write!(f, "{comma}{name:?}")?;
        }
        Ok(())
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<V, E> {
        V::parse(text).ok_or_else(|| E::invalid_value(de::Unexpected::Other("another string"), &self))
    }
}

/// A claim that a rule compares. The inherent method has precedence over the trait's
/// (autoref specialization), so that no other type than a
/// [`ClaimValue`] can be unknown.
#[derive(Debug)]
pub struct Compared<'a, T: ?Sized>(pub &'a T);

impl<T: ClaimValue> Compared<'_, T> {
    /// True if it may meet a rule.
    #[inline]
    #[must_use]
    pub fn may_match(self) -> bool {
        self.0.is_known()
    }
}

/// See [`Compared`].
pub trait Ordinary: Sized {
    /// True for every other type.
    #[inline]
    fn may_match(self) -> bool {
        true
    }
}

impl<T: ?Sized> Ordinary for Compared<'_, T> {}
