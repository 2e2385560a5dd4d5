//! Keys, run-time policy and clock: what turns an untrusted string into
//! verified claims.

use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use crate::base::clock::{Clock, Time};
use crate::error::{Code, Error};
use crate::key::{KeySet, Scope, VerifyingKey};
use crate::token::compact::{self, Segments};

/// The default leeway, in seconds.
const DEFAULT_LEEWAY: u64 = 30;
/// No leeway is ever longer, in seconds.
pub(crate) const MAX_LEEWAY: u64 = 300;
/// The default of the longest token that is read, in bytes.
pub(crate) const MAX_TOKEN_BYTES: usize = 64 * 1024;
/// How many headers a verifier remembers.
const KNOWN_HEADERS: usize = 8;

/// Verifies tokens: holds the keys, what is expected beyond the claims type's
/// own policy, and the clock. Cheap to clone, `Send` and `Sync`; make one when
/// the service starts.
///
/// A claims type and its verifier each only narrow what the other accepts.
///
/// ```
/// # use jwt_claims::{Claims, Issuer, SigningKey, Verifier};
/// # #[derive(Claims)] #[claims(ttl = "5m")] struct Session { sub: String }
/// # fn main() -> Result<(), jwt_claims::Error> {
/// let key = SigningKey::hs256("a secret of at least thirty-two bytes")?;
/// let verifier = Verifier::new(key.verifying_key()).with_issuer("https://auth.example.com");
/// # let issued = Issuer::new(key).with_issuer("https://auth.example.com").issue(&Session { sub: "alice".into() })?;
/// # let text = issued.as_str();
/// let session = verifier.token(text).verify::<Session>()?;
/// assert_eq!(session.sub, "alice");
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Verifier {
    keys: KeySet,
    issuers: Vec<String>,
    audiences: Vec<String>,
    leeway: u64,
    max_token_bytes: usize,
    clock: Time,
    known: Arc<KnownHeaders>,
}

impl Verifier {
    /// A verifier of tokens signed with one of these keys: a
    /// [`VerifyingKey`] or a [`KeySet`]. Leeway 30 s, tokens of at most
    /// 64 KiB, the system's clock.
    pub fn new(keys: impl Into<KeySet>) -> Self {
        Self {
            keys: keys.into(),
            issuers: Vec::new(),
            audiences: Vec::new(),
            leeway: DEFAULT_LEEWAY,
            max_token_bytes: MAX_TOKEN_BYTES,
            clock: Time::default(),
            known: Arc::default(),
        }
    }

    /// Also accepts this issuer (RFC 7519 §4.1.1), and none that was not
    /// named. Call it once for each.
    #[must_use]
    pub fn with_issuer(mut self, issuer: impl Into<String>) -> Self {
        self.issuers.push(issuer.into());
        self
    }

    /// Also accepts tokens for this audience (RFC 7519 §4.1.3), and none for
    /// others only. Call it once for each.
    #[must_use]
    pub fn with_audience(mut self, audience: impl Into<String>) -> Self {
        self.audiences.push(audience.into());
        self
    }

    /// How far clocks may differ, in whole seconds: 30 s unless said
    /// otherwise. A claims type with a smaller leeway keeps its own.
    ///
    /// # Errors
    /// Above 300 s: a leeway is no token lifetime.
    pub fn with_leeway(mut self, leeway: Duration) -> Result<Self, Error> {
        if leeway > Duration::from_secs(MAX_LEEWAY) {
            return Err(Error::new(
                Code::Config,
                format!("a leeway of {} s is too long; 300 s is the most", leeway.as_secs()),
            ));
        }
        self.leeway = leeway.as_secs();
        Ok(self)
    }

    /// The longest token that is read, in bytes: 64 KiB unless said otherwise.
    #[must_use]
    pub fn with_max_token_bytes(mut self, bytes: usize) -> Self {
        self.max_token_bytes = bytes;
        self
    }

    /// Another clock than the system's: [`FixedClock`](crate::FixedClock) in tests.
    #[must_use]
    pub fn with_clock(mut self, clock: impl Clock) -> Self {
        self.clock = Time::Given(Arc::new(clock));
        self
    }

    /// The keys.
    #[must_use]
    pub fn keys(&self) -> &KeySet {
        &self.keys
    }

    pub(crate) fn key(&self, index: usize) -> &VerifyingKey {
        self.keys.get(index)
    }

    pub(crate) fn issuers(&self) -> &[String] {
        &self.issuers
    }

    pub(crate) fn audiences(&self) -> &[String] {
        &self.audiences
    }

    /// In seconds; a claims type may declare a shorter one.
    pub(crate) fn leeway(&self) -> u64 {
        self.leeway
    }

    pub(crate) fn max_token_bytes(&self) -> usize {
        self.max_token_bytes
    }

    pub(crate) fn clock(&self) -> &Time {
        &self.clock
    }

    pub(crate) fn known(&self) -> &KnownHeaders {
        &self.known
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verifier")
            .field("keys", &self.keys)
            .field("issuers", &self.issuers)
            .field("audiences", &self.audiences)
            .field("leeway", &self.leeway)
            .field("clock", &self.clock)
            .finish_non_exhaustive()
    }
}

/// The headers under which a signature held before, and for which issuer: the
/// next token with the same one needs no parsing. Only signed headers get in, a few,
/// and stay. The keys of a verifier, and so what a header means, never change. A
/// header that may mean several keys does not get in.
#[derive(Default)]
pub(crate) struct KnownHeaders([OnceLock<KnownHeader>; KNOWN_HEADERS]);

pub(crate) struct KnownHeader {
    pub(crate) segment: Box<[u8]>,
    pub(crate) json: Box<[u8]>,
    pub(crate) typ: Option<Box<str>>,
    /// Whose tokens had it: another issuer's may mean another key by it.
    pub(crate) scope: Scope,
    pub(crate) key: usize,
}

impl KnownHeaders {
    /// The header that a token begins with, and the token split behind it;
    /// for keys that are not scoped by issuer.
    #[inline]
    pub(crate) fn find<'a>(&self, token: &'a str) -> Option<(&KnownHeader, Segments<'a>)> {
        let mut known = self.0.iter().map_while(OnceLock::get);
        known.find_map(|known| Some((known, compact::split_behind(&known.segment, token)?)))
    }

    /// The header of that segment, whoever's tokens had it.
    pub(crate) fn of_any(&self, segment: &[u8]) -> Option<&KnownHeader> {
        let mut known = self.0.iter().map_while(OnceLock::get);
        known.find(|known| *known.segment == *segment)
    }

    /// The header of that segment in tokens of that scope.
    pub(crate) fn of(&self, segment: &[u8], scope: Scope) -> Option<&KnownHeader> {
        let mut known = self.0.iter().map_while(OnceLock::get);
        known.find(|known| known.scope == scope && *known.segment == *segment)
    }

    pub(crate) fn has_room(&self) -> bool {
        self.0.iter().any(|slot| slot.get().is_none())
    }

    /// Remembers a header, if there is room and no other thread was first: at
    /// a start many meet the same one.
    #[cold]
    pub(crate) fn remember(&self, header: KnownHeader) {
        let mut header = header;
        for slot in &self.0 {
            match slot.set(header) {
                Ok(()) => return,
                Err(left) => header = left,
            }
            let same = |known: &KnownHeader| known.scope == header.scope && known.segment == header.segment;
            if slot.get().is_some_and(same) {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_remembered_once() {
        let known = KnownHeaders::default();
        let taken = || known.0.iter().filter(|slot| slot.get().is_some()).count();
        let remember = |segment: usize| {
            known.remember(KnownHeader {
                segment: segment.to_string().into_bytes().into(),
                json: Box::default(),
                typ: None,
                scope: Scope::Any,
                key: 0,
            });
        };
        for segment in [0, 0, 1, 0, 1] {
            remember(segment);
        }
        assert_eq!(taken(), 2);
        (0..2 * KNOWN_HEADERS).for_each(remember);
        assert_eq!(taken(), KNOWN_HEADERS);
        assert!(!known.has_room());
    }

    #[test]
    fn a_header_is_found_by_its_segment_and_its_scope() {
        let known = KnownHeaders::default();
        let headers =
            [("a", Scope::Any), ("b", Scope::Any), ("ab", Scope::Issuer(0)), ("ab", Scope::Issuer(1))];
        for (key, (segment, scope)) in headers.into_iter().enumerate() {
            let segment = segment.as_bytes().into();
            known.remember(KnownHeader { segment, json: Box::default(), typ: None, scope, key });
        }
        for (key, (segment, scope)) in headers.into_iter().enumerate() {
            assert_eq!(known.of(segment.as_bytes(), scope).map(|header| header.key), Some(key));
            let any = known.of_any(segment.as_bytes());
            assert_eq!(any.map(|header| &*header.segment), Some(segment.as_bytes()));
        }
        assert!(known.of(b"a", Scope::Issuer(0)).is_none() && known.of(b"c", Scope::Any).is_none());
        assert!(known.of_any(b"c").is_none());
        assert_eq!(known.find("b.c.d").map(|(header, _)| header.key), Some(1));
        assert!(known.find("c.c.d").is_none() && known.has_room());
    }
}
