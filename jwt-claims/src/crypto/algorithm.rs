//! The signature algorithms of JWS (RFC 7518 §3, RFC 8037, RFC 8812, RFC 9864).

#[cfg(feature = "jsonwebtoken")]
mod jsonwebtoken;

use std::fmt;
use std::str::FromStr;

use serde::de::{self, Deserialize, Deserializer, Visitor};
use serde::ser::{Serialize, Serializer};

use crate::error::{Code, Error};

/// A signature algorithm. Each key has exactly one.
///
/// There is no `none` (RFC 7518 §3.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Algorithm {
    /// HMAC with SHA-256 (RFC 7518 §3.2).
    HS256,
    /// HMAC with SHA-384 (RFC 7518 §3.2).
    HS384,
    /// HMAC with SHA-512 (RFC 7518 §3.2).
    HS512,
    /// RSASSA-PKCS1-v1_5 with SHA-256 (RFC 7518 §3.3).
    RS256,
    /// RSASSA-PKCS1-v1_5 with SHA-384 (RFC 7518 §3.3).
    RS384,
    /// RSASSA-PKCS1-v1_5 with SHA-512 (RFC 7518 §3.3).
    RS512,
    /// RSASSA-PSS with SHA-256 (RFC 7518 §3.5).
    PS256,
    /// RSASSA-PSS with SHA-384 (RFC 7518 §3.5).
    PS384,
    /// RSASSA-PSS with SHA-512 (RFC 7518 §3.5).
    PS512,
    /// ECDSA on P-256 with SHA-256 (RFC 7518 §3.4).
    ES256,
    /// ECDSA on P-384 with SHA-384 (RFC 7518 §3.4).
    ES384,
    /// ECDSA on P-521 with SHA-512 (RFC 7518 §3.4); needs aws-lc-rs.
    ES512,
    /// ECDSA on secp256k1 with SHA-256 (RFC 8812 §3.2); needs aws-lc-rs.
    ES256K,
    /// Ed25519 (RFC 8037 §3.1). Headers name it `EdDSA` or, fully specified,
    /// `Ed25519` (RFC 9864 §2.2): both are accepted.
    EdDSA,
    /// ML-DSA-44 (FIPS 204, RFC 9964), which resists quantum computers; needs aws-lc-rs. Its
    /// signatures have 2,420 bytes, so tokens are longer than 3 KiB.
    MlDsa44,
    /// ML-DSA-65 (FIPS 204, RFC 9964); needs aws-lc-rs. Its signatures have 3,309 bytes, so
    /// tokens do not fit into a cookie.
    MlDsa65,
    /// ML-DSA-87 (FIPS 204, RFC 9964); needs aws-lc-rs. Its signatures have 4,627 bytes, so
    /// tokens are longer than 6 KiB; many servers refuse headers over 8 KiB.
    MlDsa87,
}

/// The kind of key that an algorithm uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Family {
    /// A shared secret (JWK `oct`).
    Hmac,
    /// An RSA key pair (JWK `RSA`).
    Rsa,
    /// A key pair on a Weierstrass curve (JWK `EC`).
    Ec,
    /// An Ed25519 key pair (JWK `OKP`).
    Okp,
    /// A key pair for exactly one algorithm (JWK `AKP`), such as ML-DSA.
    Akp,
}

/// The curves of the ECDSA algorithms (RFC 7518 §6.2.1.1, RFC 8812 §3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Curve {
    P256,
    P384,
    P521,
    Secp256k1,
}

impl Curve {
    pub(crate) const ALL: [Curve; 4] = [Self::P256, Self::P384, Self::P521, Self::Secp256k1];

    /// The name in a JWK's `crv`.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::P256 => "P-256",
            Self::P384 => "P-384",
            Self::P521 => "P-521",
            Self::Secp256k1 => "secp256k1",
        }
    }

    /// The length of a coordinate and of a private scalar, in bytes (RFC 7518 §6.2.1.2,
    /// §6.2.2.1).
    pub(crate) const fn field_len(self) -> usize {
        match self {
            Self::P256 | Self::Secp256k1 => 32,
            Self::P384 => 48,
            Self::P521 => 66,
        }
    }
}

impl Algorithm {
    /// Every algorithm, in the order of declaration.
    pub const ALL: &'static [Algorithm] = &[
        Self::HS256,
        Self::HS384,
        Self::HS512,
        Self::RS256,
        Self::RS384,
        Self::RS512,
        Self::PS256,
        Self::PS384,
        Self::PS512,
        Self::ES256,
        Self::ES384,
        Self::ES512,
        Self::ES256K,
        Self::EdDSA,
        Self::MlDsa44,
        Self::MlDsa65,
        Self::MlDsa87,
    ];

    /// The name in `alg` (RFC 7518 §3.1).
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::HS256 => "HS256",
            Self::HS384 => "HS384",
            Self::HS512 => "HS512",
            Self::RS256 => "RS256",
            Self::RS384 => "RS384",
            Self::RS512 => "RS512",
            Self::PS256 => "PS256",
            Self::PS384 => "PS384",
            Self::PS512 => "PS512",
            Self::ES256 => "ES256",
            Self::ES384 => "ES384",
            Self::ES512 => "ES512",
            Self::ES256K => "ES256K",
            Self::EdDSA => "EdDSA",
            Self::MlDsa44 => "ML-DSA-44",
            Self::MlDsa65 => "ML-DSA-65",
            Self::MlDsa87 => "ML-DSA-87",
        }
    }

    /// The algorithm with this `alg`, case-sensitive (RFC 7515 §4.1.1). `None` for an
    /// unknown name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        if name == "Ed25519" {
            return Some(Self::EdDSA);
        }
        Self::ALL.iter().copied().find(|algorithm| algorithm.name() == name)
    }

    /// The kind of key that the algorithm uses.
    #[must_use]
    pub const fn family(self) -> Family {
        match self {
            Self::HS256 | Self::HS384 | Self::HS512 => Family::Hmac,
            Self::RS256 | Self::RS384 | Self::RS512 | Self::PS256 | Self::PS384 | Self::PS512 => Family::Rsa,
            Self::ES256 | Self::ES384 | Self::ES512 | Self::ES256K => Family::Ec,
            Self::EdDSA => Family::Okp,
            Self::MlDsa44 | Self::MlDsa65 | Self::MlDsa87 => Family::Akp,
        }
    }

    /// The curve of an ECDSA algorithm: in JWS each has exactly one.
    pub(crate) const fn curve(self) -> Option<Curve> {
        match self {
            Self::ES256 => Some(Curve::P256),
            Self::ES384 => Some(Curve::P384),
            Self::ES512 => Some(Curve::P521),
            Self::ES256K => Some(Curve::Secp256k1),
            _ => None,
        }
    }

    /// The length of the algorithm's hash in bytes: also the length of an HMAC, and the
    /// minimum length of its secret (RFC 7518 §3.2).
    pub(crate) const fn hash_len(self) -> usize {
        match self {
            Self::HS256 | Self::RS256 | Self::PS256 | Self::ES256 | Self::ES256K => 32,
            Self::HS384 | Self::RS384 | Self::PS384 | Self::ES384 => 48,
            Self::HS512 | Self::RS512 | Self::PS512 | Self::ES512 | Self::EdDSA => 64,
            // its own, SHAKE256 (FIPS 204 §5.4)
            Self::MlDsa44 | Self::MlDsa65 | Self::MlDsa87 => 64,
        }
    }

    /// The exact length of a signature in bytes; `None` for RSA, because it depends on
    /// the key.
    pub(crate) const fn signature_len(self) -> Option<usize> {
        match (self, self.curve()) {
            (_, Some(curve)) => Some(2 * curve.field_len()),
            (Self::HS256 | Self::HS384 | Self::HS512, _) => Some(self.hash_len()),
            (Self::EdDSA, _) => Some(64),
            (Self::MlDsa44, _) => Some(2420),
            (Self::MlDsa65, _) => Some(3309),
            (Self::MlDsa87, _) => Some(4627),
            _ => None,
        }
    }

    /// Whether the algorithm is RSASSA-PSS.
    pub(crate) const fn is_pss(self) -> bool {
        matches!(self, Self::PS256 | Self::PS384 | Self::PS512)
    }
}

impl Family {
    /// The key type in a JWK's `kty` (RFC 7518 §6.1, RFC 8037 §2).
    pub(crate) const fn kty(self) -> &'static str {
        match self {
            Self::Hmac => "oct",
            Self::Rsa => "RSA",
            Self::Ec => "EC",
            Self::Okp => "OKP",
            Self::Akp => "AKP",
        }
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Parses the name of an algorithm, for configuration. It accepts the same names as
/// [`from_name`](Algorithm::from_name).
///
/// ```
/// use jwt_claims::Algorithm;
///
/// let algorithm: Algorithm = "ES256".parse()?;
/// assert_eq!(algorithm, Algorithm::ES256);
///
/// let error = "es256".parse::<Algorithm>().unwrap_err();
/// assert_eq!(error.code(), "invalid_config");
/// assert!(error.to_string().starts_with("unknown algorithm, ES256 in another spelling; known: HS256, "));
/// # Ok::<(), jwt_claims::Error>(())
/// ```
impl FromStr for Algorithm {
    type Err = Error;

    /// # Errors
    /// `invalid_config` for any other name, including `none`. The message does not
    /// repeat the name, because it may be a secret in the wrong place.
    fn from_str(name: &str) -> Result<Self, Error> {
        Self::from_name(name).ok_or_else(|| unknown(name))
    }
}

/// The same as [`FromStr`].
impl TryFrom<&str> for Algorithm {
    type Error = Error;

    /// # Errors
    /// The same as [`from_str`](Self::from_str).
    fn try_from(name: &str) -> Result<Self, Error> {
        name.parse()
    }
}

/// Writes the [`name`](Algorithm::name).
impl Serialize for Algorithm {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// Reads the name of an algorithm, for configuration files. The names and errors are
/// those of [`FromStr`].
///
/// ```
/// use jwt_claims::Algorithm;
///
/// #[derive(serde::Deserialize)]
/// struct Config {
///     algorithms: Vec<Algorithm>,
/// }
///
/// let config: Config = serde_json::from_str(r#"{"algorithms":["ES256","RS256"]}"#)?;
/// assert_eq!(config.algorithms, [Algorithm::ES256, Algorithm::RS256]);
/// # Ok::<(), serde_json::Error>(())
/// ```
impl<'de> Deserialize<'de> for Algorithm {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(NameVisitor)
    }
}

struct NameVisitor;

impl Visitor<'_> for NameVisitor {
    type Value = Algorithm;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a signature algorithm, such as ES256")
    }

    fn visit_str<E: de::Error>(self, name: &str) -> Result<Algorithm, E> {
        name.parse().map_err(E::custom)
    }
}

#[cold]
fn unknown(name: &str) -> Error {
    let known: Algorithms = Algorithm::ALL.iter().copied().collect();
    let meant = Algorithm::ALL.iter().find(|meant| meant.name().eq_ignore_ascii_case(name.trim()));
    let found = match meant {
        Some(meant) => format!(", {meant} in another spelling"),
        None if name.is_empty() => ", an empty name".into(),
        None => String::new(),
    };
    Error::new(Code::Config, format!("unknown algorithm{found}; known: {known}"))
}

/// A set of algorithms, without an allocation.
#[derive(Clone, Copy, Default)]
pub(crate) struct Algorithms(u32);

impl FromIterator<Algorithm> for Algorithms {
    fn from_iter<I: IntoIterator<Item = Algorithm>>(algorithms: I) -> Self {
        Self(algorithms.into_iter().fold(0, |set, algorithm| set | 1 << algorithm as u16))
    }
}

impl Algorithms {
    pub(crate) fn contains(self, algorithm: Algorithm) -> bool {
        self.0 & 1 << algorithm as u16 != 0
    }

    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The set as a number, for [`from_bits`](Self::from_bits).
    pub(crate) fn bits(self) -> u32 {
        self.0
    }

    pub(crate) fn from_bits(bits: u32) -> Self {
        Self(bits)
    }

    /// The algorithms of either set.
    pub(crate) fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// The names, as a list.
impl fmt::Display for Algorithms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut members = Algorithm::ALL.iter().filter(|&&algorithm| self.contains(algorithm));
        match members.next() {
            None => return f.write_str("none, because there are no keys"),
            Some(first) => first.fmt(f)?,
        }
        members.try_for_each(|algorithm| write!(f, ", {algorithm}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: &str = "HS256, HS384, HS512, RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512, ES256K, EdDSA, ML-DSA-44, ML-DSA-65, ML-DSA-87";

    #[test]
    fn every_algorithm_is_parsed_from_its_name() {
        for &algorithm in Algorithm::ALL {
            assert_eq!(algorithm.to_string().parse::<Algorithm>().unwrap(), algorithm);
        }
        assert_eq!("Ed25519".parse::<Algorithm>().unwrap(), Algorithm::EdDSA);
    }

    #[test]
    fn an_algorithm_is_read_and_written_as_its_name() {
        for &algorithm in Algorithm::ALL {
            let json = serde_json::to_string(&algorithm).unwrap();
            assert_eq!(json, format!("\"{algorithm}\""));
            assert_eq!(serde_json::from_str::<Algorithm>(&json).unwrap(), algorithm);
            assert_eq!(Algorithm::try_from(algorithm.name()).unwrap(), algorithm);
        }
        assert_eq!(serde_json::from_str::<Algorithm>("\"ES\\u003256\"").unwrap(), Algorithm::ES256);
        for json in ["null", "256", "true", "[]", "{}", "[\"ES256\"]"] {
            let text = serde_json::from_str::<Algorithm>(json).unwrap_err().to_string();
            assert!(text.contains("expected the name of a signature algorithm"), "{json}: {text}");
        }
        for name in ["", "none", "es256", " ES256", "ES256\u{0}", "a secret"] {
            let json = serde_json::to_string(name).unwrap();
            let text = serde_json::from_str::<Algorithm>(&json).unwrap_err().to_string();
            assert!(text.starts_with("unknown algorithm") && !text.contains("secret"), "{json}: {text}");
            assert_eq!(Algorithm::try_from(name).unwrap_err().code(), "invalid_config");
        }
    }

    #[test]
    fn no_signature_is_longer_than_there_is_room_for() {
        let longest = Algorithm::ALL.iter().filter_map(|algorithm| algorithm.signature_len()).max();
        assert_eq!(longest, Some(crate::base::base64::MAX_SIGNATURE));
    }

    #[test]
    fn what_is_no_algorithm_is_refused_and_not_repeated() {
        let long = "a secret ".repeat(10_000);
        let refused = [
            ("", "unknown algorithm, an empty name"),
            (" ", "unknown algorithm"),
            ("none", "unknown algorithm"),
            ("hs256", "unknown algorithm, HS256 in another spelling"),
            (" EDDSA\n", "unknown algorithm, EdDSA in another spelling"),
            ("HS256,HS384", "unknown algorithm"),
            ("\u{212a}ey \u{1f511}", "unknown algorithm"),
            (long.as_str(), "unknown algorithm"),
        ];
        for (name, told) in refused {
            let error = name.parse::<Algorithm>().unwrap_err();
            assert_eq!(error.code(), "invalid_config");
            assert_eq!(error.to_string(), format!("{told}; known: {KNOWN}"));
        }
    }
}
