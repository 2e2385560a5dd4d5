//! Finds a value inside another one, in one pass.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::place::Step;
use super::text::TextSeed;
use crate::base::shown::kind;

/// The member of that name, or the element at that index.
pub(super) fn inside<'t>(value: &'t RawValue, step: &Step) -> Option<&'t RawValue> {
    let mut json = serde_json::Deserializer::from_str(value.get());
    json.deserialize_any(Inside(step)).ok().flatten()
}

/// Whether a value is an object.
pub(super) fn is_object(value: &RawValue) -> bool {
    value.get().starts_with('{')
}

/// Whether a value is an object or an array.
pub(super) fn has_inside(value: &RawValue) -> bool {
    value.get().starts_with(['{', '['])
}

struct Inside<'s>(&'s Step);

impl<'t> Visitor<'t> for Inside<'_> {
    type Value = Option<&'t RawValue>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object or an array")
    }

    fn visit_map<A: MapAccess<'t>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let mut found = None;
        while let Some(name) = members.next_key_seed(TextSeed)? {
            match self.0 {
                Step::Name(wanted) if *wanted == *name => found = Some(members.next_value()?),
                _ => drop(members.next_value::<IgnoredAny>()?),
            }
        }
        Ok(found)
    }

    fn visit_seq<A: SeqAccess<'t>>(self, mut elements: A) -> Result<Self::Value, A::Error> {
        let (mut found, mut index) = (None, 0);
        while let Some(element) = elements.next_element::<&RawValue>()? {
            if matches!(self.0, Step::Index(wanted) if *wanted == index) {
                found = Some(element);
            }
            index += 1;
        }
        Ok(found)
    }
}

/// The kind of a value and the length of a text or an array, without its content.
pub(super) fn describe(value: &RawValue) -> Cow<'static, str> {
    let json = value.get();
    match kind(json) {
        "a string" => match serde_json::from_str::<String>(json) {
            Ok(text) => format!("a string of length {}", text.chars().count()).into(),
            Err(_) => "a string that is not Unicode text".into(),
        },
        "an array" => match serde_json::from_str::<Vec<IgnoredAny>>(json) {
            Ok(elements) => format!("an array of length {}", elements.len()).into(),
            Err(_) => "an array".into(),
        },
        other => other.into(),
    }
}
