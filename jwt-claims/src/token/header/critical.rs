//! Errors for a header with `crit` (RFC 7515 §4.1.11) or an unencoded payload.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::parameters::{Name, Text};
use crate::base::names::Names;
use crate::base::shown::{kind, shown};
use crate::error::{Code, Error};

/// The error for a header with `crit` that is otherwise valid.
#[cold]
pub(super) fn critical(json: &str) -> Error {
    let fault = serde_json::from_str(json).ok().and_then(|Critical(fault)| fault);
    match fault {
        Some(fault) => Error::new(Code::Crit, format!("{fault}; issue tokens without it (RFC 7515 §4.1.11)")),
        None => Error::new(
            Code::Crit,
            "the header has `crit`, and no extension is supported; issue tokens without it",
        ),
    }
}

/// The error for a payload that is not base64url.
#[cold]
pub(super) fn unencoded() -> Error {
    Error::new(
        Code::Crit,
        "the header has `b64` with the value `false`, and unencoded payloads are not supported (RFC 7797); \
         issue tokens without it",
    )
}

/// The error in the form of `crit`, if any.
struct Critical(Option<Cow<'static, str>>);

impl<'h> Deserialize<'h> for Critical {
    fn deserialize<D: Deserializer<'h>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(CriticalVisitor)
    }
}

struct CriticalVisitor;

impl<'h> Visitor<'h> for CriticalVisitor {
    type Value = Critical;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JOSE header")
    }

    fn visit_map<A: MapAccess<'h>>(self, mut map: A) -> Result<Critical, A::Error> {
        let mut crit = None;
        while let Some(name) = map.next_key::<Name>()? {
            if !matches!(name, Name::Crit) {
                map.next_value::<IgnoredAny>()?;
            } else if crit.replace(map.next_value::<&RawValue>()?.get()).is_some() {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                return Ok(Critical(Some("the parameter `crit` is repeated in the header".into())));
            }
        }
        let fault = match crit.map(|crit| (kind(crit), crit)) {
            Some(("an array", crit)) => serde_json::from_str(crit).ok().and_then(|List(fault)| fault),
            Some((found, _)) => Some(
                format!("expected `crit` to be an array of the names of parameters, found {found}").into(),
            ),
            None => None,
        };
        Ok(Critical(fault))
    }
}

/// The error in the array of `crit`, if any.
struct List(Option<Cow<'static, str>>);

impl<'h> Deserialize<'h> for List {
    fn deserialize<D: Deserializer<'h>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(ListVisitor)
    }
}

struct ListVisitor;

impl<'h> Visitor<'h> for ListVisitor {
    type Value = List;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'h>>(self, mut values: A) -> Result<List, A::Error> {
        let (mut names, mut fault) = (Names::new(), None);
        let mut is_empty = true;
        while let Some(value) = values.next_element::<&RawValue>()? {
            is_empty = false;
            fault = fault.or_else(|| match serde_json::from_str::<Text<'_>>(value.get()) {
                Ok(Text(name)) if names.insert(name.clone()) => None,
                Ok(Text(name)) => Some(format!("`crit` names `{}` twice", shown(name)).into()),
                Err(_) => Some(
                    format!("expected `crit` to hold strings only, found {} in it", kind(value.get())).into(),
                ),
            });
        }
        Ok(List(if is_empty {
            Some("expected `crit` to name a parameter, found an empty array".into())
        } else {
            fault
        }))
    }
}
