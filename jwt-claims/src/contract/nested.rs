//! Objects in the claims: those with their own struct, and those in a `path`.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Display;
use std::rc::Rc;
use std::sync::Arc;

use serde::de::value::Error as AbsentError;
use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::forward_to_deserialize_any;

use crate::error::findings::Findings;
use crate::policy::{Rule, RuleSpec};
use crate::rules::seen::Seen;

/// An object among a token's claims, with its own rules.
///
/// Derive it; see [the derive macro](macro@crate::NestedClaims).
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no rules of its own, so `nested` cannot check them",
    note = "put `#[derive(jwt_claims::NestedClaims)]` on the struct; `Option`, `Vec` and maps of it are nested, too"
)]
pub trait NestedClaims {
    #[doc(hidden)]
    const RULES: &'static [RuleSpec];

    #[doc(hidden)]
    fn check(&self, seen: Seen, found: &mut Findings);
}

/// `None` has no rules to check. The field around it decides if it may be absent.
impl<T: NestedClaims> NestedClaims for Option<T> {
    const RULES: &'static [RuleSpec] = T::RULES;

    fn check(&self, seen: Seen, found: &mut Findings) {
        if let Some(nested) = self {
            nested.check(seen, found);
        }
    }
}

macro_rules! pointers {
    ($($pointer:ident),*) => {$(
        impl<T: NestedClaims> NestedClaims for $pointer<T> {
            const RULES: &'static [RuleSpec] = T::RULES;
            fn check(&self, seen: Seen, found: &mut Findings) { (**self).check(seen, found) }
        }
    )*};
}
pointers!(Box, Rc, Arc);

const fn each(claim: &'static str, rules: &'static [RuleSpec]) -> RuleSpec {
    RuleSpec { if_present: true, ..RuleSpec::new(claim, Rule::Nested(rules)) }
}

/// Checks the rules of each member. The path of a violation has the index.
impl<T: NestedClaims> NestedClaims for Vec<T> {
    const RULES: &'static [RuleSpec] = &[each("[*]", T::RULES)];

    fn check(&self, seen: Seen, found: &mut Findings) {
        for (index, nested) in self.iter().enumerate() {
            let mark = found.mark();
            nested.check(seen, found);
            found.below(mark, || format!("[{index}]"));
        }
    }
}

macro_rules! maps {
    ($($map:ident<K, T $(, $hasher:ident)?>),*) => {$(
        /// Checks the rules of each member. The path of a violation has the key.
        impl<K: Display, T: NestedClaims $(, $hasher)?> NestedClaims for $map<K, T $(, $hasher)?> {
            const RULES: &'static [RuleSpec] = &[each("*", T::RULES)];

            fn check(&self, seen: Seen, found: &mut Findings) {
                for (name, nested) in self {
                    let mark = found.mark();
                    nested.check(seen, found);
                    found.below(mark, || name.to_string());
                }
            }
        }
    )*};
}
maps!(BTreeMap<K, T>, HashMap<K, T, S>);

/// A nested object whose rules are checked. If its type has no rules, the compiler
/// reports that once, at the type; [`Ruleless`] is the fallback here.
#[derive(Debug)]
pub struct Inside<'a, T: ?Sized>(pub &'a T);

impl<T: NestedClaims + ?Sized> Inside<'_, T> {
    /// Checks them.
    pub fn check(self, seen: Seen, found: &mut Findings) {
        self.0.check(seen, found);
    }
}

/// See [`Inside`], whose own method has precedence over this one. The build fails
/// before it is called.
pub trait Ruleless: Sized {
    /// Does nothing: the build fails at the type.
    fn check(self, _seen: Seen, _found: &mut Findings) {}
}

impl<T: ?Sized> Ruleless for Inside<'_, T> {}

/// A deserializer that accepts an object and nothing else: serde's expansion would also read an
/// array, by the order of the fields.
#[derive(Debug)]
pub struct OnlyObject<D>(pub D);

impl<'t, D: Deserializer<'t>> Deserializer<'t> for OnlyObject<D> {
    type Error = D::Error;

    fn deserialize_any<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_map(visitor)
    }

    forward_to_deserialize_any! {
        <W: Visitor<'t>>
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }

    fn is_human_readable(&self) -> bool {
        self.0.is_human_readable()
    }
}

/// An object that a path leads through, if it is present.
#[derive(Debug)]
pub struct Object<T>(Option<T>);

impl<T> Default for Object<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<'t, T: Deserialize<'t>> Deserialize<'t> for Object<T> {
    #[inline]
    fn deserialize<D: Deserializer<'t>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(OnlyObject(deserializer)).map(|object| Self(Some(object)))
    }
}

impl<T> Object<T> {
    /// The object, or an empty one instead.
    ///
    /// # Errors
    /// The claim that is missing from the empty one, which is at that path.
    #[inline]
    pub fn or<E: Error>(
        self,
        nothing: impl FnOnce() -> Result<T, AbsentError>,
        path: &'static str,
    ) -> Result<T, E> {
        match self.0 {
            Some(object) => Ok(object),
            None => nothing().map_err(|error| missing(&error, path)),
        }
    }
}

#[cold]
fn missing<E: Error>(error: &AbsentError, path: &str) -> E {
    let text = error.to_string();
    match text.strip_prefix("missing field `") {
        Some(field) => E::custom(format_args!("missing field `{path}.{field}")),
        None => E::custom(format_args!("missing field `{path}`")),
    }
}
