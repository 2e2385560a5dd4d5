//! How generated code reads and writes its hidden structs. The compiler reports a wrong
//! field type once, at the type; fallbacks prevent further errors in the expansion.

use std::marker::PhantomData;

use serde::de::value::{Error as AbsentError, MapDeserializer};
use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error as _};
use serde::ser::{Error as _, Serialize, Serializer};

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

/// The fallback for a [`Read`] of a type without `Deserialize`; the inherent method has
/// precedence over this one. It is not called, because the build fails at the type.
pub trait Nothing<'t>: Sized {
    /// The type to read.
    type Value;

    /// Refuses.
    ///
    /// # Errors
    /// Each call fails.
    fn read<D: Deserializer<'t>>(self, deserializer: D) -> Result<Self::Value, D::Error>;

    /// Refuses.
    ///
    /// # Errors
    /// Each call fails.
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

/// The fallback for a hidden struct without `Serialize`; see [`Nothing`].
pub trait NothingWritten {
    /// Refuses.
    ///
    /// # Errors
    /// Each call fails.
    fn serialize<C, S: Serializer>(_claims: &C, _serializer: S) -> Result<S::Ok, S::Error> {
        Err(S::Error::custom("a field's type cannot be written"))
    }
}

impl<T> NothingWritten for T {}

macro_rules! claim_types {
    ($($(#[$doc:meta])* $name:ident $(<$lifetime:lifetime>)?: $($bound:path),+;)*) => {$(
        $(#[$doc])*
        #[diagnostic::on_unimplemented(
            message = "`{Self}` cannot be a claim",
            label = "serde cannot read and write it",
            note = "an enum of strings, such as roles, needs `#[derive(jwt_claims::ClaimValue)]`",
            note = "a claims type needs `#[claim(base)]` on the field, which extends it, or a `#[derive(NestedClaims)]` \
                instead of its own and `#[claim(nested)]` on the field",
            note = "another type needs `#[derive(serde::Deserialize, serde::Serialize)]`"
        )]
        pub trait $name $(<$lifetime>)?: $($bound +)+ {}

        #[diagnostic::do_not_recommend]
        impl<$($lifetime,)? T: $($bound +)+> $name $(<$lifetime>)? for T {}
    )*};
}
claim_types! {
    /// A type that can be read and written.
    ClaimType: Serialize, DeserializeOwned;
    /// A type that can be read from a token.
    Readable<'t>: Deserialize<'t>;
}

/// The same as `Serialize`, but as a condition over every lifetime.
pub trait Written<'x>: Serialize {}

impl<T: Serialize> Written<'_> for T {}

/// Requires that a field's type can be read and written.
pub fn is_readable_and_written<T: ClaimType>() {}

/// Requires that a field's type can be read.
pub fn is_readable<'t, T: Readable<'t>>() {}

/// Requires that a field's type can hold `aud`.
pub fn holds_audience<'t, T: AudienceClaim<'t>>() {}

/// Says that a field's type can hold a time claim.
pub fn holds_time<T: TimeClaim>() {}
