//! A ring of signing keys.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::board::Board;
use super::document::Document;
use super::key_info::{KeyInfo, State};
use super::published_keys::PublishedKeys;
use super::settings::Settings;
use super::store::{KeyStore, StoreError};
use super::stored::StoredKey;
use super::timeline::{Entry, Timeline, whole};
use super::view::{View, info};
use crate::base::clock::Time;
use crate::base::numeric_date::NumericDate;
use crate::base::shown::shown;
use crate::crypto::algorithm::Algorithm;
use crate::error::{Code, Error};
use crate::key::{KeySet, SigningKey};

/// The signing keys of a service: the one that signs, the next one, and those that signed
/// before. It is cheap to clone, and clones are the same ring.
///
/// - A new key is published first. It signs when the time that verifiers cache the set and a
///   margin have passed: 900 s by default.
/// - A key that was replaced stays published for the longest lifetime of a token and the
///   leeway, so that its tokens remain valid, and is then removed.
/// - Both follow from times that are stored with each key, and from the clock. A restart or a
///   crash between two steps changes nothing.
///
/// [`Issuer::from_ring`](crate::Issuer::from_ring) signs with the current key. Publish
/// [`jwks`](Self::jwks), for example with the routes in `axum08`. Call
/// [`maintain`](Self::maintain) once a minute.
///
/// ```
/// use std::time::Duration;
/// use jwt_claims::key_ring::{FileStore, KeyRing};
/// use jwt_claims::{Algorithm, Claims, Issuer, Verifier};
///
/// #[derive(Claims)]
/// #[claims(issuer = "https://auth.example.com", ttl = "15m")]
/// struct Access {
///     sub: String,
/// }
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let folder = std::env::temp_dir().join(format!("jwt-claims-doc-{}", std::process::id()));
/// let longest_lifetime = Duration::from_secs(15 * 60);
/// let ring = KeyRing::builder(Algorithm::ES256, longest_lifetime)
///     .with_rotation_every(Duration::from_secs(90 * 24 * 60 * 60))
///     .open(FileStore::open(&folder)?)?;
///
/// let issuer = Issuer::from_ring(&ring);
/// let issued = issuer.issue(&Access { sub: "alice".into() })?;
/// let verifier = Verifier::new(ring.key_set());
/// assert!(verifier.verify::<Access>(issued.as_str()).is_ok());
///
/// ring.maintain()?; // once a minute
/// println!("{}", ring.jwks().body());
/// # std::fs::remove_dir_all(folder)?;
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct KeyRing(Arc<Shared>);

struct Shared {
    algorithm: Algorithm,
    rotates_every: Option<u64>,
    /// The longest one of a token, in seconds.
    lifetime: u64,
    store: Box<dyn KeyStore>,
    board: Board<SigningKey>,
    /// Locked while the store is used. Revoked keys, which do not come back even if the
    /// store has them.
    revoked: Mutex<BTreeSet<String>>,
}

/// What an issuer signs with.
pub(crate) struct Signing {
    pub(crate) key: SigningKey,
    /// Changes when the key changes.
    pub(crate) version: u64,
    /// The key is removed after this time if it is replaced now.
    pub(crate) latest_exp: NumericDate,
}

impl KeyRing {
    pub(super) fn open(settings: Settings, store: Box<dyn KeyStore>) -> Result<Self, Error> {
        let mut entries = load(&*store)?;
        if entries.is_empty() {
            let now = whole(settings.clock.now());
            let first = match settings.first {
                Some(key) => key,
                None => SigningKey::generate(settings.algorithm)?,
            };
            put(&*store, &entry(named(first)?, now, now))?;
            entries = load(&*store)?;
        }
        let timeline = Timeline::new(entries, settings.intervals);
        Ok(Self(Arc::new(Shared {
            algorithm: settings.algorithm,
            rotates_every: settings.rotates_every,
            lifetime: settings.intervals.lifetime,
            store,
            board: Board::new(timeline, settings.clock)?,
            revoked: Mutex::default(),
        })))
    }

    /// Publishes the next key, and returns when it signs. If there is a next key already, it
    /// stays.
    ///
    /// This blocks: it creates a key and writes it to the store. In an async program, call it
    /// in `spawn_blocking`.
    ///
    /// # Errors
    /// `key_store_failed` if the store fails; the ring is then as before. `unsupported` if no
    /// key can be created.
    pub fn rotate(&self) -> Result<KeyInfo, Error> {
        let revoked = self.0.revoked.lock().unwrap_or_else(PoisonError::into_inner);
        let timeline = self.0.repaired(self.0.reloaded(&revoked)?)?;
        self.0.publish_next(timeline)
    }

    /// Keeps the ring in order. Call it once a minute: it reads the store again for keys of
    /// other processes, publishes the next key if the current one is old enough, and removes
    /// keys from the store whose tokens have expired. If the ring was opened with another
    /// algorithm than that of its current key, it publishes a key of this algorithm.
    ///
    /// This blocks, as [`rotate`](Self::rotate) does. Signing and publishing do not wait for
    /// it.
    ///
    /// # Errors
    /// The same as [`rotate`](Self::rotate). Log the error and call it again: the ring goes on
    /// with the keys that it has.
    pub fn maintain(&self) -> Result<(), Error> {
        let revoked = self.0.revoked.lock().unwrap_or_else(PoisonError::into_inner);
        let timeline = self.0.repaired(self.0.reloaded(&revoked)?)?;
        let now = self.0.board.now();
        let gone = timeline.gone(now).map(|entry| entry.kid.clone());
        let gone: Vec<String> = gone.chain(revoked.iter().cloned()).collect();
        if self.0.is_due(&timeline, now) {
            self.0.publish_next(timeline).map(drop)?;
        } else {
            self.0.board.show(timeline)?;
        }
        gone.iter().try_for_each(|kid| self.0.store.remove(kid)).map_err(|error| failed("remove", error))
    }

    /// Removes a key at once, for example because it has leaked: it does not sign any more, and
    /// is not published any more. If it was the current one, the next key signs from now on,
    /// or a new one. Returns false if the ring had no such key.
    ///
    /// Verifiers accept its tokens until they fetch the set again, at most `max-age` later.
    /// They may refuse tokens of a new key for as long, unless they fetch the set for an
    /// unknown `kid`. Other processes with the same store follow at their next
    /// [`maintain`](Self::maintain).
    ///
    /// # Errors
    /// `key_store_failed` if the store fails. Call it again: before the new key is stored,
    /// nothing has changed; after that, this process does not use the revoked key, and removes
    /// it from the store with the next [`maintain`](Self::maintain).
    pub fn revoke(&self, kid: &str) -> Result<bool, Error> {
        let mut revoked = self.0.revoked.lock().unwrap_or_else(PoisonError::into_inner);
        let others = revoked.iter().filter(|other| *other != kid).cloned().collect();
        let timeline = self.0.reloaded(&others)?;
        let now = self.0.board.now();
        let was_current = timeline.current(now).is_some_and(|entry| entry.kid == kid);
        let had = timeline.entries().iter().any(|entry| entry.kid == kid);
        // keys whose time is over do not come back when a successor is revoked
        let gone: Vec<String> = timeline.gone(now).map(|entry| entry.kid.clone()).collect();
        let mut left = gone.iter().fold(timeline.without(kid), |left, kid| left.without(kid));
        if was_current {
            left = self.0.sign_at_once(&timeline, &left, now)?;
        }
        self.0.board.show(left)?;
        if had {
            revoked.insert(kid.to_owned());
        }
        let mut removed = gone.iter().map(String::as_str).chain([kid]);
        removed.try_for_each(|kid| self.0.store.remove(kid)).map_err(|error| failed("remove", error))?;
        Ok(had)
    }

    /// The key that signs now.
    #[must_use]
    pub fn signing_key(&self) -> SigningKey {
        self.0.board.view().current.clone()
    }

    /// The published keys, as verifiers read them. For the service's own tokens, give the ring
    /// itself to [`Verifier::new`](crate::Verifier::new): the verifier then follows it.
    #[must_use]
    pub fn key_set(&self) -> KeySet {
        self.0.board.view().key_set.clone()
    }

    /// A number that changes when another key signs, or when the published set changes. It is
    /// of this process and starts at 1.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.0.board.view().version
    }

    /// The JWK Set to publish (RFC 7517 §5), without private keys.
    #[must_use]
    pub fn jwks(&self) -> Document {
        self.0.board.view().jwks.clone()
    }

    /// The published keys, in the order in which they sign.
    #[must_use]
    pub fn keys(&self) -> Vec<KeyInfo> {
        self.0.board.view().keys.clone()
    }

    /// The longest lifetime of a token that an issuer of the ring issues.
    #[must_use]
    pub fn longest_lifetime(&self) -> Duration {
        Duration::from_secs(self.0.lifetime)
    }

    /// Key and limits for one token.
    pub(crate) fn signing(&self) -> Signing {
        let view: Arc<View<SigningKey>> = self.0.board.view();
        let latest_exp = self.0.board.now().plus(self.0.lifetime);
        Signing { key: view.current.clone(), version: view.version, latest_exp }
    }

    pub(crate) fn clock(&self) -> Time {
        self.0.board.clock().clone()
    }
}

impl Shared {
    /// The keys of the store. Without any, the ring keeps those that it has. If this process
    /// has revoked each of them, which needs a store that failed to remove one and another
    /// process that made it the current one, a new key signs at once.
    fn reloaded(&self, revoked: &BTreeSet<String>) -> Result<Timeline<SigningKey>, Error> {
        let mut entries = load(&*self.store)?;
        let is_empty = entries.is_empty();
        entries.retain(|entry| !revoked.contains(&entry.kid));
        if entries.is_empty() && !is_empty {
            let now = self.board.now().floor();
            entries.push(entry(SigningKey::generate(self.algorithm)?, now, now));
            put(&*self.store, &entries[0])?;
        }
        if entries.is_empty() {
            return Err(Error::new(
                Code::KeyStore,
                "expected the keys of the ring in its store, found none; the ring goes on with the keys that it \
                 has; restore the store",
            ));
        }
        Ok(Timeline::new(entries, *self.board.timeline().intervals()))
    }

    /// True if the current key is to be replaced.
    fn is_due(&self, timeline: &Timeline<SigningKey>, now: NumericDate) -> bool {
        let lead = timeline.intervals().lead();
        timeline.current(now).is_some_and(|current| {
            let is_old = self.rotates_every.is_some_and(|age| current.signs_from.plus(age) <= now.plus(lead));
            is_old || current.key.algorithm() != self.algorithm
        })
    }

    /// Adds the next key, unless there is one. One that signs later than a new key would
    /// was planned by a clock that was wrong: it signs when a new key would.
    fn publish_next(&self, timeline: Timeline<SigningKey>) -> Result<KeyInfo, Error> {
        let now = whole(self.board.now());
        let signs_from = now.plus(timeline.intervals().lead());
        let next = match timeline.next(now) {
            Some(next) if next.signs_from <= signs_from => {
                let planned = info(next, None, State::Next);
                return self.board.show(timeline).map(|()| planned);
            }
            Some(next) => Entry { published_at: now.min(next.published_at), signs_from, ..next.clone() },
            None => entry(SigningKey::generate(self.algorithm)?, now, signs_from),
        };
        put(&*self.store, &next)?;
        let planned = info(&next, None, State::Next);
        self.board.show(timeline.with(next)).map(|()| planned)
    }

    /// If the clock was wrong and was set back, there may be no key whose time has come. The
    /// first one signs then, and gets a time by which it can be replaced.
    fn repaired(&self, timeline: Timeline<SigningKey>) -> Result<Timeline<SigningKey>, Error> {
        let now = self.board.now();
        match timeline.current(now) {
            Some(current) if current.signs_from > now => {
                let now = now.floor();
                let entry = Entry { published_at: now, signs_from: now, ..current.clone() };
                put(&*self.store, &entry)?;
                Ok(timeline.with(entry))
            }
            _ => Ok(timeline),
        }
    }

    /// The keys that are left, with one that signs now: the next one, or a new one.
    fn sign_at_once(
        &self,
        timeline: &Timeline<SigningKey>,
        left: &Timeline<SigningKey>,
        now: NumericDate,
    ) -> Result<Timeline<SigningKey>, Error> {
        let now = now.floor();
        let at_once = match timeline.next(now) {
            Some(next) => Entry { published_at: now.min(next.published_at), signs_from: now, ..next.clone() },
            None => entry(SigningKey::generate(self.algorithm)?, now, now),
        };
        put(&*self.store, &at_once)?;
        Ok(left.with(at_once))
    }
}

impl PublishedKeys for KeyRing {
    fn jwks(&self) -> Document {
        self.jwks()
    }

    fn algorithms(&self) -> Vec<Algorithm> {
        self.0.board.view().algorithms.clone()
    }
}

/// The key with a `kid`: verifiers need one if there are several keys.
fn named(key: SigningKey) -> Result<SigningKey, Error> {
    if key.kid().is_some_and(|kid| !kid.is_empty()) {
        return Ok(key);
    }
    let thumbprint = key.verifying_key().thumbprint();
    thumbprint.map(|kid| key.with_kid(kid)).ok_or_else(|| {
        Error::new(
            Code::Config,
            "expected a key for a key ring with its material, found one whose material is in its signer; use \
             `RemoteKeyRing`",
        )
    })
}

fn entry(key: SigningKey, published_at: NumericDate, signs_from: NumericDate) -> Entry<SigningKey> {
    let (kid, public) = (key.kid().unwrap_or_default().to_owned(), key.verifying_key());
    Entry { key, public, kid, published_at, signs_from }
}

fn load(store: &dyn KeyStore) -> Result<Vec<Entry<SigningKey>>, Error> {
    let keys = store.load().map_err(|error| failed("load", error))?;
    Ok(keys.into_iter().map(|key| entry(key.key().clone(), key.published_at(), key.signs_from())).collect())
}

fn put(store: &dyn KeyStore, entry: &Entry<SigningKey>) -> Result<(), Error> {
    let key = StoredKey::new(entry.key.clone(), entry.published_at, entry.signs_from);
    store.put(&key).map_err(|error| failed("put", error))
}

#[cold]
fn failed(what: &str, error: StoreError) -> Error {
    match error.downcast::<Error>() {
        Ok(own) => *own,
        Err(error) => Error::new(
            Code::KeyStore,
            format!(
                "the key store failed to {what}: {}; the ring goes on with the keys that it has",
                shown(error.to_string())
            ),
        ),
    }
}

impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyRing").field("keys", &self.keys()).finish_non_exhaustive()
    }
}
