//! A key with its times, as a store keeps it.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::base::numeric_date::NumericDate;
use crate::base::shown::shown;
use crate::crypto::algorithm::Algorithm;
use crate::error::{Code, Error};
use crate::key::SigningKey;

/// A signing key with its times, as a [`KeyStore`](super::KeyStore) keeps it.
///
/// [`to_text`](Self::to_text) is a line of JSON and the key as PKCS#8 in PEM. OpenSSL and
/// other programs read the key from this text, because they skip what is before the block
/// (RFC 7468 §2).
///
/// ```text
/// {"kid":"Nf1…","alg":"ES256","published_at":1800000000,"signs_from":1800000900}
/// -----BEGIN PRIVATE KEY-----
/// …
/// ```
#[derive(Clone)]
pub struct StoredKey {
    key: SigningKey,
    published_at: NumericDate,
    signs_from: NumericDate,
}

/// The line before the key.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line<'l> {
    kid: Cow<'l, str>,
    alg: Cow<'l, str>,
    /// Whole seconds since the epoch.
    published_at: i64,
    signs_from: i64,
}

impl StoredKey {
    pub(super) fn new(key: SigningKey, published_at: NumericDate, signs_from: NumericDate) -> Self {
        Self { key, published_at, signs_from }
    }

    /// Its `kid`, which is unique in a store.
    #[must_use]
    pub fn kid(&self) -> &str {
        self.key.kid().unwrap_or_default()
    }

    /// The key.
    #[must_use]
    pub fn key(&self) -> &SigningKey {
        &self.key
    }

    /// When the key was published.
    #[must_use]
    pub fn published_at(&self) -> NumericDate {
        self.published_at
    }

    /// When the key starts to sign.
    #[must_use]
    pub fn signs_from(&self) -> NumericDate {
        self.signs_from
    }

    /// The text for storage, **with the private key**. Encrypt it if the place of storage is
    /// readable for others.
    ///
    /// # Errors
    /// `invalid_key` for a key of [`SigningKey::from_signer`], which is in its signer.
    pub fn to_text(&self) -> Result<Zeroizing<String>, Error> {
        let pem = self.key.to_private_pem()?;
        let line = Line {
            kid: self.kid().into(),
            alg: self.key.header_alg().into(),
            published_at: self.published_at.seconds(),
            signs_from: self.signs_from.seconds(),
        };
        let line = serde_json::to_string(&line)
            .map_err(|_| Error::new(Code::KeyStore, "the times of a key cannot be written as JSON"))?;
        let mut text = Zeroizing::new(String::with_capacity(line.len() + 1 + pem.len()));
        text.push_str(&line);
        text.push('\n');
        text.push_str(&pem);
        Ok(text)
    }

    /// Reads the text of [`to_text`](Self::to_text).
    ///
    /// # Errors
    /// `key_store_failed` if it does not begin with such a line, `invalid_config` if its
    /// algorithm is unknown, and those of
    /// [`SigningKey::from_pem`] if the rest is not a key for the algorithm.
    pub fn from_text(text: &str) -> Result<Self, Error> {
        let (line, pem) = text.split_once('\n').unwrap_or_default();
        let line: Line<'_> = serde_json::from_str(line).map_err(|_| {
            Error::new(
                Code::KeyStore,
                "expected a stored key to begin with a line of JSON with `kid`, `alg`, `published_at` and \
                 `signs_from`, found something else; restore the key, or remove it from the store",
            )
        })?;
        let [published_at, signs_from] = [line.published_at, line.signs_from].map(NumericDate::from_seconds);
        let times =
            published_at.zip(signs_from).filter(|(published_at, signs_from)| published_at <= signs_from);
        let (published_at, signs_from) =
            times.filter(|_| !line.kid.is_empty()).ok_or_else(|| not_in_order(&line.kid))?;
        let algorithm: Algorithm = line.alg.parse()?;
        let key = SigningKey::from_pem(algorithm, pem)?.with_kid(line.kid);
        let is_plain = key.header_alg() == line.alg;
        let key = if is_plain { key } else { key.with_fully_specified_name() };
        Ok(Self::new(key, published_at, signs_from))
    }
}

#[cold]
fn not_in_order(kid: &str) -> Error {
    Error::new(
        Code::KeyStore,
        format!(
            "expected the stored key `{}` to have a `kid`, and times between the years 1 and 9999 with \
             `published_at` not after `signs_from`; restore the key, or remove it from the store",
            shown(kid)
        ),
    )
}

/// Without the private key.
impl fmt::Debug for StoredKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoredKey")
            .field("key", &self.key)
            .field("published_at", &self.published_at)
            .field("signs_from", &self.signs_from)
            .finish()
    }
}
