//! Sets of verifying keys, and how a token's header selects a key.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use super::candidates::{self, Candidates};
use super::distinct::Distinct;
use super::jwks;
use super::keys::{Keys, Skipped};
use super::name::KeyName;
use super::scope::{Issuers, Scope};
use super::verifying::VerifyingKey;
use crate::crypto::algorithm::{Algorithm, Algorithms};
use crate::crypto::backend::Backend;
use crate::error::{Code, Error, Late};

/// A set of verifying keys; a token's header selects one. It is immutable and cheap to
/// clone.
///
/// If the set has one configured key, a token's `kid` is ignored. If it has several
/// keys, or is a JWK Set whose entry has a `kid`, the token's `kid` and `alg` select
/// the key; an unknown `kid` is then reported as an unknown key, and not as an invalid
/// signature. For a token without a `kid`, exactly one key must have its `alg`, unless
/// the set was created with [`try_each`](Self::try_each).
///
/// A token without a `kid` may name its key by the thumbprint of a certificate, `x5t`
/// or `x5t#S256` (RFC 7515 §4.1.7, §4.1.8), as with ADFS and Entra ID. The thumbprint
/// is compared with the set: with `x5t` and `x5t#S256` of a JWK (RFC 7517 §4.8, §4.9),
/// and with SHA-1 and SHA-256 of the first certificate of its `x5c`. At least one must
/// be known, and none may differ. Thumbprints select a key, but prove nothing.
/// Certificates, keys and URLs in a token's header are not used. Thumbprints are
/// ignored if the set has one configured key, or if none of the possible keys has a
/// thumbprint.
///
/// If no key has a token's `alg`, the error depends on the source of the keys. For a
/// JWK Set and an algorithm that [`from_jwks`](Self::from_jwks) allows, a newer version
/// of the set may have the key: the error is `key_not_found`, and
/// [`Error::wants_other_keys`] is true. The same applies to an empty set. Otherwise the
/// error is `alg_not_allowed`.
///
/// If the set has keys of several issuers (see [`for_issuer`](Self::for_issuer)), the
/// token's `iss` first selects the keys of that issuer, so two issuers may use the same
/// `kid`. After the signature is verified, `iss` is compared with the key's issuer
/// again.
#[derive(Clone, Default)]
pub struct KeySet(Arc<Keys>);

impl KeySet {
    /// Reads a JWK Set (RFC 7517 §5), for the allowed algorithms. A JWK with an allowed
    /// `alg` becomes one key. A JWK without `alg` becomes one key for each allowed
    /// algorithm of its type.
    ///
    /// An entry is skipped if it is not understood, damaged, for another use, or for no
    /// allowed algorithm; [`skipped`](Self::skipped) lists these. A symmetric key
    /// beside public keys is skipped, too, because publishing the set would reveal it.
    /// To trust both kinds, [merge](Self::merged) two sets. An empty set is valid; no
    /// token matches it.
    ///
    /// # Errors
    /// `invalid_key` if the text is not a JSON object with one array `keys`, or repeats
    /// a member. `unsupported` if no backend has one of the algorithms.
    pub fn from_jwks(jwks: &str, algorithms: &[Algorithm]) -> Result<Self, Error> {
        Self::from_jwks_within(jwks, algorithms, usize::MAX, usize::MAX)
    }

    /// The same with a maximum for the number of entries, and for the bytes of a `kid`.
    pub(crate) fn from_jwks_within(
        jwks: &str,
        algorithms: &[Algorithm],
        max_entries: usize,
        max_kid_bytes: usize,
    ) -> Result<Self, Error> {
        algorithms.iter().try_for_each(|algorithm| Backend::preferred(*algorithm).map(drop))?;
        jwks::read(jwks, algorithms, max_entries, max_kid_bytes).map(Self::of)
    }

    /// A set whose keys are tried one by one for a token without a `kid`: for example
    /// the old and the new HMAC secret while a secret is replaced. The first key that
    /// has the token's `alg` and verifies the signature is used. For a token with a
    /// `kid`, the key with this `kid` is used.
    ///
    /// At most 4 keys of each algorithm are allowed, because a token with an invalid
    /// signature costs one verification for each key. If the issuer sends a `kid`,
    /// prefer keys with a `kid`.
    ///
    /// [`for_issuer`](Self::for_issuer), [`on`](Self::on) and [`merged`](Self::merged)
    /// keep this behaviour. In a merged set, keys are tried for a token if every key
    /// that it may select came from `try_each`, and these are at most 4.
    ///
    /// ```
    /// # use jwt_claims::{Claims, Issuer, KeySet, SigningKey, Verifier, VerifyingKey};
    /// # #[derive(Claims)] #[claims(ttl = "5m")] struct Session { sub: String }
    /// # fn main() -> Result<(), jwt_claims::Error> {
    /// let new = VerifyingKey::hs256("the secret that tokens are signed with from today")?;
    /// let old = VerifyingKey::hs256("the secret that tokens were signed with until today")?;
    /// let verifier = Verifier::new(KeySet::try_each([new, old])?);
    /// # for secret in ["the secret that tokens are signed with from today", "the secret that tokens were signed with until today"] {
    /// # let issued = Issuer::new(SigningKey::hs256(secret)?).issue(&Session { sub: "alice".into() })?;
    /// # assert!(verifier.token(issued.as_str()).verify::<Session>().is_ok());
    /// # }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// `invalid_config` for more than 4 keys of one algorithm. Duplicates count once.
    pub fn try_each(keys: impl IntoIterator<Item = VerifyingKey>) -> Result<Self, Error> {
        let keys = keys.into_iter().collect::<Distinct>().into_vec();
        candidates::check_limit(&keys)?;
        let tried = (0..keys.len()).collect();
        Ok(Self::of(Keys { given: keys.len(), keys, tried, ..Keys::default() }))
    }

    fn of(keys: Keys) -> Self {
        let bound = keys.keys.iter().map(VerifyingKey::issuer_shared);
        let issuers = Issuers::of(bound.chain(keys.skipped.iter().map(|skipped| skipped.issuer.as_ref())));
        Self(Arc::new(Keys { issuers, ..keys }))
    }

    /// Writes the public keys as a JWK Set that you can publish. Symmetric keys are
    /// left out.
    #[must_use]
    pub fn to_jwks(&self) -> String {
        let keys: Vec<String> = self.iter().filter_map(|key| key.to_jwk().ok()).collect();
        format!("{{\"keys\":[{}]}}", keys.join(","))
    }

    /// The keys of both sets, without duplicates.
    #[must_use]
    pub fn merged(&self, other: &Self) -> Self {
        let (this, other) = (&*self.0, &*other.0);
        let mut keys = Distinct::default();
        let mut tried = BTreeSet::new();
        this.add_to(&mut keys, &mut tried);
        let before = keys.len();
        other.add_to(&mut keys, &mut tried);
        // if both sets have the same single key, the result is a set of one key
        let added = other.given.min(keys.len() - before + other.skipped.len());
        let keys = keys.into_vec();
        let skipped = this.skipped.iter().chain(&other.skipped).cloned().collect();
        let named = this.named || other.named;
        let allowed = this.allowed.or(other.allowed);
        let given = this.given + added;
        Self::of(Keys { keys, given, named, tried, skipped, allowed, ..Keys::default() })
    }

    /// The same keys, bound to `issuer`; see [`VerifyingKey::for_issuer`].
    #[must_use]
    pub fn for_issuer(self, issuer: impl Into<String>) -> Self {
        let issuer = issuer.into();
        let keys = self.iter().map(|key| key.clone().for_issuer(issuer.as_str())).collect();
        let bind = |skipped: &Arc<Skipped>| Arc::new(skipped.for_issuer(&issuer));
        self.with_keys(keys, self.0.skipped.iter().map(bind).collect())
    }

    /// The same keys on another backend.
    ///
    /// # Errors
    /// The first error of [`VerifyingKey::on`].
    pub fn on(self, backend: Backend) -> Result<Self, Error> {
        let keys: Result<Vec<_>, Error> = self.iter().map(|key| key.clone().on(backend)).collect();
        Ok(self.with_keys(keys?, self.0.skipped.clone()))
    }

    fn with_keys(&self, keys: Vec<VerifyingKey>, skipped: Vec<Arc<Skipped>>) -> Self {
        let Keys { given, named, ref tried, allowed, .. } = *self.0;
        let tried = tried.clone();
        Self::of(Keys { keys, given, named, tried, skipped, allowed, ..Keys::default() })
    }

    /// The number of keys. A JWK for several algorithms counts once for each.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.keys.len()
    }

    /// True if there are no keys.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.keys.is_empty()
    }

    /// The keys, in their order.
    pub fn iter(&self) -> std::slice::Iter<'_, VerifyingKey> {
        self.0.keys.iter()
    }

    /// The entries of a JWK Set that were skipped, with the reasons. You may want to
    /// log them.
    pub fn skipped(&self) -> impl ExactSizeIterator<Item = &Skipped> {
        self.0.skipped.iter().map(AsRef::as_ref)
    }

    /// True if a key of the set may have signed tokens of this issuer.
    pub(crate) fn covers(&self, issuer: &str) -> bool {
        self.iter().any(|key| key.issuer().is_none_or(|bound| bound == issuer))
    }

    /// True if a token's issuer selects keys.
    #[inline]
    pub(crate) fn is_scoped(&self) -> bool {
        self.0.issuers.matter()
    }

    /// The issuer whose keys an unverified payload selects.
    pub(crate) fn scope(&self, payload: &[u8]) -> Scope {
        self.0.issuers.scope(payload)
    }

    /// The key that `alg` and the key's name select in a scope, or the keys to try.
    pub(crate) fn select(&self, alg: &str, name: &KeyName<'_>, scope: Scope) -> Result<Candidates, Error> {
        let algorithm = Algorithm::from_name(alg);
        if !self.iter().any(|key| Some(key.algorithm()) == algorithm) {
            return Err(self.skipped_of(name, scope).unwrap_or_else(|| self.no_key_of(algorithm)));
        }
        let fitting = || {
            let fits = move |key: &VerifyingKey| {
                Some(key.algorithm()) == algorithm && self.0.issuers.allow(scope, key.issuer())
            };
            self.iter().enumerate().filter(move |(_, key)| fits(key))
        };
        let is_name = self.selects(name, scope, fitting().map(|(_, key)| key));
        let meant = fitting().filter(|(_, key)| !is_name || name.is_of(key.kid(), key.certificates()));
        let mut places = meant.map(|(place, _)| place).peekable();
        if places.peek().is_none() {
            return Err(self.skipped_of(name, scope).unwrap_or_else(|| no_such_key(name, scope)));
        }
        let candidates = Candidates::of(places);
        let may_try = |them: &Candidates| {
            !matches!(name, KeyName::Kid(_)) && them.places().iter().all(|place| self.0.tried.contains(place))
        };
        candidates
            .filter(|them| them.is_one() || may_try(them))
            .ok_or_else(|| ambiguous(if is_name { name } else { &KeyName::Nothing }))
    }

    /// True if a name selects a key, false if it is ignored: a single configured key is
    /// used for every name, and keys without known certificates are not selected by a
    /// thumbprint.
    fn selects<'k>(
        &self,
        name: &KeyName<'_>,
        scope: Scope,
        mut keys: impl Iterator<Item = &'k VerifyingKey>,
    ) -> bool {
        let Keys { given, named, allowed, .. } = *self.0;
        match name {
            KeyName::Nothing => false,
            KeyName::Kid(_) => given > 1 || named,
            KeyName::Certificate { .. } if given <= 1 && allowed.is_empty() => false,
            KeyName::Certificate { .. } => {
                keys.any(|key| !key.certificates().is_empty()) || self.skipped_of(name, scope).is_some()
            }
        }
    }

    /// The error if no key has the algorithm: a newer version of the set may have one,
    /// or the algorithm is not allowed.
    #[cold]
    fn no_key_of(&self, algorithm: Option<Algorithm>) -> Error {
        let Keys { ref keys, allowed, .. } = *self.0;
        let may_come = |algorithm| keys.is_empty() || allowed.contains(algorithm);
        if algorithm.is_some_and(may_come) {
            return Error::new(
                Code::NoKey,
                "expected a key of the token's `alg`, found none in the key set; it may be out of date",
            );
        }
        let offered: Algorithms = keys.iter().map(VerifyingKey::algorithm).collect();
        let found: Algorithms = algorithm.into_iter().collect();
        let about = [offered.or(allowed).bits(), found.bits()];
        Error::late(Code::Algorithm, Late { about, write: write_not_offered })
    }

    /// The error for a name whose entry was skipped.
    #[cold]
    fn skipped_of(&self, name: &KeyName<'_>, scope: Scope) -> Option<Error> {
        let mut skipped = self.0.skipped.iter();
        let named = skipped.find(|skipped| {
            !matches!(name, KeyName::Nothing)
                && name.is_of(skipped.kid(), &skipped.certificates)
                && self.0.issuers.allow(scope, skipped.issuer.as_deref())
        });
        named.map(|skipped| skipped.missed.clone())
    }

    /// The key at a place that [`select`](Self::select) gave.
    pub(crate) fn get(&self, index: usize) -> &VerifyingKey {
        &self.0.keys[index]
    }
}

/// No key has the algorithm, and no newer key set may have it. `None` means an unknown
/// name; it is the sender's text and is not repeated.
fn write_not_offered(about: [u32; 2], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let [offered, found] = about.map(Algorithms::from_bits);
    write!(f, "expected `alg` to be an algorithm of the verifier's keys ({offered}), found ")?;
    if found.is_empty() {
        return f.write_str("an unknown name");
    }
    write!(f, "{found}")
}

#[cold]
fn no_such_key(name: &KeyName<'_>, scope: Scope) -> Error {
    Error::new(
        Code::NoKey,
        match (name, scope) {
            (_, Scope::Other) => {
                "expected `iss` to be an issuer of the verifier's keys, found another; \
                 to trust it, add its keys with `KeySet::for_issuer`"
            }
            (KeyName::Certificate { .. }, _) => {
                "expected `x5t` or `x5t#S256`, without a `kid`, to be the thumbprint of a certificate in \
                 the key set, found an unknown one; the key set may be out of date"
            }
            (_, Scope::Any) => {
                "expected `kid` to name a key of the token's `alg`, found an unknown name; \
                 the key set may be out of date"
            }
            (_, Scope::Issuer(_)) => {
                "expected a key of the token's issuer with its `kid` and `alg`, found none among the keys \
                 of this issuer; they may be out of date"
            }
        },
    )
}

#[cold]
fn ambiguous(name: &KeyName<'_>) -> Error {
    Error::new(
        Code::AmbiguousKey,
        match name {
            KeyName::Kid(_) => {
                "expected `kid` and `alg` to name one key, found several with the same `kid`; give each key \
                 its own `kid`"
            }
            KeyName::Certificate { .. } => {
                "expected `x5t` and `alg` to name one key, found several with the same certificate; \
                 the issuer must send `kid`"
            }
            KeyName::Nothing => {
                "expected one key of the token's `alg`, found several and no `kid` in the header; \
                 let the issuer send `kid`, or use `KeySet::try_each` to try up to 4 keys"
            }
        },
    )
}

impl From<VerifyingKey> for KeySet {
    fn from(key: VerifyingKey) -> Self {
        Self::of(Keys { keys: vec![key], given: 1, ..Keys::default() })
    }
}

/// The keys, without duplicates.
///
/// ```
/// # use jwt_claims::{Algorithm, KeySet, VerifyingKey, Verifier};
/// # fn main() -> Result<(), jwt_claims::Error> {
/// # let (web, app) = ("a secret of at least thirty-two bytes", "another secret of at least 32 bytes");
/// let web = VerifyingKey::hs256(web)?.with_kid("web");
/// let app = VerifyingKey::hs256(app)?.with_kid("app");
/// let verifier = Verifier::new([web, app]);
/// # assert_eq!(verifier.keys().len(), 2);
/// # Ok(()) }
/// ```
impl<const N: usize> From<[VerifyingKey; N]> for KeySet {
    fn from(keys: [VerifyingKey; N]) -> Self {
        keys.into_iter().collect()
    }
}

/// The keys, without duplicates.
impl From<Vec<VerifyingKey>> for KeySet {
    fn from(keys: Vec<VerifyingKey>) -> Self {
        keys.into_iter().collect()
    }
}

/// Adds keys, as if the set was [merged](KeySet::merged) with a set of them. A verifier
/// keeps the set that it was created with; give it the new one with
/// [`Verifier::with_keys`](crate::Verifier::with_keys).
impl Extend<VerifyingKey> for KeySet {
    fn extend<I: IntoIterator<Item = VerifyingKey>>(&mut self, keys: I) {
        *self = self.merged(&keys.into_iter().collect());
    }
}

/// The keys, without duplicates.
impl FromIterator<VerifyingKey> for KeySet {
    fn from_iter<I: IntoIterator<Item = VerifyingKey>>(keys: I) -> Self {
        let keys = keys.into_iter().collect::<Distinct>().into_vec();
        Self::of(Keys { given: keys.len(), keys, ..Keys::default() })
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
        f.debug_struct("KeySet")
            .field("keys", &self.0.keys)
            .field("tried", &self.0.tried)
            .field("skipped", &self.0.skipped)
            .finish()
    }
}
