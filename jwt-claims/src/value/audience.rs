//! `aud` (RFC 7519 §4.1.3): one string, or an array of strings.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};
use std::fmt;
use std::hash::{BuildHasher, Hash};
use std::marker::PhantomData;

use serde::de::value::{BorrowedStrDeserializer, StrDeserializer};
use serde::de::{self, Deserialize, Deserializer, SeqAccess, Visitor};
use serde::ser::{Serialize, Serializer};

/// The audience of a token (RFC 7519 §4.1.3). It is read from a string or an array of
/// strings; a single audience is written as a string.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Audience(Vec<String>);

impl Audience {
    /// True if this audience is in the list. Names are compared character by character.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        self.0.iter().any(|audience| audience == name)
    }

    /// The names, in the order of the token.
    pub fn iter(&self) -> std::slice::Iter<'_, String> {
        self.0.iter()
    }

    /// The number of names.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// True if there is no name.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<S: Into<String>> From<S> for Audience {
    fn from(name: S) -> Self {
        Self(vec![name.into()])
    }
}

impl<S: Into<String>> FromIterator<S> for Audience {
    fn from_iter<I: IntoIterator<Item = S>>(names: I) -> Self {
        Self(names.into_iter().map(Into::into).collect())
    }
}

impl<'a> IntoIterator for &'a Audience {
    type Item = &'a String;
    type IntoIter = std::slice::Iter<'a, String>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'de> Deserialize<'de> for Audience {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::deserialize_audience(deserializer).map(Self)
    }
}

impl Serialize for Audience {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize_audience(serializer)
    }
}

/// A type that can hold `aud`.
///
/// Implemented for [`Audience`], `String`, `&str`, `Cow<str>` (exactly one
/// audience), `Vec`, `HashSet` and `BTreeSet` (any number), and `Option` of
/// each.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot hold an audience",
    label = "`aud` is a string or an array of strings (RFC 7519 §4.1.3)",
    note = "use `String`, `Vec<String>`, `jwt_claims::Audience`, or `Option` of one of them"
)]
pub trait AudienceClaim<'de>: Sized {
    /// Reads a string or an array of strings.
    ///
    /// # Errors
    /// If `aud` is neither, or does not fit the type.
    fn deserialize_audience<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;

    /// Writes a single audience as a string, several as an array.
    ///
    /// # Errors
    /// The errors of the serializer.
    fn serialize_audience<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;
}

impl<'de, T: AudienceClaim<'de>> AudienceClaim<'de> for Option<T> {
    fn deserialize_audience<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Maybe<T>(PhantomData<T>);
        impl<'de, T: AudienceClaim<'de>> Visitor<'de> for Maybe<T> {
            type Value = Option<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(EXPECTED)
            }
            fn visit_none<E>(self) -> Result<Option<T>, E> {
                Ok(None)
            }
            fn visit_unit<E>(self) -> Result<Option<T>, E> {
                Ok(None)
            }
            fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<T>, D::Error> {
                T::deserialize_audience(deserializer).map(Some)
            }
        }
        deserializer.deserialize_option(Maybe(PhantomData))
    }

    fn serialize_audience<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Some(audience) => audience.serialize_audience(serializer),
            None => serializer.serialize_none(),
        }
    }
}

impl<'de> AudienceClaim<'de> for Audience {
    fn deserialize_audience<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::deserialize(deserializer)
    }

    fn serialize_audience<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.serialize(serializer)
    }
}

macro_rules! one {
    ($($type:ty, [$($generics:tt)*];)*) => {$(
        impl<$($generics)*> AudienceClaim<'de> for $type {
            fn deserialize_audience<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_any(One(PhantomData))
            }

            fn serialize_audience<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self)
            }
        }
    )*};
}
one! {
    String, ['de];
    &'a str, ['de: 'a, 'a];
    Cow<'_, str>, ['de];
}

macro_rules! many {
    ($($type:ty, [$($generics:tt)*];)*) => {$(
        impl<'de, $($generics)*> AudienceClaim<'de> for $type {
            fn deserialize_audience<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_any(Many(PhantomData))
            }

            fn serialize_audience<S2: Serializer>(&self, serializer: S2) -> Result<S2::Ok, S2::Error> {
                let mut names = self.iter();
                match (names.next(), names.next()) {
                    (Some(one), None) => one.serialize(serializer),
                    _ => serializer.collect_seq(self),
                }
            }
        }
    )*};
}
many! {
    Vec<T>, [T: Deserialize<'de> + Serialize];
    BTreeSet<T>, [T: Deserialize<'de> + Serialize + Ord];
    HashSet<T, S>, [T: Deserialize<'de> + Serialize + Eq + Hash, S: BuildHasher + Default];
}

const EXPECTED: &str = "a string or an array of strings";

struct One<T>(PhantomData<T>);

/// The audience of a type for exactly one: a string, or an array with one element.
impl<'de, T: Deserialize<'de>> Visitor<'de> for One<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("exactly one audience")
    }

    fn visit_borrowed_str<E: de::Error>(self, name: &'de str) -> Result<T, E> {
        T::deserialize(BorrowedStrDeserializer::new(name))
    }

    fn visit_str<E: de::Error>(self, name: &str) -> Result<T, E> {
        T::deserialize(StrDeserializer::new(name))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut names: A) -> Result<T, A::Error> {
        let Some(name) = names.next_element()? else { return Err(de::Error::invalid_length(0, &self)) };
        match names.next_element::<de::IgnoredAny>()? {
            None => Ok(name),
            Some(_) => Err(de::Error::invalid_length(2, &self)),
        }
    }
}

struct Many<C>(PhantomData<C>);

/// The audience of a type for any number.
impl<'de, C, T> Visitor<'de> for Many<C>
where
    C: FromIterator<T> + IntoIterator<Item = T>,
    T: Deserialize<'de>,
{
    type Value = C;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(EXPECTED)
    }

    fn visit_borrowed_str<E: de::Error>(self, name: &'de str) -> Result<C, E> {
        T::deserialize(BorrowedStrDeserializer::new(name)).map(|name| C::from_iter([name]))
    }

    fn visit_str<E: de::Error>(self, name: &str) -> Result<C, E> {
        T::deserialize(StrDeserializer::new(name)).map(|name| C::from_iter([name]))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut names: A) -> Result<C, A::Error> {
        std::iter::from_fn(|| names.next_element().transpose()).collect()
    }
}

/// The type of the field `aud` in the generated wire struct.
#[derive(Debug, Default)]
pub struct Aud<T>(pub T);

impl<'de, T: AudienceClaim<'de>> Deserialize<'de> for Aud<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize_audience(deserializer).map(Aud)
    }
}

/// Reads `aud` (for `deserialize_with`).
///
/// # Errors
/// If the claim does not fit the type.
pub fn deserialize<'de, T: AudienceClaim<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    T::deserialize_audience(deserializer)
}

/// Writes `aud` (for `serialize_with`).
///
/// # Errors
/// The errors of the serializer.
pub fn serialize<'de, T: AudienceClaim<'de>, S: Serializer>(
    audience: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    audience.serialize_audience(serializer)
}
