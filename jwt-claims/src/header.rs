//! The JOSE header (RFC 7515 §4).

use std::borrow::Cow;
use std::fmt;

use serde::Serialize;
use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};

use crate::decode::Names;
use crate::error::{Code, Error};

/// The parameters of a JOSE header that mean something here. Keys and URLs in
/// a header (`jwk`, `jku`, `x5c`, `x5u`) are never followed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Header<'h> {
    pub(crate) alg: Cow<'h, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) typ: Option<Cow<'h, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) kid: Option<Cow<'h, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cty: Option<Cow<'h, str>>,
}

impl Header<'_> {
    /// `alg`, as it is written (RFC 7515 §4.1.1).
    #[must_use]
    pub fn alg(&self) -> &str {
        &self.alg
    }

    /// `typ`, as it is written (RFC 7515 §4.1.9).
    #[must_use]
    pub fn typ(&self) -> Option<&str> {
        self.typ.as_deref()
    }

    /// `kid` (RFC 7515 §4.1.4).
    #[must_use]
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// `cty` (RFC 7515 §4.1.10).
    #[must_use]
    pub fn cty(&self) -> Option<&str> {
        self.cty.as_deref()
    }
}

impl<'h> Header<'h> {
    /// Reads a header. Refused: what is no JSON object, a repeated name, a
    /// parameter of a wrong type, any `crit` (RFC 7515 §4.1.11: no extension
    /// is understood here).
    pub(crate) fn parse(json: &'h [u8]) -> Result<Self, Error> {
        let parsed: Parsed<'h> = std::str::from_utf8(json)
            .ok()
            .and_then(|json| serde_json::from_str(json).ok())
            .ok_or_else(malformed)?;
        if parsed.critical {
            return Err(Error::new(
                Code::Crit,
                "the header has `crit`, and no extension is understood here; issue tokens without it",
            ));
        }
        Ok(parsed.header)
    }
}

#[cold]
fn malformed() -> Error {
    Error::new(
        Code::Malformed,
        "the header is no JSON object with `alg`, or a parameter is repeated or of a wrong type (RFC 7515 §4)",
    )
}

struct Parsed<'h> {
    header: Header<'h>,
    critical: bool,
}

impl<'de> Deserialize<'de> for Parsed<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(HeaderVisitor)
    }
}

struct HeaderVisitor;

impl<'de> Visitor<'de> for HeaderVisitor {
    type Value = Parsed<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JOSE header")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Parsed<'de>, A::Error> {
        let mut names = Names::new();
        let mut alg = None;
        let mut header = Header::default();
        let mut critical = false;
        while let Some(Text(name)) = map.next_key()? {
            if !names.insert(name.clone()) {
                return Err(A::Error::custom("repeated name"));
            }
            match name.as_ref() {
                "alg" => alg = Some(map.next_value::<Text<'de>>()?.0),
                "typ" => header.typ = Some(map.next_value::<Text<'de>>()?.0),
                "kid" => header.kid = Some(map.next_value::<Text<'de>>()?.0),
                "cty" => header.cty = Some(map.next_value::<Text<'de>>()?.0),
                other => {
                    critical |= other == "crit";
                    map.next_value::<Unique>()?;
                }
            }
        }
        header.alg = alg.ok_or_else(|| A::Error::missing_field("alg"))?;
        Ok(Parsed { header, critical })
    }
}

/// A string, borrowed where it has no escapes.
#[derive(serde::Deserialize)]
#[serde(transparent)]
struct Text<'h>(#[serde(borrow)] Cow<'h, str>);

/// Any value, passed over; but no object in it may repeat a name.
struct Unique;

impl<'de> Deserialize<'de> for Unique {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Unique)
    }
}

macro_rules! scalars {
    ($($method:ident: $type:ty,)*) => {$(
        fn $method<E>(self, _: $type) -> Result<Unique, E> { Ok(Unique) }
    )*};
}

impl<'de> Visitor<'de> for Unique {
    type Value = Unique;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    scalars! { visit_bool: bool, visit_u64: u64, visit_i64: i64, visit_f64: f64, visit_str: &str, }

    fn visit_unit<E>(self) -> Result<Unique, E> {
        Ok(Unique)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<Unique, A::Error> {
        while values.next_element::<Unique>()?.is_some() {}
        Ok(Unique)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Unique, A::Error> {
        let mut names = Names::new();
        while let Some(Text(name)) = map.next_key()? {
            if !names.insert(name) {
                return Err(A::Error::custom("repeated name"));
            }
            map.next_value::<Unique>()?;
        }
        Ok(Unique)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_parameters_are_read_and_others_ignored() {
        let header =
            Header::parse(br#"{"alg":"ES256","kid":"a","typ":"at+jwt","x":{"y":[1]},"jku":"https://x"}"#)
                .unwrap();
        assert_eq!(
            (header.alg(), header.kid(), header.typ(), header.cty()),
            ("ES256", Some("a"), Some("at+jwt"), None)
        );
    }

    #[test]
    fn refused_headers() {
        let refused = [
            ("", "token_malformed"),
            ("{}", "token_malformed"),
            ("[]", "token_malformed"),
            (r#"["HS256"]"#, "token_malformed"),
            (r#"{"alg":null}"#, "token_malformed"),
            (r#"{"alg":["HS256"]}"#, "token_malformed"),
            (r#"{"alg":"HS256","kid":1}"#, "token_malformed"),
            (r#"{"alg":"HS256","typ":null}"#, "token_malformed"),
            (r#"{"alg":"HS256","alg":"HS256"}"#, "token_malformed"),
            (r#"{"alg":"HS256","\u0061lg":"HS256"}"#, "token_malformed"),
            (r#"{"alg":"HS256","x":1,"x":1}"#, "token_malformed"),
            (r#"{"alg":"HS256","x":[{"y":{"z":1,"z":1}}]}"#, "token_malformed"),
            (r#"{"alg":"HS256"} x"#, "token_malformed"),
            (r#"{"alg":"HS256","crit":[]}"#, "crit_not_understood"),
            (r#"{"alg":"HS256","crit":["b64"],"b64":false}"#, "crit_not_understood"),
        ];
        for (json, code) in refused {
            assert_eq!(Header::parse(json.as_bytes()).unwrap_err().code(), code, "{json}");
        }
    }
}
