//! Reads a refused header again, to report which parameter is wrong, why, and what its
//! issuer can do. It is one pass that ends at the first error, so a refusal costs at
//! most twice as much as reading.

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::error::Category;
use serde_json::value::RawValue;

use super::parameters::{MAX_PARTS, TOO_MANY_PARTS, Text, scalars};
use crate::base::names::Names;
use crate::base::shown::{kind, shown};
use crate::error::{Code, Error};

/// The header is not UTF-8.
#[cold]
pub(super) fn not_utf8(error: std::str::Utf8Error) -> Error {
    let at = error.valid_up_to() + 1;
    malformed(format!(
        "the header is not UTF-8: byte {at} does not belong to a character; \
         the issuer must encode the header in UTF-8 (RFC 7515 §7.1)"
    ))
}

/// The header has too many escapes.
#[cold]
pub(super) fn escapes(most: usize) -> Error {
    malformed(format!(
        "the header has more than {most} backslashes, the maximum for its length; \
         the issuer must write its characters without escapes"
    ))
}

/// The error for a header that could not be read.
#[cold]
pub(super) fn of(json: &str, error: &serde_json::Error) -> Error {
    if error.is_data() && error.to_string().starts_with(TOO_MANY_PARTS) {
        return malformed(format!(
            "the header has more than {MAX_PARTS} names and values; \
             the issuer must leave out parameters that verifiers do not need"
        ));
    }
    let look = Look::default();
    let found = kind(json.trim_ascii_start());
    let mut cut = None;
    if found == "an object" {
        let looked = look.deserialize(&mut serde_json::Deserializer::from_str(json));
        // a value of a wrong type that does not end: `{"typ":{`
        cut = looked.err().filter(|_| error.is_data());
    } else if error.is_data() {
        look.fault.set(Some(format!(
            "expected the header to be a JSON object, found {found}; the issuer must write an object with \
             `alg` (RFC 7515 §4)"
        )));
    }
    let error = cut.as_ref().unwrap_or(error);
    malformed(look.fault.take().unwrap_or_else(|| no_json(look.inside.take().as_deref(), error)))
}

fn malformed(text: String) -> Error {
    Error::new(Code::Malformed, text)
}

/// The position and reason of a JSON syntax error, from serde: such a message does not
/// quote the text.
fn no_json(inside: Option<&str>, error: &serde_json::Error) -> String {
    let parameter = inside.map_or_else(String::new, |name| format!(" in `{}`", shown(name)));
    let (line, column, message) = (error.line(), error.column(), error.to_string());
    let reason = match error.classify() {
        Category::Syntax | Category::Eof => message.rsplit_once(" at line ").map_or("", |(reason, _)| reason),
        Category::Data | Category::Io => "unexpected value",
    };
    format!(
        "the header is not valid JSON{parameter}, at line {line}, column {column}: {reason}; \
         the issuer must write it with a JSON library"
    )
}

fn repeated(name: &str) -> String {
    format!(
        "the parameter `{}` is repeated in the header; the issuer must write it once (RFC 7515 §4)",
        shown(name)
    )
}

/// The error in the value of a parameter that is used here.
fn wrong_type(name: &str, value: &str) -> Option<String> {
    let (expected, advice) = match name {
        "alg" => ("a string", "write the name of its algorithm there (RFC 7515 §4.1.1)"),
        "kid" => ("a string", "write the name of its key there, or leave it out (RFC 7515 §4.1.4)"),
        "typ" => ("a string", "write a media type there, or leave it out (RFC 7515 §4.1.9)"),
        "cty" => ("a string", "write a media type there, or leave it out (RFC 7515 §4.1.10)"),
        _ => ("a boolean", "leave it out (RFC 7797 §3)"),
    };
    let found = kind(value);
    let fault = || format!("expected `{name}` to be {expected}, found {found}; the issuer must {advice}");
    (found != expected).then(fault)
}

/// A pass over the parameters up to the first error.
#[derive(Default)]
struct Look<'h> {
    /// The parameter whose value is being read.
    inside: Cell<Option<Cow<'h, str>>>,
    fault: Cell<Option<String>>,
}

impl<'h> Look<'h> {
    /// Ends the pass.
    fn stop<E: serde::de::Error>(&self, fault: String) -> E {
        self.fault.set(Some(fault));
        E::custom("found")
    }

    /// Reads the value of a parameter that is used here.
    fn known<A: MapAccess<'h>>(&self, name: &str, map: &mut A) -> Result<(), A::Error> {
        let value = map.next_value::<&'h RawValue>()?.get();
        if let Some(fault) = wrong_type(name, value) {
            return Err(self.stop(fault));
        }
        // an escape may be invalid
        if value.starts_with('"') {
            serde_json::from_str::<Text<'_>>(value).map_err(A::Error::custom)?;
        }
        Ok(())
    }

    /// The name of the parameter whose value is being read.
    fn parameter(&self) -> Cow<'h, str> {
        let name = self.inside.take().unwrap_or_default();
        self.inside.set(Some(name.clone()));
        name
    }
}

impl<'h> DeserializeSeed<'h> for &Look<'h> {
    type Value = ();

    fn deserialize<D: Deserializer<'h>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'h> Visitor<'h> for &Look<'h> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JOSE header")
    }

    fn visit_map<A: MapAccess<'h>>(self, mut map: A) -> Result<(), A::Error> {
        let (mut names, mut has_alg) = (Names::new(), false);
        while let Some(Text(name)) = map.next_key::<Text<'h>>()? {
            if !names.insert(name.clone()) {
                return Err(self.stop(repeated(&name)));
            }
            has_alg |= name == "alg";
            self.inside.set(Some(name.clone()));
            match name.as_ref() {
                "alg" | "typ" | "kid" | "cty" | "b64" => self.known(&name, &mut map)?,
                _ => map.next_value_seed(Inside(self))?,
            }
            self.inside.set(None);
        }
        if has_alg {
            return Ok(());
        }
        let advice = "the issuer must write the name of its algorithm there (RFC 7515 §4.1.1)";
        Err(self.stop(format!("expected the header to have `alg`, found none; {advice}")))
    }
}

/// Any value in a parameter that is not used here. Objects in it must not repeat a
/// name.
#[derive(Clone, Copy)]
struct Inside<'l, 'h>(&'l Look<'h>);

impl<'h> DeserializeSeed<'h> for Inside<'_, 'h> {
    type Value = ();

    fn deserialize<D: Deserializer<'h>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'h> Visitor<'h> for Inside<'_, 'h> {
    type Value = ();

    scalars! { () }

    fn visit_seq<A: SeqAccess<'h>>(self, mut values: A) -> Result<(), A::Error> {
        while values.next_element_seed(self)?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'h>>(self, mut map: A) -> Result<(), A::Error> {
        let mut names = Names::new();
        while let Some(Text(name)) = map.next_key::<Text<'h>>()? {
            if !names.insert(name.clone()) {
                return Err(self.0.stop(format!(
                    "the name `{}` is repeated in an object in the parameter `{}`; \
                     the issuer must write it once (RFC 7515 §4)",
                    shown(name),
                    shown(self.0.parameter())
                )));
            }
            map.next_value_seed(self)?;
        }
        Ok(())
    }
}
