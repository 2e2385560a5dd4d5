//! Sets of verifying keys, and which of them a token's header means.

use std::fmt;
use std::sync::Arc;

use super::VerifyingKey;
use super::envelope::Envelope;
use super::jwk::Entry;
use crate::algorithm::Algorithm;
use crate::backend::Backend;
use crate::error::{Code, Error};

/// Verifying keys, of which a token's header selects one.
///
/// With one key that was configured, a token's `kid` is a hint and ignored.
/// With several, or a JWK Set whose one entry has a `kid`, `kid` and `alg`
/// together select: a token by a key that is not there yet is told from a
/// forged one. A token without a `kid` must leave exactly one key that has its
/// `alg`. Immutable and cheap to clone.
#[derive(Clone)]
pub struct KeySet(Arc<Keys>);

#[derive(Default)]
struct Keys {
    keys: Vec<VerifyingKey>,
    /// How many keys were given, counting a JWK once however many algorithms
    /// it serves, and counting those that were skipped.
    given: usize,
    /// Whether the one key of a JWK Set has a name of its own.
    named: bool,
    skipped: Vec<Arc<Skipped>>,
}

/// An entry of a JWK Set that no key was made from, and why.
#[derive(Debug)]
pub struct Skipped {
    index: usize,
    kid: Option<String>,
    reason: Error,
}

impl Skipped {
    /// The place of the entry in the set's `keys`, from 0.
    #[must_use]
    pub fn index(&self) -> usize {
        self.index
    }

    /// The entry's `kid`, if it has one that is a string.
    #[must_use]
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// Why no key was made from it.
    #[must_use]
    pub fn reason(&self) -> &Error {
        &self.reason
    }
}

impl KeySet {
    /// The keys of a JWK Set (RFC 7517 §5) for the algorithms allowed. A JWK
    /// with `alg` becomes one key if that is allowed; one without becomes a
    /// key for each of the algorithms that it fits.
    ///
    /// Entries that are not understood, are for another use, are broken or
    /// fit no algorithm are passed over one by one and remembered in
    /// [`skipped`](Self::skipped); so is a symmetric key beside public ones,
    /// where it has no business: a set that is published gives it away. To
    /// trust both kinds, [merge](Self::merged) two sets. A set of no keys is a
    /// set: no token fits it.
    ///
    /// # Errors
    /// `invalid_key` if the text is not a JSON object with one array `keys` or
    /// repeats a member. `unsupported` without a backend for one of the algorithms.
    pub fn from_jwks(jwks: &str, algorithms: &[Algorithm]) -> Result<Self, Error> {
        algorithms.iter().try_for_each(|algorithm| Backend::preferred(*algorithm).map(drop))?;
        let envelope: Envelope = serde_json::from_str(jwks).map_err(|error| {
            // serde's own text could quote from the set; its place cannot.
            Error::invalid_key(format!(
                "expected a JWK Set, a JSON object with one array `keys` and no member twice, found another; \
                 reading stopped at line {} column {}",
                error.line(),
                error.column()
            ))
        })?;
        let named = envelope.0.iter().any(|entry| entry.kid().is_some());
        let mut set = Keys { given: envelope.0.len(), named, ..Keys::default() };
        let is_public = envelope.0.iter().any(|entry| entry.kty().is_some_and(|kty| kty != "oct"));
        for (index, entry) in envelope.0.into_iter().enumerate() {
            if is_public && entry.kty() == Some("oct") {
                set.skip(index, entry.kid().map(str::to_owned), secret_among_public());
            } else {
                set.add_entry(index, entry, algorithms);
            }
        }
        Ok(Self(Arc::new(set)))
    }

    /// The public keys as a JWK Set, fit to publish. Symmetric keys are left
    /// out.
    #[must_use]
    pub fn to_jwks(&self) -> String {
        let keys: Vec<String> = self.iter().filter_map(|key| key.to_jwk().ok()).collect();
        format!("{{\"keys\":[{}]}}", keys.join(","))
    }

    /// The keys of both sets; what both have is there once.
    #[must_use]
    pub fn merged(&self, other: &Self) -> Self {
        let (this, other) = (&*self.0, &*other.0);
        let mut keys = this.keys.clone();
        let new = other.keys.iter().filter(|key| !this.keys.iter().any(|known| known.is_same(key)));
        keys.extend(new.cloned());
        // Sets of one key each that is the same make a set of one key.
        let added = other.given.min(keys.len() - this.keys.len() + other.skipped.len());
        let skipped = this.skipped.iter().chain(&other.skipped).cloned().collect();
        Self(Arc::new(Keys { keys, given: this.given + added, named: this.named || other.named, skipped }))
    }

    /// The same keys, each vouching only for tokens of `issuer`; see
    /// [`VerifyingKey::for_issuer`].
    #[must_use]
    pub fn for_issuer(self, issuer: impl Into<String>) -> Self {
        let issuer = issuer.into();
        let keys = self.iter().map(|key| key.clone().for_issuer(issuer.as_str())).collect();
        self.with_keys(keys)
    }

    /// The same keys, prepared by another backend.
    ///
    /// # Errors
    /// As [`VerifyingKey::on`], of the first key that cannot be.
    pub fn on(self, backend: Backend) -> Result<Self, Error> {
        let keys: Result<Vec<_>, Error> = self.iter().map(|key| key.clone().on(backend)).collect();
        Ok(self.with_keys(keys?))
    }

    fn with_keys(&self, keys: Vec<VerifyingKey>) -> Self {
        Self(Arc::new(Keys {
            keys,
            given: self.0.given,
            named: self.0.named,
            skipped: self.0.skipped.clone(),
        }))
    }

    /// How many keys there are; a JWK that serves several algorithms counts as
    /// many times.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.keys.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.keys.is_empty()
    }

    /// The keys, in the order given.
    pub fn iter(&self) -> std::slice::Iter<'_, VerifyingKey> {
        self.0.keys.iter()
    }

    /// The entries of a JWK Set that no key was made from, and why. Worth a
    /// line in a log.
    pub fn skipped(&self) -> impl ExactSizeIterator<Item = &Skipped> {
        self.0.skipped.iter().map(AsRef::as_ref)
    }

    /// The key that a header's `alg` and `kid` mean.
    pub(crate) fn select(&self, alg: &str, kid: Option<&str>) -> Result<usize, Error> {
        let algorithm = Algorithm::from_name(alg);
        let mut of_alg =
            self.iter().enumerate().filter(|(_, key)| Some(key.algorithm()) == algorithm).peekable();
        if of_alg.peek().is_none() {
            return Err(Error::algorithm(self.iter().map(VerifyingKey::algorithm).collect(), algorithm));
        }
        // A single key that was configured is meant whatever it is called.
        let kid = kid.filter(|_| self.0.given > 1 || self.0.named);
        let mut meant = of_alg.filter(|(_, key)| kid.is_none() || key.kid() == kid);
        match (meant.next(), meant.next()) {
            (Some((index, _)), None) => Ok(index),
            (None, _) => Err(no_such_key()),
            (Some(_), Some(_)) => Err(ambiguous(kid.is_some())),
        }
    }

    /// The key at an index that [`select`](Self::select) gave.
    pub(crate) fn get(&self, index: usize) -> &VerifyingKey {
        &self.0.keys[index]
    }
}

#[cold]
fn secret_among_public() -> Error {
    Error::invalid_key(
        "expected public keys only or symmetric keys only, found a symmetric key among public ones; \
         keep it in a set of its own, and replace it if this set was published",
    )
}

#[cold]
fn no_such_key() -> Error {
    Error::new(
        Code::NoKey,
        "expected `kid` to name a key of the token's `alg`, found none of that name; \
         the key set may be out of date",
    )
}

#[cold]
fn ambiguous(by_kid: bool) -> Error {
    Error::new(
        Code::AmbiguousKey,
        if by_kid {
            "expected `kid` and `alg` to name one key, found several of the same `kid`; give keys names of their own"
        } else {
            "expected one key of the token's `alg`, found several and no `kid` in the header; \
             have the issuer send `kid`"
        },
    )
}

impl Keys {
    fn add_entry(&mut self, index: usize, entry: Entry, algorithms: &[Algorithm]) {
        let kid = entry.kid().map(str::to_owned);
        if let Err(reason) = self.try_add_entry(entry, algorithms) {
            self.skip(index, kid, reason);
        }
    }

    fn skip(&mut self, index: usize, kid: Option<String>, reason: Error) {
        self.skipped.push(Arc::new(Skipped { index, kid, reason }));
    }

    /// Adds a key for each algorithm that the entry serves; an error if it
    /// serves none.
    fn try_add_entry(&mut self, entry: Entry, algorithms: &[Algorithm]) -> Result<(), Error> {
        let jwk = entry.into_jwk()?;
        let before = self.keys.len();
        let mut refusal = None;
        for algorithm in jwk.algorithms(algorithms)? {
            match VerifyingKey::of_jwk(algorithm, &jwk) {
                Ok(key) => self.keys.push(key),
                Err(error) => refusal = Some(error),
            }
        }
        refusal.filter(|_| self.keys.len() == before).map_or(Ok(()), Err)
    }
}

impl From<VerifyingKey> for KeySet {
    fn from(key: VerifyingKey) -> Self {
        Self(Arc::new(Keys { keys: vec![key], given: 1, ..Keys::default() }))
    }
}

impl FromIterator<VerifyingKey> for KeySet {
    fn from_iter<I: IntoIterator<Item = VerifyingKey>>(keys: I) -> Self {
        let mut set = Keys::default();
        for key in keys {
            if !set.keys.iter().any(|known| known.is_same(&key)) {
                set.keys.push(key);
            }
        }
        set.given = set.keys.len();
        Self(Arc::new(set))
    }
}

impl<'a> IntoIterator for &'a KeySet {
    type Item = &'a VerifyingKey;
    type IntoIter = std::slice::Iter<'a, VerifyingKey>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Debug for KeySet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeySet").field("keys", &self.0.keys).field("skipped", &self.0.skipped).finish()
    }
}
