//! What checks proofs.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::base::clock::{Clock, Time};
use crate::base::numeric_date::NumericDate;
use crate::crypto::algorithm::Algorithm;
use crate::crypto::primitives;
use crate::dpop::nonces::Nonces;
use crate::dpop::proof::{Proof, ProofClaims};
use crate::dpop::target::{self, Base};
use crate::dpop::{algorithms, fault};
use crate::error::{Code, Error};
use crate::key::thumbprint::Thumbprint;
use crate::sessions::Secret;
use crate::store::{Entry, EntryKey, EntryKind, EntryStore, store_failed};

/// How far the time of a proof may be from now, in seconds.
const DEFAULT_WINDOW: u64 = 60;
/// The most that it can be. A used proof is stored as if the window were this one, because another
/// replica may have a longer window.
const MAX_WINDOW: u64 = 300;
/// For how many seconds more a used proof is remembered, because the clocks of machines that
/// share a store differ.
const MARGIN: u64 = 60;

/// Checks DPoP proofs (RFC 9449 §4.3), for a guard
/// ([`Guard::with_dpop`](crate::http::Guard::with_dpop)) and for a token endpoint
/// ([`verify_proof`](Self::verify_proof)). It is cheap to clone.
///
/// ```
/// use jwt_claims::{dpop::Dpop, store::MemoryStore};
///
/// # fn main() -> Result<(), jwt_claims::Error> {
/// let dpop = Dpop::new(MemoryStore::new(100_000)?, "https://api.example.com")?;
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Dpop(Arc<Settings>);

#[derive(Clone)]
struct Settings {
    store: Arc<dyn EntryStore>,
    base: Base,
    algorithms: Vec<Algorithm>,
    /// In seconds.
    window: u64,
    nonces: Option<Nonces>,
    accepts_bearer: bool,
    clock: Time,
}

/// A request as a proof must describe it.
pub(crate) struct Expected<'r> {
    pub(crate) method: &'r str,
    pub(crate) path: &'r str,
    /// The access token; `None` at a token endpoint.
    pub(crate) token: Option<BoundToken<'r>>,
}

/// An access token with the key to which it is bound.
pub(crate) struct BoundToken<'r> {
    pub(crate) text: &'r str,
    pub(crate) jkt: Thumbprint,
}

impl Dpop {
    /// Checks proofs for the service at this URL, and remembers used ones in this store. Replicas
    /// of a service need the same store.
    ///
    /// The URL is the one that clients use, for example `https://api.example.com`: the service
    /// does not take it from the header `Host`, and a proxy in front does not matter. If the
    /// proxy removes a prefix of the path, add it: `https://api.example.com/orders-service`.
    /// Services that share a store need not share the URL.
    ///
    /// # Errors
    /// `invalid_config` if it is not an `https` URL (or `http` on this machine), or has a
    /// user, query or fragment; `unsupported` unless backends have ES256, EdDSA and PS256.
    pub fn new(store: impl EntryStore, url: impl AsRef<str>) -> Result<Self, Error> {
        let (base, algorithms) = (Base::new(url.as_ref())?, algorithms::recommended()?);
        let settings = Settings {
            store: Arc::new(store),
            base,
            algorithms,
            window: DEFAULT_WINDOW,
            nonces: None,
            accepts_bearer: false,
            clock: Time::default(),
        };
        Ok(Self(Arc::new(settings)))
    }

    /// Sets the algorithms that clients may sign proofs with. Default: ES256, EdDSA and PS256.
    ///
    /// # Errors
    /// `invalid_config` if there is none, or an HMAC; `unsupported` if no backend has one of
    /// them.
    pub fn with_algorithms(mut self, list: impl IntoIterator<Item = Algorithm>) -> Result<Self, Error> {
        self.settings_mut().algorithms = algorithms::checked(list)?;
        Ok(self)
    }

    /// Demands nonces of the service in proofs (RFC 9449 §8, §9): a proof that was made long before
    /// is refused. The nonce has a time, so `iat` is not compared, and the clock of the client
    /// matters only if a proof has the optional `exp` or `nbf`. A client without a current nonce
    /// gets one with the answer, and tries again.
    ///
    /// A nonce is accepted for 150 s to 300 s, and is not stored. Each replica of a service
    /// needs the same secret; it may be that of [`Sessions`](crate::sessions::Sessions). New
    /// nonces are under `secret`; those under one of `accepted` are accepted, too, while the
    /// secret is replaced. `accepted` is `[]` otherwise.
    #[must_use]
    pub fn with_nonces(mut self, secret: Secret, accepted: impl IntoIterator<Item = Secret>) -> Self {
        self.settings_mut().nonces = Some(Nonces::new(secret, accepted.into_iter().collect()));
        self
    }

    /// Sets how far the time of a proof, `iat`, may be from now, in whole seconds, both ways. If a
    /// proof has `exp` or `nbf`, these may be passed or ahead by as much, also with nonces.
    /// Default: 60 s.
    ///
    /// Replicas may have different windows, because a used proof is remembered for the longest one.
    ///
    /// # Errors
    /// `invalid_config` if it is less than 1 s or more than 300 s.
    pub fn with_window(mut self, window: Duration) -> Result<Self, Error> {
        let seconds = window.as_secs();
        if !(1..=MAX_WINDOW).contains(&seconds) {
            let detail =
                format!("expected a window of 1 s to {MAX_WINDOW} s for DPoP proofs, found {seconds} s");
            return Err(Error::new(Code::Config, detail));
        }
        self.settings_mut().window = seconds;
        Ok(self)
    }

    /// Lets a guard also accept bearer tokens that are not bound to a key, until each client
    /// uses DPoP. A token that is bound to a key is accepted only with a proof.
    #[must_use]
    pub fn accepting_bearer_tokens(mut self) -> Self {
        self.settings_mut().accepts_bearer = true;
        self
    }

    /// Sets the clock. Default: the system clock.
    #[must_use]
    pub fn with_clock(mut self, clock: impl Clock) -> Self {
        self.settings_mut().clock = Time::Given(Arc::new(clock));
        self
    }

    /// The names of the algorithms, for `dpop_signing_alg_values_supported` in the metadata of
    /// an authorization server (RFC 9449 §5.1) and for `algs` in challenges.
    #[must_use]
    pub fn algorithm_names(&self) -> Vec<&'static str> {
        algorithms::names(&self.0.algorithms).collect()
    }

    /// The nonce for the header `DPoP-Nonce` of a response; `None` without
    /// [`with_nonces`](Self::with_nonces).
    #[must_use]
    pub fn nonce(&self) -> Option<String> {
        self.0.nonces.as_ref().map(|nonces| nonces.issue(self.now()))
    }

    pub(crate) fn accepts_bearer(&self) -> bool {
        self.0.accepts_bearer
    }

    /// Checks the proof of a request. It is not used up yet.
    pub(crate) fn check(&self, proof: &str, request: &Expected<'_>) -> Result<CheckedProof, Error> {
        let now = self.now();
        let Proof { thumbprint, claims } = Proof::read(proof, &self.0.algorithms)?;
        target::compare(&claims.htm, &claims.htu, &self.0.base, request.method, request.path)?;
        let until = self.check_times(&claims, now)?;
        let kept_until = until.max(latest_end(&claims, now)).plus(MARGIN);
        if let Some(token) = &request.token {
            check_hash(&claims, token.text)?;
            if token.jkt != thumbprint {
                return Err(fault::key_mismatch());
            }
        }
        let parts = [thumbprint.as_bytes().as_slice(), claims.jti.as_bytes()];
        let key = EntryKey::new(EntryKind::UsedProof, parts);
        Ok(CheckedProof { dpop: self.clone(), thumbprint, key, until, kept_until })
    }

    /// Until when the proof is accepted. The nonce has the time, if nonces are demanded (RFC
    /// 9449 §4.3, 11).
    fn check_times(&self, claims: &ProofClaims, now: NumericDate) -> Result<NumericDate, Error> {
        let window = self.0.window;
        let early = claims.nbf.map_or(0, |nbf| nbf.seconds_after(now));
        let late = claims.exp.map_or(0, |exp| now.seconds_after(exp));
        if early.max(late) > window {
            return Err(fault::outdated(late > window, early.max(late), window));
        }
        if let Some(nonces) = &self.0.nonces {
            let nonce = claims.nonce.as_deref();
            let until = nonce.and_then(|nonce| nonces.accepted_until(nonce, now));
            return until.ok_or_else(|| fault::nonce_required(nonce.is_some()));
        }
        let iat = claims.iat.floor();
        let away = iat.seconds().abs_diff(now.seconds());
        if away > window {
            return Err(fault::outdated(iat < now, away, window));
        }
        Ok(iat.plus(window))
    }

    /// Stores have whole seconds.
    fn now(&self) -> NumericDate {
        self.0.clock.now().floor()
    }

    fn settings_mut(&mut self) -> &mut Settings {
        Arc::make_mut(&mut self.0)
    }
}

/// A valid proof for its request that is not used up yet. A guard stores it after the claims of the
/// token, so that a stranger without a token adds nothing to the store. A token endpoint has no
/// token, and stores the proof of a stranger, too.
pub(crate) struct CheckedProof {
    dpop: Dpop,
    thumbprint: Thumbprint,
    key: EntryKey,
    /// Until when it is accepted here.
    until: NumericDate,
    /// Until when its use is stored.
    kept_until: NumericDate,
}

impl CheckedProof {
    /// The thumbprint of its key.
    pub(crate) fn thumbprint(&self) -> Thumbprint {
        self.thumbprint
    }

    /// True if the two are one proof in one store.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.dpop.0.store, &other.dpop.0.store) && self.key == other.key
    }

    /// Uses the proof up (RFC 9449 §11.1). Of several marks one is accepted, each time.
    pub(crate) async fn consume(&self, mark: i64) -> Result<(), Error> {
        let Settings { store, .. } = &*self.dpop.0;
        let now = self.dpop.now();
        // a request may have been held open since the check, for longer than the store remembers
        if now > self.until {
            return Err(fault::expired(now.seconds_after(self.until)));
        }
        let entry = Entry { key: self.key, value: mark, expires_at: self.kept_until };
        let is_first = store.insert(&entry, now).await.map_err(|error| store_failed(&error))?;
        if is_first {
            return Ok(());
        }
        let known = store.find(&[self.key]).await.map_err(|error| store_failed(&error))?;
        if known == [Some(mark)] { Ok(()) } else { Err(fault::reused()) }
    }
}

/// Until when a service with the same store accepts the proof by its `iat`, if it has the longest
/// window. With nonces, `iat` may be any time, and one in the future does not keep the entry.
fn latest_end(claims: &ProofClaims, now: NumericDate) -> NumericDate {
    claims.iat.floor().min(now.plus(MAX_WINDOW)).plus(MAX_WINDOW)
}

/// Compares `ath` with the hash of the access token (RFC 9449 §4.3, 12).
fn check_hash(claims: &ProofClaims, token: &str) -> Result<(), Error> {
    if claims.ath.as_deref() == Some(token_hash(token)?.as_str()) {
        return Ok(());
    }
    Err(fault::mismatch("expected `ath` to be the hash of the access token, found another or none"))
}

/// The base64url of the SHA-256 of an access token (RFC 9449 §4.2).
pub(super) fn token_hash(token: &str) -> Result<String, Error> {
    let mut text = String::new();
    crate::base::base64::append(&primitives::sha256(token.as_bytes())?, &mut text);
    Ok(text)
}

/// The settings; neither the store nor the secrets.
impl fmt::Debug for Dpop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Settings { base, algorithms, window, nonces, accepts_bearer, clock, store: _ } = &*self.0;
        f.debug_struct("Dpop")
            .field("base", base)
            .field("algorithms", algorithms)
            .field("window", window)
            .field("has_nonces", &nonces.is_some())
            .field("accepts_bearer", accepts_bearer)
            .field("clock", clock)
            .finish_non_exhaustive()
    }
}

#[cfg(all(test, any(feature = "aws_lc_rs", feature = "rust_crypto")))]
mod tests {
    use super::*;
    use crate::base::clock::FixedClock;
    use crate::store::MemoryStore;

    /// RFC 9449, figure 13.
    const PROOF: &str = "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19.eyJqdGkiOiJlMWozVl9iS2ljOC1MQUVCIiwiaHRtIjoiR0VUIiwiaHR1IjoiaHR0cHM6Ly9yZXNvdXJjZS5leGFtcGxlLm9yZy9wcm90ZWN0ZWRyZXNvdXJjZSIsImlhdCI6MTU2MjI2MjYxOCwiYXRoIjoiZlVIeU8ycjJaM0RaNTNFc05yV0JiMHhXWG9hTnk1OUlpS0NBcWtzbVFFbyJ9.2oW9RP35yRqzhrtNP86L-Ey71EOptxRimPPToA1plemAgR6pxHF8y6-yqyVnmcw6Fy1dqd-jfxSYoMxhAJpLjA";
    const TOKEN: &str = "Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU";
    const JKT: &str = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I";

    #[test]
    fn the_proof_of_rfc_9449_is_for_its_token_and_its_key() {
        let store = MemoryStore::new(1).unwrap();
        let dpop = Dpop::new(store, "https://resource.example.org").unwrap();
        let dpop = dpop.with_clock(FixedClock::at(1_562_262_618));
        let check = |text, jkt: &str| {
            let token = Some(BoundToken { text, jkt: jkt.parse().unwrap() });
            let request = Expected { method: "GET", path: "/protectedresource", token };
            dpop.check(PROOF, &request).map(|checked| checked.thumbprint().to_string())
        };
        assert_eq!(check(TOKEN, JKT).unwrap(), JKT);
        assert_eq!(check("another", JKT).unwrap_err().code(), "dpop_proof_mismatch");
        let other = "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs";
        assert_eq!(check(TOKEN, other).unwrap_err().code(), "dpop_key_mismatch");
    }
}
