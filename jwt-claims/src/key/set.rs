//! Sets of verifying keys, and which of them a token's header means.

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
use crate::crypto::algorithm::{Algorithm, Algorithms, Family};
use crate::crypto::backend::Backend;
use crate::error::{Code, Error, Late};

/// Verifying keys, of which a token's header selects one.
///
/// With one key that was configured, a token's `kid` is a hint and ignored.
/// With several, or a JWK Set whose one entry has a `kid`, `kid` and `alg`
/// together select: a token by a key that is not there yet is told from a
/// forged one. A token without a `kid` must leave exactly one key that has its
/// `alg`, unless the set was made with [`try_each`](Self::try_each). Immutable
/// and cheap to clone.
///
/// A token without a `kid` may name its key by the thumbprint of a certificate,
/// `x5t` or `x5t#S256` (RFC 7515 §4.1.7, §4.1.8), as ADFS and Entra ID do. It is
/// compared with what the set has: the `x5t` and `x5t#S256` of a JWK
/// (RFC 7517 §4.8, §4.9), and the SHA-1 and SHA-256 of the first certificate of
/// its `x5c`. Of those in a token none may differ, and one must be known. They
/// select a key and vouch for nothing; the certificates, keys and URLs in a
/// token's header are not used. Where the keys that a token may mean
/// have no thumbprints, and with one key that was configured, they are ignored.
///
/// Where no key has a token's `alg`, the answer depends on where the keys are
/// from. A JWK Set may have a key for it by now if the algorithm is one that
/// [`from_jwks`](Self::from_jwks) allows: `key_not_found`, for which
/// [`Error::wants_other_keys`] tells to fetch the set again. So it is while a set
/// has no keys. Otherwise the algorithm is refused: `alg_not_allowed`.
///
/// Names belong to issuers. Where a set holds keys of more than one issuer (see
/// [`for_issuer`](Self::for_issuer)), a token's `iss` selects whose keys are
/// looked at, so that two issuers may use the same `kid`. The claim is
/// compared with the key's issuer again after the signature.
#[derive(Clone)]
pub struct KeySet(Arc<Keys>);

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
        // those that only providers have: an entry for one of them is skipped
        let ours = algorithms.iter().filter(|algorithm| algorithm.family() != Family::Akp);
        ours.copied().try_for_each(|algorithm| Backend::preferred(algorithm).map(drop))?;
        jwks::read(jwks, algorithms).map(Self::of)
    }

    /// Keys that are tried one by one for a token without a `kid`: for
    /// example the old and the new HMAC secret while a secret is replaced. The first
    /// key of the token's `alg` under which the signature holds is its key. A token
    /// with a `kid` still means the one key of that name.
    ///
    /// At most 4 keys of each algorithm, because a token with a wrong
    /// signature costs as many verifications as there are keys. Prefer keys
    /// with a `kid` where the issuer sends one.
    ///
    /// [`for_issuer`](Self::for_issuer), [`on`](Self::on) and
    /// [`merged`](Self::merged) keep this. In a merged set, keys are tried for a
    /// token if each key that it may mean came from `try_each`, and there are
    /// at most 4 of them.
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
    /// `invalid_config` for more than 4 keys of one algorithm; a key that is
    /// given twice counts once.
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
        let mut keys = Distinct::default();
        let mut tried = BTreeSet::new();
        this.add_to(&mut keys, &mut tried);
        let before = keys.len();
        other.add_to(&mut keys, &mut tried);
        // Sets of one key each that is the same make a set of one key.
        let added = other.given.min(keys.len() - before + other.skipped.len());
        let keys = keys.into_vec();
        let skipped = this.skipped.iter().chain(&other.skipped).cloned().collect();
        let named = this.named || other.named;
        let allowed = this.allowed.or(other.allowed);
        let given = this.given + added;
        Self::of(Keys { keys, given, named, tried, skipped, allowed, ..Keys::default() })
    }

    /// The same keys, each vouching only for tokens of `issuer`; see
    /// [`VerifyingKey::for_issuer`].
    #[must_use]
    pub fn for_issuer(self, issuer: impl Into<String>) -> Self {
        let issuer = issuer.into();
        let keys = self.iter().map(|key| key.clone().for_issuer(issuer.as_str())).collect();
        let bind = |skipped: &Arc<Skipped>| Arc::new(skipped.for_issuer(&issuer));
        self.with_keys(keys, self.0.skipped.iter().map(bind).collect())
    }

    /// The same keys, prepared by another backend.
    ///
    /// # Errors
    /// As [`VerifyingKey::on`], of the first key that cannot be.
    pub fn on(self, backend: Backend) -> Result<Self, Error> {
        let keys: Result<Vec<_>, Error> = self.iter().map(|key| key.clone().on(backend)).collect();
        Ok(self.with_keys(keys?, self.0.skipped.clone()))
    }

    fn with_keys(&self, keys: Vec<VerifyingKey>, skipped: Vec<Arc<Skipped>>) -> Self {
        let Keys { given, named, ref tried, allowed, .. } = *self.0;
        let tried = tried.clone();
        Self::of(Keys { keys, given, named, tried, skipped, allowed, ..Keys::default() })
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

    /// Whether a token's issuer matters for which key it means.
    #[inline]
    pub(crate) fn is_scoped(&self) -> bool {
        self.0.issuers.matter()
    }

    /// Whose keys an unverified payload names.
    pub(crate) fn scope(&self, payload: &[u8]) -> Scope {
        self.0.issuers.scope(payload)
    }

    /// The key that a header's `alg` and its name for the key mean among those of a
    /// scope, or those to try.
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

    /// Whether a name selects among keys, or is a hint: a single key that was
    /// configured is meant whatever it is called, and keys of which no certificate
    /// is known are not looked up by one.
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

    /// The answer where no key has the algorithm: another version of the set may
    /// have one, or the algorithm is not wanted.
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

    /// Why there is no key of that name where an entry with it was skipped.
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

/// No key is, or may come, for the algorithm found; it is none for a name that is
/// not known. That name is the sender's text, and never repeated.
fn write_not_offered(about: [u32; 2], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let [offered, found] = about.map(Algorithms::from_bits);
    write!(f, "expected `alg` to be one that keys here may be for ({offered}), found ")?;
    if found.is_empty() {
        return f.write_str("a name that is no signature algorithm here");
    }
    write!(f, "{found}")
}

#[cold]
fn no_such_key(name: &KeyName<'_>, scope: Scope) -> Error {
    Error::new(
        Code::NoKey,
        match (name, scope) {
            (_, Scope::Other) => {
                "expected `iss` to be an issuer that keys here vouch for, found another; \
                 to trust it, add its keys with `KeySet::for_issuer`"
            }
            (KeyName::Certificate { .. }, _) => {
                "expected `x5t` or `x5t#S256`, where there is no `kid`, to be the thumbprint of a certificate \
                 in the key set, found that of none; the key set may be out of date"
            }
            (_, Scope::Any) => {
                "expected `kid` to name a key of the token's `alg`, found none of that name; \
                 the key set may be out of date"
            }
            (_, Scope::Issuer(_)) => {
                "expected a key of the token's issuer with its `kid` and `alg`, found none among the keys \
                 that vouch for this issuer; they may be out of date"
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
                "expected `kid` and `alg` to name one key, found several of the same `kid`; give keys names of their own"
            }
            KeyName::Certificate { .. } => {
                "expected `x5t` and `alg` to name one key, found several of the same certificate; \
                 have the issuer send `kid`"
            }
            KeyName::Nothing => {
                "expected one key of the token's `alg`, found several and no `kid` in the header; \
                 have the issuer send `kid`, or use `KeySet::try_each` for at most 4 keys to try"
            }
        },
    )
}

impl From<VerifyingKey> for KeySet {
    fn from(key: VerifyingKey) -> Self {
        Self::of(Keys { keys: vec![key], given: 1, ..Keys::default() })
    }
}

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
