//! The JOSE header (RFC 7515 §4).

pub(crate) mod added;
mod content;
mod critical;
mod fault;
mod parameters;

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;

use memchr::memchr_iter;
use serde::Serialize;
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde_json::value::RawValue;

use parameters::{MAX_PARTS, Name, TOO_MANY_PARTS, Text, scalars};

use crate::base::names::Names;
use crate::error::Error;

/// A JOSE header (RFC 7515 §4).
///
/// The library uses `alg`, `typ` and `kid`, and compares `x5t` and `x5t#S256` with the
/// verifier's keys. Keys and URLs in a header (`jwk`, `jku`, `x5c`, `x5u`) are never
/// used; methods return them as they are in the token. [`get`](Self::get) returns any
/// parameter.
///
/// Serializing it writes `alg`, `typ`, `kid` and `cty`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Header<'h> {
    pub(crate) alg: Cow<'h, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) typ: Option<Cow<'h, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) kid: Option<Cow<'h, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cty: Option<Cow<'h, str>>,
    #[serde(skip)]
    pub(crate) json: Source<'h>,
}

/// The JSON that a header was read from; empty for a header that is about to be
/// written.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Source<'h>(&'h str);

impl fmt::Debug for Source<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.0.len())
    }
}

impl Header<'_> {
    /// `alg`, as in the token (RFC 7515 §4.1.1).
    #[must_use]
    pub fn alg(&self) -> &str {
        &self.alg
    }

    /// `typ`, as in the token (RFC 7515 §4.1.9).
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
    /// Parses a header that was accepted before.
    pub(crate) fn accepted(json: &'h [u8]) -> Self {
        Self::parse(json).unwrap_or_default()
    }

    /// Parses a header. It refuses text that is not a JSON object, a repeated name, a
    /// parameter of a wrong type, and any `crit` (RFC 7515 §4.1.11), because no
    /// extension is supported.
    pub(crate) fn parse(json: &'h [u8]) -> Result<Self, Error> {
        let outline = Outline::read(json)?;
        outline.confirm(json)?;
        let json = Source(std::str::from_utf8(json).map_err(fault::not_utf8)?);
        Ok(Self { json, ..outline.header })
    }
}

/// The part of a header that is needed to select a key. A long header costs its sender
/// nothing, so other parameters are only skipped until the signature is verified.
pub(crate) struct Outline<'h> {
    pub(crate) header: Header<'h>,
    /// `x5t` and `x5t#S256` (RFC 7515 §4.1.7, §4.1.8), unparsed: they are used if there
    /// is no `kid`.
    pub(crate) x5t: Option<&'h RawValue>,
    pub(crate) x5t_s256: Option<&'h RawValue>,
    critical: bool,
    /// `b64` is `false` (RFC 7797): the payload is not base64url.
    unencoded: bool,
    /// True if there were other parameters.
    others: bool,
}

impl<'h> Outline<'h> {
    pub(crate) fn read(json: &'h [u8]) -> Result<Self, Error> {
        let text = std::str::from_utf8(json).map_err(fault::not_utf8)?;
        let most = max_escapes(json.len());
        if memchr_iter(b'\\', json).count() > most {
            return Err(fault::escapes(most));
        }
        let outline: Self = serde_json::from_str(text).map_err(|error| fault::of(text, &error))?;
        if outline.critical {
            return Err(critical::critical(text));
        }
        if outline.unencoded {
            return Err(critical::unencoded());
        }
        Ok(outline)
    }

    /// Refuses a repeated name among the skipped parameters, or inside them.
    pub(crate) fn confirm(&self, json: &[u8]) -> Result<(), Error> {
        if self.others {
            let text = std::str::from_utf8(json).map_err(fault::not_utf8)?;
            serde_json::from_str::<Unique>(text).map_err(|error| fault::of(text, &error))?;
        }
        Ok(())
    }
}

/// The maximum number of escapes in a header, for the same reason. Some issuers write
/// `\/` for each slash; base64 of a certificate has one slash in 64 bytes.
const fn max_escapes(octets: usize) -> usize {
    8 + octets / 32
}

/// The number of names and values that may still follow.
struct Allowance(Cell<u32>);

impl Allowance {
    fn spend_one<E: serde::de::Error>(&self) -> Result<(), E> {
        let left = self.0.get().checked_sub(1).ok_or_else(|| E::custom(TOO_MANY_PARTS))?;
        self.0.set(left);
        Ok(())
    }
}

impl<'de> Deserialize<'de> for Outline<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(OutlineVisitor)
    }
}

struct OutlineVisitor;

impl<'de> Visitor<'de> for OutlineVisitor {
    type Value = Outline<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JOSE header")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Outline<'de>, A::Error> {
        let (mut alg, mut typ, mut kid, mut cty) = (None, None, None, None);
        let (mut x5t, mut x5t_s256) = (None, None);
        let (mut critical, mut unencoded, mut others) = (false, false, false);
        let allowance = Allowance(Cell::new(MAX_PARTS));
        while let Some(name) = map.next_key::<Name>()? {
            allowance.spend_one()?;
            let known = match name {
                Name::Alg => &mut alg,
                Name::Typ => &mut typ,
                Name::Kid => &mut kid,
                Name::Cty => &mut cty,
                Name::B64 => {
                    unencoded |= !map.next_value::<bool>()?;
                    others = true;
                    continue;
                }
                Name::X5t | Name::X5tS256 => {
                    let known = if matches!(name, Name::X5t) { &mut x5t } else { &mut x5t_s256 };
                    *known = Some(map.next_value::<&'de RawValue>()?);
                    others = true;
                    continue;
                }
                Name::Crit | Name::Other => {
                    critical |= matches!(name, Name::Crit);
                    others = true;
                    map.next_value_seed(Passed(&allowance))?;
                    continue;
                }
            };
            if known.replace(map.next_value::<Text<'de>>()?.0).is_some() {
                return Err(A::Error::custom("repeated name"));
            }
        }
        let alg = alg.ok_or_else(|| A::Error::missing_field("alg"))?;
        let header = Header { alg, typ, kid, cty, json: Source::default() };
        Ok(Outline { header, x5t, x5t_s256, critical, unencoded, others })
    }
}

/// Any value, skipped within the allowance.
#[derive(Clone, Copy)]
struct Passed<'a>(&'a Allowance);

impl<'de> DeserializeSeed<'de> for Passed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.0.spend_one()?;
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Passed<'_> {
    type Value = ();

    scalars! { () }

    fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<(), A::Error> {
        while values.next_element_seed(self)?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while map.next_key::<IgnoredAny>()?.is_some() {
            self.0.spend_one()?;
            map.next_value_seed(self)?;
        }
        Ok(())
    }
}

/// Any value whose objects do not repeat a name.
struct Unique;

impl<'de> Deserialize<'de> for Unique {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Unique)
    }
}

impl<'de> Visitor<'de> for Unique {
    type Value = Unique;

    scalars! { Unique }

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
    fn as_many_escapes_as_allowed_are_read_and_no_more() {
        for length in [0, 31, 32, 2_000] {
            let with = |escapes: usize| {
                let rest = "x".repeat(length);
                format!(r#"{{"alg":"HS256","x":"{}{rest}"}}"#, "\\/".repeat(escapes))
            };
            let most =
                (0..).take_while(|escapes| *escapes <= max_escapes(with(*escapes).len())).last().unwrap();
            assert!(Outline::read(with(most).as_bytes()).is_ok());
            assert_eq!(Outline::read(with(most + 1).as_bytes()).err().unwrap().code(), "token_malformed");
        }
        assert_eq!([0, 31, 32, 8_192].map(max_escapes), [8, 8, 9, 264]);
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
            (r#"{"alg":"HS256","b64":false}"#, "crit_not_understood"),
            (r#"{"alg":"HS256","b64":false,"b64":true}"#, "crit_not_understood"),
            (r#"{"alg":"HS256","b64":true,"b64":true}"#, "token_malformed"),
            (r#"{"alg":"HS256","b64":"false"}"#, "token_malformed"),
            (r#"{"alg":"HS256","b64":null}"#, "token_malformed"),
        ];
        for (json, code) in refused {
            assert_eq!(Header::parse(json.as_bytes()).unwrap_err().code(), code, "{json}");
        }
    }

    #[test]
    fn a_payload_that_is_said_to_be_encoded_is_nothing_special() {
        assert_eq!(Header::parse(br#"{"alg":"HS256","b64":true}"#).unwrap().alg(), "HS256");
    }

    #[test]
    fn a_key_with_its_certificates_fits_and_a_crowd_does_not() {
        let key =
            r#"{"kty":"RSA","n":"AQAB","e":"AQAB","use":"sig","alg":"RS256","kid":"a","x5c":["A","B","C"]}"#;
        let header = format!(r#"{{"alg":"RS256","typ":"JWT","kid":"a","jwk":{key}}}"#);
        assert_eq!(Header::parse(header.as_bytes()).unwrap().kid(), Some("a"));
        let crowds = [
            (0..40).map(|n| format!(r#","{n}":0"#)).collect(),
            format!(r#","x":[{}0]"#, "0,".repeat(40)),
            format!(r#","x":"{}""#, r"\n".repeat(40)),
            format!(r#","x":{}{}"#, "[".repeat(40), "]".repeat(40)),
            format!(r#","x":{{{}"y":0}}"#, r#""z":[],"#.repeat(40)),
        ];
        for crowd in crowds {
            let header = format!(r#"{{"alg":"HS256"{crowd}}}"#);
            assert_eq!(Header::parse(header.as_bytes()).unwrap_err().code(), "token_malformed", "{header}");
        }
    }

    #[test]
    fn what_means_nothing_here_waits_for_the_signature() {
        let json = br#"{"alg":"HS256","x":1,"x":1}"#;
        let outline = Outline::read(json).unwrap();
        assert_eq!(outline.confirm(json).unwrap_err().code(), "token_malformed");
        assert!(Outline::read(br#"{"alg":"HS256","kid":"a","kid":"a"}"#).is_err());
        assert!(Outline::read(br#"{"alg":"HS256","x":1,}"#).is_err());
    }
}
