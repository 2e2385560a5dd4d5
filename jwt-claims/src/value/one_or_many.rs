//! Claims that are one value or an array of values.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use serde::de::value::{BorrowedStrDeserializer, MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{self, Deserialize, Deserializer, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, Serializer};

/// One value or several: read from a value of type `T` or from an array of them. A
/// single value is written without an array, as with [`Audience`](crate::Audience).
///
/// It is a collection for the rules, and reads like a slice:
///
/// ```
/// # use jwt_claims::{Claims, Issuer, OneOrMany, SigningKey, Verifier, jws};
/// #[derive(Claims)]
/// #[claims(ttl = "5m")]
/// struct Access {
///     #[claim(any_of = ["editor", "admin"])]
///     roles: OneOrMany<String>,
/// }
///
/// # let key = SigningKey::hs256([7; 32])?;
/// # let verifier = Verifier::new(key.verifying_key());
/// for roles in [r#""admin""#, r#"["user","admin"]"#] {
///     let token = jws::sign(&key, format!(r#"{{"exp":4102444800,"roles":{roles}}}"#).as_bytes())?;
///     let token = verifier.token(&token);
///     assert!(token.verify::<Access>()?.roles.contains(&"admin".to_owned()));
/// }
/// # Ok::<(), jwt_claims::Error>(())
/// ```
///
/// An array is read as several values. If `T` itself is an array, a single `T` has the
/// wrong type.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OneOrMany<T>(Vec<T>);

impl<T> OneOrMany<T> {
    /// The values, in the order of the token.
    #[must_use]
    pub fn into_vec(self) -> Vec<T> {
        self.0
    }
}

impl<T> Deref for OneOrMany<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<T> From<Vec<T>> for OneOrMany<T> {
    fn from(values: Vec<T>) -> Self {
        Self(values)
    }
}

impl<T> FromIterator<T> for OneOrMany<T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        Self(values.into_iter().collect())
    }
}

impl<T> IntoIterator for OneOrMany<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a OneOrMany<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<T: Serialize> Serialize for OneOrMany<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.as_slice() {
            [one] => one.serialize(serializer),
            many => many.serialize(serializer),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for OneOrMany<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OneOrManyVisitor(PhantomData)).map(Self)
    }
}

struct OneOrManyVisitor<T>(PhantomData<T>);

macro_rules! one {
    ($($visit:ident($value:ty);)*) => {$(
        fn $visit<E: de::Error>(self, value: $value) -> Result<Vec<T>, E> {
            T::deserialize(value.into_deserializer()).map(|one| vec![one])
        }
    )*};
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for OneOrManyVisitor<T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("one value or an array of values")
    }

    one! {
        visit_bool(bool);
        visit_i64(i64);
        visit_u64(u64);
        visit_f64(f64);
        visit_str(&str);
    }

    fn visit_borrowed_str<E: de::Error>(self, value: &'de str) -> Result<Vec<T>, E> {
        T::deserialize(BorrowedStrDeserializer::new(value)).map(|one| vec![one])
    }

    fn visit_seq<A: SeqAccess<'de>>(self, values: A) -> Result<Vec<T>, A::Error> {
        Vec::deserialize(SeqAccessDeserializer::new(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, value: A) -> Result<Vec<T>, A::Error> {
        T::deserialize(MapAccessDeserializer::new(value)).map(|one| vec![one])
    }
}
