//! Sets of decryption keys, and how a token's header selects one.

use std::fmt;
use std::sync::Arc;

use super::decryption::DecryptionKey;
use crate::error::{Code, Error};
use crate::jwe::algorithms::KeyManagement;
use crate::key::jwk::Jwk;
use crate::key::jwks;

/// A set of decryption keys; a token's header selects one. It is immutable and cheap to
/// clone.
///
/// If the set has one key, a token's `kid` is ignored. If it has several, `kid` and `alg`
/// select the key; without a `kid`, exactly one key must have the token's `alg`. Keys are
/// not tried one by one, because each try costs an operation with a private key.
///
/// To replace a key, add the new one here before you publish it, and keep the old one until
/// senders have stopped using it and the last token for it has expired:
///
/// ```
/// use jwt_claims::jwe::{DecryptionKey, DecryptionKeySet, KeyManagement};
///
/// # fn main() -> Result<(), jwt_claims::Error> {
/// # let old = DecryptionKey::generate(KeyManagement::EcdhEsA256KW)?;
/// let new = DecryptionKey::generate(KeyManagement::EcdhEsA256KW)?;
/// let publish = new.encryption_key()?.to_jwk()?;
/// let keys = DecryptionKeySet::from([new, old]);
/// # assert_eq!(keys.len(), 2);
/// # Ok(()) }
/// ```
#[derive(Clone, Default)]
pub struct DecryptionKeySet(Arc<[DecryptionKey]>);

impl DecryptionKeySet {
    /// The keys of a JWK Set (RFC 7517 §5) with private or symmetric keys, for the allowed
    /// key managements. An entry without `alg` becomes a key for each of them that fits.
    /// Entries for another use, and those that are not understood, are skipped.
    ///
    /// # Errors
    /// `invalid_key` if the text is not a JWK Set, or no entry is usable.
    pub fn from_jwks(jwks: &str, allowed: &[KeyManagement]) -> Result<Self, Error> {
        let entries = jwks::entries(jwks)?;
        let jwks = entries.iter().filter_map(|entry| Jwk::read(entry).ok());
        let keys: Vec<DecryptionKey> = jwks
            .flat_map(|jwk| {
                let keys = allowed.iter().filter_map(|alg| DecryptionKey::of_jwk(*alg, &jwk).ok());
                keys.collect::<Vec<_>>()
            })
            .collect();
        if keys.is_empty() {
            return Err(Error::invalid_key(
                "expected a JWK Set with a private key for one of the key managements allowed, found none; its entries \
                 need `d` or `k`, and a `use` of `enc` or none",
            ));
        }
        Ok(keys.into())
    }

    /// The number of keys.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// True if there are no keys.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The keys, in their order.
    pub fn iter(&self) -> std::slice::Iter<'_, DecryptionKey> {
        self.0.iter()
    }

    /// The key that `alg` and `kid` select.
    pub(crate) fn select(&self, alg: &str, kid: Option<&str>) -> Result<&DecryptionKey, Error> {
        let of_alg = || self.0.iter().filter(|key| key.key_management().name() == alg);
        if of_alg().next().is_none() {
            return Err(self.not_offered(alg));
        }
        let named = |key: &&DecryptionKey| self.0.len() == 1 || kid.is_none() || key.kid() == kid;
        let mut keys = of_alg().filter(named);
        match (keys.next(), keys.next()) {
            (Some(key), None) => Ok(key),
            (first, _) => Err(no_such_key(first.is_some())),
        }
    }

    #[cold]
    fn not_offered(&self, alg: &str) -> Error {
        let mut offered: Vec<&str> = self.0.iter().map(|key| key.key_management().name()).collect();
        offered.dedup();
        let offered =
            if offered.is_empty() { "none, because there are no keys".into() } else { offered.join(", ") };
        let found = KeyManagement::from_name(alg).map_or("another", KeyManagement::name);
        Error::new(
            Code::Algorithm,
            format!(
                "expected `alg` to be a key management of the decryption keys ({offered}), found {found}"
            ),
        )
    }
}

#[cold]
fn no_such_key(is_ambiguous: bool) -> Error {
    Error::new(
        Code::NoDecryptionKey,
        if is_ambiguous {
            "expected `kid` and `alg` to name one decryption key, found several that match; give each key its own \
             `kid`, which the sender must write"
        } else {
            "expected `kid` to name a decryption key of the token's `alg`, found an unknown name; the sender may use an \
             old key: publish the current one"
        },
    )
}

impl From<DecryptionKey> for DecryptionKeySet {
    fn from(key: DecryptionKey) -> Self {
        Self(Arc::from([key]))
    }
}

impl<const N: usize> From<[DecryptionKey; N]> for DecryptionKeySet {
    fn from(keys: [DecryptionKey; N]) -> Self {
        Self(Arc::from(keys))
    }
}

impl From<Vec<DecryptionKey>> for DecryptionKeySet {
    fn from(keys: Vec<DecryptionKey>) -> Self {
        Self(keys.into())
    }
}

impl FromIterator<DecryptionKey> for DecryptionKeySet {
    fn from_iter<I: IntoIterator<Item = DecryptionKey>>(keys: I) -> Self {
        Self(keys.into_iter().collect())
    }
}

impl<'a> IntoIterator for &'a DecryptionKeySet {
    type Item = &'a DecryptionKey;
    type IntoIter = std::slice::Iter<'a, DecryptionKey>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Debug for DecryptionKeySet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}
