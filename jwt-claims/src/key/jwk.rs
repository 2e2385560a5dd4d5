//! Reading one JSON Web Key (RFC 7517).

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;
use zeroize::{Zeroize, Zeroizing};

use super::base64url;
use super::fit::wanted;
use crate::crypto::algorithm::{Algorithm, Curve, Family};
use crate::crypto::der::{RsaParts, write_rsa_pkcs1};
use crate::crypto::material::{
    EcPrivate, EcPublic, Ed25519Private, Ed25519Public, MlDsaPrivate, MlDsaPublic, PrivateMaterial,
    PublicMaterial, RsaPrivate, RsaPublic,
};
use crate::error::Error;

/// The maximum number of values in `key_ops`, because each is compared with the others.
const MAX_KEY_OPS: usize = 32;

/// The intended use of a key (RFC 7517 §4.3).
#[derive(Clone, Copy)]
pub(crate) enum Operation {
    Sign,
    Verify,
}

impl Operation {
    const fn name(self) -> &'static str {
        match self {
            Self::Sign => "sign",
            Self::Verify => "verify",
        }
    }
}

/// The members of one JWK. Strings are zeroized on drop, because any of them may be
/// private.
pub(crate) struct Jwk(BTreeMap<String, Value>);

impl Drop for Jwk {
    fn drop(&mut self) {
        for value in self.0.values_mut() {
            if let Value::String(text) = value {
                text.zeroize();
            }
        }
    }
}

impl Jwk {
    pub(crate) fn parse(text: &str) -> Result<Self, Error> {
        let json: &RawValue = serde_json::from_str(text).map_err(|_| {
            Error::invalid_key(
                "expected a JWK, found text that is not JSON, or has more text after it; use `from_pem` for \
                 PEM",
            )
        })?;
        Self::read(json)
    }

    /// The members of a parsed JSON value.
    pub(crate) fn read(json: &RawValue) -> Result<Self, Error> {
        if !json.get().starts_with('{') {
            return Err(Error::invalid_key("JWK: expected a JSON object, found another JSON value"));
        }
        let members: Members = serde_json::from_str(json.get()).map_err(|_| {
            Error::invalid_key(
                "JWK: expected values that can be read, found a number out of range, half of a surrogate pair, \
                 or nesting deeper than 128; remove that member",
            )
        })?;
        if members.repeated {
            return Err(Error::invalid_key(
                "JWK: expected each member once (RFC 7517 section 4), found one twice",
            ));
        }
        Ok(members.jwk)
    }

    /// A member that is a string, if it is present.
    pub(crate) fn text(&self, name: &str) -> Result<Option<&str>, Error> {
        match self.0.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => {
                Err(Error::invalid_key(format!("JWK: expected `{name}` to be a string, found another type")))
            }
        }
    }

    /// The base64 of the first certificate in `x5c`, if it is a string.
    pub(crate) fn first_certificate(&self) -> Option<&str> {
        self.0.get("x5c")?.as_array()?.first()?.as_str()
    }

    pub(crate) fn required(&self, name: &str) -> Result<&str, Error> {
        self.text(name)?
            .ok_or_else(|| Error::invalid_key(format!("JWK: expected a member `{name}`, found none")))
    }

    /// A member's octets (RFC 7518 §2).
    pub(crate) fn octets(&self, name: &str) -> Result<Zeroizing<Vec<u8>>, Error> {
        base64url::decode(self.required(name)?).ok_or_else(|| {
            Error::invalid_key(format!(
                "JWK: expected `{name}` to be base64url without padding (RFC 7515 section 2), found other text"
            ))
        })
    }

    /// A member that is a number (Base64urlUInt, RFC 7518 §2): at least one
    /// octet, no leading zeros.
    pub(crate) fn uint(&self, name: &str) -> Result<Zeroizing<Vec<u8>>, Error> {
        let octets = self.octets(name)?;
        match octets.first() {
            Some(1..) => Ok(octets),
            _ => Err(Error::invalid_key(format!(
                "JWK: expected `{name}` in the minimum number of octets (RFC 7518 section 2), found it empty or with leading zeros"
            ))),
        }
    }

    pub(crate) fn kid(&self) -> Result<Option<&str>, Error> {
        self.text("kid")
    }

    /// True if it has a member that only a private or symmetric key has (RFC 7518 §6, RFC
    /// 9964 §3).
    #[cfg(feature = "dpop")]
    pub(crate) fn is_private(&self) -> bool {
        ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"].iter().any(|name| self.0.contains_key(*name))
    }

    /// The algorithms in `allowed` that the key is for: its `alg`, or all for its kind
    /// of key.
    pub(crate) fn algorithms(&self, allowed: &[Algorithm]) -> Result<Vec<Algorithm>, Error> {
        let mut fitting: Vec<Algorithm> = Vec::new();
        for &algorithm in allowed {
            if self.check_kind(algorithm).is_ok()
                && self.check_alg(algorithm).is_ok()
                && !fitting.contains(&algorithm)
            {
                fitting.push(algorithm);
            }
        }
        if fitting.is_empty() {
            self.required("kty")?;
            self.text("alg")?;
            return Err(Error::invalid_key(
                "JWK: expected a key for one of the algorithms allowed, found one of another kind or `alg`",
            ));
        }
        Ok(fitting)
    }

    /// Checks that `use`, `key_ops` and `alg` allow this (RFC 7517 §4.2–§4.4).
    pub(crate) fn check_purpose(&self, algorithm: Algorithm, operation: Operation) -> Result<(), Error> {
        if self.text("use")?.is_some_and(|purpose| purpose != "sig") {
            return Err(Error::invalid_key(
                "JWK: expected `use` to be absent or `sig`, found another; the key is not for signatures",
            ));
        }
        self.check_key_ops(&[operation.name()])?;
        self.check_alg(algorithm)
    }

    /// Checks that `key_ops` is absent or lists one of these operations (RFC 7517 §4.3).
    pub(crate) fn check_key_ops(&self, wanted: &[&str]) -> Result<(), Error> {
        let operations = match self.0.get("key_ops") {
            None => return Ok(()),
            Some(Value::Array(operations)) if operations.iter().all(Value::is_string) => operations,
            Some(_) => {
                return Err(Error::invalid_key(
                    "JWK: expected `key_ops` to be an array of strings, found another type",
                ));
            }
        };
        if operations.len() > MAX_KEY_OPS {
            return Err(Error::invalid_key(format!(
                "JWK: expected at most {MAX_KEY_OPS} values in `key_ops` (RFC 7517 section 4.3 has 8), found {}",
                operations.len()
            )));
        }
        if operations.iter().enumerate().any(|(nth, operation)| operations[..nth].contains(operation)) {
            return Err(Error::invalid_key(
                "JWK: expected each of `key_ops` once (RFC 7517 section 4.3), found one twice",
            ));
        }
        if operations.iter().any(|found| wanted.iter().any(|name| found == name)) {
            return Ok(());
        }
        Err(Error::invalid_key(format!(
            "JWK: expected `key_ops` to be absent or to list `{}`, found others; the key is not for this",
            wanted.join("` or `")
        )))
    }

    /// True if `key_ops` is an empty list.
    #[cfg(feature = "jwe")]
    pub(crate) fn has_empty_key_ops(&self) -> bool {
        self.0.get("key_ops").and_then(Value::as_array).is_some_and(Vec::is_empty)
    }

    fn check_alg(&self, algorithm: Algorithm) -> Result<(), Error> {
        match self.text("alg")? {
            None => Ok(()),
            Some(name) if Algorithm::from_name(name) == Some(algorithm) => Ok(()),
            Some(_) => Err(Error::invalid_key(format!(
                "JWK: expected `alg` to be absent or {algorithm}, found another; a key is for one algorithm only"
            ))),
        }
    }

    /// Checks that `kty` and `crv` fit the algorithm.
    fn check_kind(&self, algorithm: Algorithm) -> Result<(), Error> {
        let kty = self.required("kty")?;
        let curve = match algorithm.family() {
            Family::Ec => algorithm.curve().map(Curve::name),
            Family::Okp => Some("Ed25519"),
            _ => None,
        };
        let fits = kty == algorithm.family().kty()
            && curve.map_or(Ok(true), |curve| self.required("crv").map(|found| found == curve))?;
        if fits && algorithm.family() == Family::Akp {
            // such a key does not say otherwise which algorithm it is for (RFC 9964 §3)
            self.required("alg")?;
        }
        if fits {
            return Ok(());
        }
        Err(Error::invalid_key(format!(
            "JWK: {algorithm} expects {}, found another `kty` or `crv`; name the algorithm that the key was made for",
            wanted(algorithm)
        )))
    }

    /// The key's public half, or its secret.
    pub(crate) fn to_public(&self, algorithm: Algorithm) -> Result<PublicMaterial, Error> {
        self.check_kind(algorithm)?;
        Ok(match (algorithm.family(), algorithm.curve()) {
            (Family::Hmac, _) => PublicMaterial::Secret(self.octets("k")?),
            (Family::Rsa, _) => PublicMaterial::Rsa(self.rsa_public()?),
            (Family::Ec, Some(curve)) => PublicMaterial::Ec(self.ec_public(curve)?),
            (Family::Akp, _) => PublicMaterial::MlDsa(MlDsaPublic::new(algorithm, &self.octets("pub")?)?),
            _ => PublicMaterial::Ed25519(Ed25519Public::new(&self.octets("x")?)?),
        })
    }

    /// The private key. Its public half must match.
    pub(crate) fn to_private(&self, algorithm: Algorithm) -> Result<PrivateMaterial, Error> {
        self.check_kind(algorithm)?;
        if algorithm.family() == Family::Hmac {
            return self.octets("k").map(PrivateMaterial::Secret);
        }
        let private = if algorithm.family() == Family::Akp { "priv" } else { "d" };
        if self.text(private)?.is_none() {
            return Err(Error::invalid_key(format!(
                "JWK: expected a private key, found a public one (no `{private}`); give it to `VerifyingKey`, \
                 and the private key here"
            )));
        }
        match (algorithm.family(), algorithm.curve()) {
            (Family::Rsa, _) => self.rsa_private().map(PrivateMaterial::Rsa),
            (Family::Ec, Some(curve)) => {
                let public = self.ec_public(curve)?;
                EcPrivate::new(curve, &self.octets("d")?, Some(public.point())).map(PrivateMaterial::Ec)
            }
            (Family::Akp, _) => {
                let (seed, public) = (self.octets("priv")?, self.octets("pub")?);
                MlDsaPrivate::new(algorithm, &seed, Some(&public)).map(PrivateMaterial::MlDsa)
            }
            _ => Ed25519Private::new(&self.octets("d")?, Some(&self.octets("x")?))
                .map(PrivateMaterial::Ed25519),
        }
    }

    pub(crate) fn rsa_public(&self) -> Result<RsaPublic, Error> {
        RsaPublic::new(&self.uint("n")?, &self.uint("e")?)
    }

    pub(crate) fn ec_public(&self, curve: Curve) -> Result<EcPublic, Error> {
        EcPublic::from_coordinates(curve, &self.octets("x")?, &self.octets("y")?)
    }

    pub(crate) fn rsa_private(&self) -> Result<RsaPrivate, Error> {
        self.rsa_public()?;
        if self.0.contains_key("oth") {
            return Err(Error::invalid_key(
                "JWK: expected an RSA key of two primes, found `oth`; make a new key",
            ));
        }
        if let Some(name) = ["p", "q", "dp", "dq", "qi"].into_iter().find(|&name| !self.0.contains_key(name))
        {
            return Err(Error::invalid_key(format!(
                "JWK: expected an RSA private key with `p`, `q`, `dp`, `dq` and `qi`, found none `{name}`; \
                 export it with its primes, or as PEM"
            )));
        }
        let [n, e, d] = [self.uint("n")?, self.uint("e")?, self.octets("d")?];
        let [p, q] = [self.octets("p")?, self.octets("q")?];
        let [dp, dq, qi] = [self.octets("dp")?, self.octets("dq")?, self.octets("qi")?];
        let parts = RsaParts { n: &n, e: &e, d: &d, p: &p, q: &q, dp: &dp, dq: &dq, qi: &qi };
        let pkcs1 = write_rsa_pkcs1(&parts).ok_or_else(|| {
            Error::invalid_key("JWK: expected the parts of an RSA private key, found empty ones")
        })?;
        RsaPrivate::from_pkcs1(&pkcs1)
    }
}

/// The members of a JSON object, and whether a name was repeated.
struct Members {
    jwk: Jwk,
    repeated: bool,
}

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MembersVisitor)
    }
}

struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = Members;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JWK")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
        let mut members = Members { jwk: Jwk(BTreeMap::new()), repeated: false };
        while let Some((name, value)) = map.next_entry::<String, Value>()? {
            members.repeated |= members.jwk.0.insert(name, value).is_some();
        }
        Ok(members)
    }
}
