//! Shared by all passes over a header.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Visitor};

/// The maximum number of names and values in a header, at all depths. A key (`jwk`)
/// with its certificates has about 25. This limits the cost of a header before the
/// signature is checked: a refused token must not cost more than a valid one.
pub(super) const MAX_PARTS: u32 = 28;

/// The message if there are more.
pub(super) const TOO_MANY_PARTS: &str = "too many parts";

/// The name of a parameter.
pub(super) enum Name {
    Alg,
    Typ,
    Kid,
    Cty,
    Crit,
    B64,
    X5t,
    X5tS256,
    Other,
}

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(NameVisitor)
    }
}

struct NameVisitor;

impl Visitor<'_> for NameVisitor {
    type Value = Name;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a parameter's name")
    }

    fn visit_str<E>(self, name: &str) -> Result<Name, E> {
        Ok(match name {
            "alg" => Name::Alg,
            "typ" => Name::Typ,
            "kid" => Name::Kid,
            "cty" => Name::Cty,
            "crit" => Name::Crit,
            "b64" => Name::B64,
            "x5t" => Name::X5t,
            "x5t#S256" => Name::X5tS256,
            _ => Name::Other,
        })
    }
}

/// A string, borrowed if it has no escapes.
#[derive(serde::Deserialize)]
#[serde(transparent)]
pub(super) struct Text<'h>(#[serde(borrow)] pub(super) Cow<'h, str>);

/// The methods of a visitor for values without parts.
macro_rules! scalars {
    ($value:expr) => {
        $crate::token::header::parameters::scalars! { $value; visit_bool: bool, visit_u64: u64, visit_i64: i64, visit_f64: f64, visit_str: &str }

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("any value")
        }

        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok($value)
        }
    };
    ($value:expr; $($method:ident: $type:ty),*) => {$(
        fn $method<E>(self, _: $type) -> Result<Self::Value, E> { Ok($value) }
    )*};
}

pub(super) use scalars;
