//! The certificates of a key, by their thumbprints.

use std::borrow::Cow;
use std::collections::BTreeSet;

use base64_simd::forgiving_decode_to_vec;
use serde_json::value::RawValue;

use super::base64url;
use super::jwk::Jwk;
use crate::crypto::primitives;

/// The thumbprints of a JWK's certificates: its `x5t` and `x5t#S256` (RFC 7517 §4.8,
/// §4.9), and those of the first certificate of its `x5c` (§4.7).
///
/// They are names, compared as text. If a JWK's `x5t` differs from its `x5c`, both are
/// names of the key: some issuers write the thumbprint in another form, in tokens and
/// in the key set.
#[derive(Clone, Debug, Default)]
pub(super) struct Certificates {
    sha1: BTreeSet<String>,
    sha256: BTreeSet<String>,
}

impl Certificates {
    pub(super) fn of(jwk: &Jwk) -> Self {
        let own = |name| jwk.text(name).ok().flatten().filter(|text| !text.is_empty()).map(str::to_owned);
        let first = jwk.first_certificate().and_then(|text| forgiving_decode_to_vec(text.as_bytes()).ok());
        let first = first.as_deref();
        let sha1 = first.and_then(|der| primitives::sha1(der).ok()).map(|hash| text_of(&hash));
        let sha256 = first.and_then(|der| primitives::sha256(der).ok()).map(|hash| text_of(&hash));
        Self {
            sha1: own("x5t").into_iter().chain(sha1).collect(),
            sha256: own("x5t#S256").into_iter().chain(sha256).collect(),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.sha1.is_empty() && self.sha256.is_empty()
    }

    /// Adds the thumbprints of another JWK of the same key.
    pub(super) fn add(&mut self, others: &Self) {
        self.sha1.extend(others.sha1.iter().cloned());
        self.sha256.extend(others.sha256.iter().cloned());
    }

    /// True if a header with these thumbprints selects the key: at least one is known,
    /// and none differs.
    pub(super) fn are_called(&self, sha1: &Thumbprint<'_>, sha256: &Thumbprint<'_>) -> bool {
        let fits = [fits(&self.sha1, sha1), fits(&self.sha256, sha256)];
        fits.contains(&Some(true)) && !fits.contains(&Some(false))
    }
}

/// A thumbprint as in the header; it matches nothing if it is not a string.
pub(crate) enum Thumbprint<'h> {
    Absent,
    Malformed,
    Text(Cow<'h, str>),
}

impl<'h> Thumbprint<'h> {
    pub(super) fn of(value: Option<&'h RawValue>) -> Self {
        let Some(value) = value else { return Self::Absent };
        serde_json::from_str(value.get()).map_or(Self::Malformed, |Text(text)| Self::Text(text))
    }
}

#[derive(serde::Deserialize)]
#[serde(transparent)]
struct Text<'h>(#[serde(borrow)] Cow<'h, str>);

/// True if the thumbprint is known; `None` if there is nothing to compare.
fn fits(known: &BTreeSet<String>, found: &Thumbprint<'_>) -> Option<bool> {
    match found {
        Thumbprint::Absent => None,
        Thumbprint::Malformed => Some(false),
        Thumbprint::Text(_) if known.is_empty() => None,
        Thumbprint::Text(text) => Some(known.contains(&**text)),
    }
}

fn text_of(hash: &[u8]) -> String {
    base64url::encode(hash).to_string()
}
