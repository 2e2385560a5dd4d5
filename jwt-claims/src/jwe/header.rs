//! The JOSE header of an encrypted token (RFC 7516 §4, RFC 7518 §4.6.1, §4.7.1).

use std::borrow::Cow;

use serde::de::{Deserializer, IgnoredAny};
use serde::{Deserialize, Serialize};

use super::algorithms::EcdhCurve;
use super::compact;
use crate::base::base64;
use crate::error::{Code, Error};

/// The maximum length of `apu` and of `apv`, in bytes.
const MAX_PARTY_INFO: usize = 256;

/// The parameters that decryption needs; the others are not looked at.
#[derive(Deserialize)]
pub(crate) struct Parameters<'h> {
    #[serde(borrow)]
    pub(super) alg: Cow<'h, str>,
    #[serde(borrow)]
    pub(super) enc: Cow<'h, str>,
    pub(super) kid: Option<String>,
    pub(super) cty: Option<String>,
    epk: Option<Epk>,
    apu: Option<String>,
    apv: Option<String>,
    iv: Option<String>,
    tag: Option<String>,
    #[serde(default, deserialize_with = "is_there")]
    crit: bool,
    #[serde(default, deserialize_with = "is_there")]
    zip: bool,
}

/// The ephemeral public key (RFC 7518 §4.6.1.1).
#[derive(Deserialize, Serialize)]
pub(crate) struct Epk {
    kty: Cow<'static, str>,
    crv: Cow<'static, str>,
    x: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    y: Option<String>,
}

fn is_there<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    IgnoredAny::deserialize(deserializer).map(|_| true)
}

impl<'h> Parameters<'h> {
    /// Parses a header.
    pub(crate) fn parse(json: &'h [u8]) -> Result<Self, Error> {
        let parameters: Self = serde_json::from_slice(json).map_err(|_| malformed(NOT_A_HEADER))?;
        if parameters.crit {
            return Err(Error::new(
                Code::Crit,
                "expected a header without `crit`, found it; no extension is supported (RFC 7516 §4.1.13)",
            ));
        }
        if parameters.zip {
            return Err(Error::new(
                Code::Algorithm,
                "expected a header without `zip`, found it; compressed tokens are not accepted, because their \
                 length reveals their content (RFC 8725 §3.6); the sender must not compress",
            ));
        }
        Ok(parameters)
    }

    /// The octets of the ephemeral public key, on this curve. They are not checked to be
    /// a point.
    pub(super) fn ephemeral(&self, curve: EcdhCurve) -> Result<Vec<u8>, Error> {
        let epk = self
            .epk
            .as_ref()
            .ok_or_else(|| malformed("expected a header with `epk` for ECDH, found none"))?;
        if epk.kty != curve.kty() || epk.crv != curve.name() {
            return Err(malformed(
                "expected `epk` on the curve of the decryption key, found another `kty` or `crv`",
            ));
        }
        let coordinate = |text: &str| {
            let octets = base64::decode(text.as_bytes()).filter(|octets| octets.len() == curve.field_len());
            octets.ok_or_else(|| malformed("expected the coordinates of `epk` in full length, found others"))
        };
        match (curve, epk.y.as_deref()) {
            (EcdhCurve::X25519, _) => coordinate(&epk.x),
            (_, Some(y)) => Ok([vec![4], coordinate(&epk.x)?, coordinate(y)?].concat()),
            (_, None) => Err(malformed("expected `epk` with `x` and `y`, found no `y`")),
        }
    }

    /// `apu` and `apv` (RFC 7518 §4.6.1.2, §4.6.1.3); empty if absent.
    pub(super) fn parties(&self) -> Result<[Vec<u8>; 2], Error> {
        let read = |text: Option<&String>| {
            let Some(text) = text else { return Ok(Vec::new()) };
            let octets = base64::decode(text.as_bytes()).filter(|octets| octets.len() <= MAX_PARTY_INFO);
            octets.ok_or_else(|| {
                malformed("expected `apu` and `apv` in base64url of at most 256 octets, found something else")
            })
        };
        Ok([read(self.apu.as_ref())?, read(self.apv.as_ref())?])
    }

    /// `iv` and `tag` of a wrapped key (RFC 7518 §4.7.1), of these lengths.
    pub(super) fn wrapping(&self, lengths: [usize; 2]) -> Result<[Vec<u8>; 2], Error> {
        let read = |text: Option<&String>, len: usize| {
            let octets = text.and_then(|text| base64::decode(text.as_bytes()));
            octets.filter(|octets| octets.len() == len).ok_or_else(|| {
                malformed("expected `iv` of 12 octets and `tag` of 16 in the header, found others")
            })
        };
        Ok([read(self.iv.as_ref(), lengths[0])?, read(self.tag.as_ref(), lengths[1])?])
    }
}

impl Epk {
    /// Of the octets of a public key on this curve.
    pub(super) fn of(curve: EcdhCurve, octets: &[u8]) -> Self {
        let text = |octets: &[u8]| {
            let mut text = String::new();
            base64::append(octets, &mut text);
            text
        };
        let (x, y) = match octets {
            [4, coordinates @ ..] if curve != EcdhCurve::X25519 => {
                let (x, y) = coordinates.split_at(coordinates.len() / 2);
                (text(x), Some(text(y)))
            }
            _ => (text(octets), None),
        };
        Self { kty: curve.kty().into(), crv: curve.name().into(), x, y }
    }
}

/// A header to be written.
#[derive(Serialize)]
pub(super) struct Written<'a> {
    pub(super) alg: &'a str,
    pub(super) enc: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) typ: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) cty: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) kid: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) epk: Option<Epk>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) iv: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) tag: Option<String>,
}

impl Written<'_> {
    /// The header's part of the token.
    pub(super) fn encode(&self) -> Result<String, Error> {
        let refused = || {
            Error::new(
                Code::Issue,
                "expected a header that recipients accept, found one that is too long; give the encryption key a \
                 shorter `kid`",
            )
        };
        let json = serde_json::to_vec(self).map_err(|_| refused())?;
        let mut part = String::with_capacity(base64::encoded_len(json.len()));
        base64::append(&json, &mut part);
        if part.len() > compact::MAX_HEADER { Err(refused()) } else { Ok(part) }
    }
}

const NOT_A_HEADER: &str = "expected a header with `alg` and `enc`, each parameter once and of its type (RFC 7516 \
    §4), found another";

#[cold]
pub(super) fn malformed(text: &'static str) -> Error {
    Error::new(Code::Malformed, text)
}
