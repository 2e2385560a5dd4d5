//! How generated code reads and writes its hidden structs. The compiler reports a wrong
//! field type once, at the type; fallbacks prevent further errors in the expansion.

use std::marker::PhantomData;

use serde::de::value::{Error as AbsentError, MapDeserializer};
use serde::de::{Deserialize, Deserializer, Error as _};
use serde::ser::{Error as _, Serializer};

use crate::value::audience::AudienceClaim;
use crate::value::time_claim::TimeClaim;

/// Reads a `T`, if it can be read.
#[derive(Debug)]
pub struct Read<'t, T>(pub PhantomData<(&'t (), T)>);

impl<'t, T: Deserialize<'t>> Read<'t, T> {
    /// Reads it.
    ///
    /// # Errors
    /// The errors of the deserializer.
    #[inline]
    pub fn read<D: Deserializer<'t>>(self, deserializer: D) -> Result<T, D::Error> {
        T::deserialize(deserializer)
    }

    /// Reads it from an object without members.
    ///
    /// # Errors
    /// If a member is required.
    pub fn nothing(self) -> Result<T, AbsentError> {
        read_nothing()
    }
}

/// Reads a `T` from an object without members.
///
/// # Errors
/// If a member is required.
#[cold]
pub fn read_nothing<'t, T: Deserialize<'t>>() -> Result<T, AbsentError> {
    let nothing = std::iter::empty::<(&str, &str)>();
    T::deserialize(MapDeserializer::new(nothing))
}

/// The fallback for a [`Read`] of a type that cannot be read; the inherent method has
/// precedence over this one. Never called, because the build fails at the type.
pub trait Nothing<'t>: Sized {
    /// The type to read.
    type Value;

    /// Refuses.
    ///
    /// # Errors
    /// Always.
    fn read<D: Deserializer<'t>>(self, deserializer: D) -> Result<Self::Value, D::Error>;

    /// Refuses.
    ///
    /// # Errors
    /// Always.
    fn nothing(self) -> Result<Self::Value, AbsentError>;
}

impl<'t, T> Nothing<'t> for Read<'t, T> {
    type Value = T;

    fn read<D: Deserializer<'t>>(self, _deserializer: D) -> Result<T, D::Error> {
        Err(D::Error::custom("a field's type cannot be read"))
    }

    fn nothing(self) -> Result<T, AbsentError> {
        Err(serde::de::Error::custom("a field's type cannot be read"))
    }
}

/// The fallback for a hidden struct that cannot be written; see [`Nothing`].
pub trait NothingWritten {
    /// Refuses.
    ///
    /// # Errors
    /// Always.
    fn serialize<C, S: Serializer>(_claims: &C, _serializer: S) -> Result<S::Ok, S::Error> {
        Err(S::Error::custom("a field's type cannot be written"))
    }
}

impl<T> NothingWritten for T {}

/// Requires that a field's type can be read.
pub fn is_readable<'t, T: Deserialize<'t>>() {}

/// Requires that a field's type can hold `aud`.
pub fn holds_audience<'t, T: AudienceClaim<'t>>() {}

/// Says that a field's type can hold a time claim.
pub fn holds_time<T: TimeClaim>() {}
