//! Remembers tokens with a valid signature. A token that comes again needs no second
//! check of its signature.

use std::fmt;
use std::sync::atomic::{AtomicI64, Ordering};

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::base::numeric_date::NumericDate;
use crate::base::registered::ClaimSet;
use crate::decode::registered::registered;
use crate::error::{Code, Error};
use crate::token::authenticated::Authentic;
use crate::token::settings::MAX_LEEWAY;

/// How long a token without `exp` is kept, in seconds. Such a token does not expire; the
/// limit is for the memory of tokens that are not used any more.
const MAX_AGE_WITHOUT_EXP: u64 = 3600;

/// The seconds between two searches for expired tokens.
const SWEEP_INTERVAL: u64 = 60;

/// Authenticated tokens. The keys beside it do not change, so a signature that was valid
/// is valid for as long as the cache exists. Nothing else is remembered.
pub(crate) struct Cache {
    tokens: quick_cache::sync::Cache<Fingerprint, Remembered>,
    capacity: usize,
    /// With a random key, so that a copy of the memory does not show if a known token is
    /// in the cache, and nobody can choose tokens for one shard.
    fingerprints: Hmac<Sha256>,
    /// In seconds.
    swept_at: AtomicI64,
}

/// HMAC-SHA-256 of the whole token, with its signature.
type Fingerprint = [u8; 32];

#[derive(Clone)]
struct Remembered {
    token: Authentic,
    until: NumericDate,
}

impl Cache {
    pub(crate) fn new(capacity: usize) -> Result<Self, Error> {
        if capacity == 0 {
            return Err(Error::new(
                Code::Config,
                "expected a cache of at least 1 token, found 0; for no cache, leave out `with_cache`",
            ));
        }
        let mut key = Zeroizing::new([0; 32]);
        getrandom::fill(&mut *key).map_err(|_| no_random_numbers())?;
        Ok(Self::keyed(capacity, KeyInit::new_from_slice(&*key).map_err(|_| no_random_numbers())?))
    }

    fn keyed(capacity: usize, fingerprints: Hmac<Sha256>) -> Self {
        let (tokens, swept_at) = (quick_cache::sync::Cache::new(capacity), AtomicI64::default());
        Self { tokens, capacity, fingerprints, swept_at }
    }

    /// An empty cache of the same capacity.
    pub(crate) fn emptied(&self) -> Self {
        Self::keyed(self.capacity, self.fingerprints.clone())
    }

    /// The token if it is remembered. Otherwise it is checked, and remembered if its
    /// signature holds.
    pub(crate) fn recall(
        &self,
        text: &str,
        now: NumericDate,
        check: impl FnOnce() -> Result<Authentic, Error>,
    ) -> Result<Authentic, Error> {
        let fingerprint = self.fingerprints.clone().chain_update(text).finalize().into_bytes().into();
        if let Some(remembered) = self.tokens.get(&fingerprint).filter(|token| now < token.until) {
            return Ok(remembered.token);
        }
        let token = check()?;
        self.remember(fingerprint, &token, now);
        Ok(token)
    }

    fn remember(&self, fingerprint: Fingerprint, token: &Authentic, now: NumericDate) {
        self.sweep(now);
        let until = expiry(token.evidence.payload())
            .map_or_else(|| now.plus(MAX_AGE_WITHOUT_EXP), |exp| exp.plus(MAX_LEEWAY));
        if now < until {
            self.tokens.insert(fingerprint, Remembered { token: token.clone(), until });
        }
    }

    /// Drops the expired tokens if the last search was long ago.
    fn sweep(&self, now: NumericDate) {
        let (second, last) = (now.seconds(), self.swept_at.load(Ordering::Relaxed));
        // clones of a verifier may have different clocks
        if second.abs_diff(last) < SWEEP_INTERVAL {
            return;
        }
        let swapped = self.swept_at.compare_exchange(last, second, Ordering::Relaxed, Ordering::Relaxed);
        if swapped.is_ok() {
            self.tokens.retain(|_, token| now < token.until);
        }
    }
}

/// The `exp` of a payload; `None` if it has none, or is not a claims set.
fn expiry(payload: &[u8]) -> Option<NumericDate> {
    registered(std::str::from_utf8(payload).ok()?, ClaimSet::default())?.exp
}

#[cold]
fn no_random_numbers() -> Error {
    Error::unsupported("the operating system's random generator failed; no cache was created")
}

/// The capacity; no token and no key.
impl fmt::Debug for Cache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cache").field("capacity", &self.capacity).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::base64;
    use crate::key::VerifyingKey;
    use crate::token::evidence::Evidence;

    fn at(seconds: i64) -> NumericDate {
        NumericDate::from_seconds(seconds).unwrap()
    }

    /// Uses a token that expires then; true if it had to be checked.
    fn is_checked(cache: &Cache, text: &str, exp: i64, now: i64) -> bool {
        let mut is_checked = false;
        let token = cache.recall(text, at(now), || {
            is_checked = true;
            let mut payload = String::new();
            base64::append(format!(r#"{{"exp":{exp}}}"#).as_bytes(), &mut payload);
            let evidence = Evidence::new(payload.as_bytes(), b"{}", None).unwrap();
            Ok(Authentic::new(evidence, &VerifyingKey::hs256([7; 32])?))
        });
        assert!(token.is_ok());
        is_checked
    }

    #[test]
    fn there_are_not_more_tokens_than_the_capacity_and_a_little() {
        for capacity in [1, 2, 33, 100, 1_000] {
            let cache = Cache::new(capacity).unwrap();
            let missed = (0..4_000).filter(|nth| is_checked(&cache, &nth.to_string(), 100, 0)).count();
            assert_eq!(missed, 4_000);
            let kept = cache.tokens.len();
            assert!((1..capacity + cache.tokens.num_shards()).contains(&kept), "{kept} of {capacity}");
        }
    }

    #[test]
    fn a_token_in_use_stays_while_others_come_once() {
        let cache = Cache::new(1_000).unwrap();
        let mut missed = 0;
        for nth in 0..50_000 {
            is_checked(&cache, &nth.to_string(), 100, 0);
            if nth % 10 == 0 {
                missed += usize::from(is_checked(&cache, "in use", 100, 0));
            }
        }
        assert!(missed < 10, "{missed} of 5000");
    }

    #[test]
    fn expired_tokens_are_removed_once_in_a_minute() {
        let cache = Cache::new(100).unwrap();
        let leeway = i64::try_from(MAX_LEEWAY).unwrap();
        assert!(is_checked(&cache, "first", 1_000, 900) && is_checked(&cache, "second", 1_010, 900));
        assert!(is_checked(&cache, "third", 5_000, 999 + leeway));
        assert_eq!(cache.tokens.len(), 3);
        // the second has expired, but the last search was less than a minute ago
        assert!(is_checked(&cache, "fourth", 5_000, 1_058 + leeway));
        assert_eq!(cache.tokens.len(), 4);
        assert!(is_checked(&cache, "fifth", 5_000, 1_059 + leeway));
        assert_eq!(cache.tokens.len(), 3);
        // a clock that is put back
        assert!(is_checked(&cache, "sixth", 5_000, 0));
        assert!(!is_checked(&cache, "third", 5_000, 0));
    }

    #[test]
    fn an_expired_token_is_not_stored() {
        let cache = Cache::new(100).unwrap();
        assert!(is_checked(&cache, "token", 1_000, 2_000) && is_checked(&cache, "token", 1_000, 2_000));
        assert!(cache.tokens.is_empty());
    }

    #[test]
    fn caches_have_different_keys() {
        let [one, two] = [(); 2].map(|()| Cache::new(1).unwrap());
        let fingerprint =
            |cache: &Cache| cache.fingerprints.clone().chain_update("token").finalize().into_bytes();
        assert_ne!(fingerprint(&one), fingerprint(&two));
        assert_eq!(fingerprint(&one), fingerprint(&one.emptied()));
    }
}
