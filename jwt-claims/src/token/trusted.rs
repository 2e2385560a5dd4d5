//! Trusted keys, and the headers that are known under them.

use std::fmt;
use std::sync::OnceLock;

use crate::key::{KeySet, Scope};
#[cfg(feature = "cache")]
use crate::token::cache::Cache;
use crate::token::compact::{self, Segments};

/// The maximum number of stored headers.
const KNOWN_HEADERS: usize = 8;

/// The keys of a verifier, and what is known of tokens that they verified: the headers,
/// and with a cache the tokens themselves. A known header has the index of its key, and a
/// token in the cache is valid under these keys, so all of them are created, shared and
/// replaced together.
pub(crate) struct Trusted {
    pub(crate) keys: KeySet,
    pub(crate) known: KnownHeaders,
    #[cfg(feature = "cache")]
    pub(crate) cache: Option<Cache>,
}

impl Trusted {
    pub(crate) fn new(keys: KeySet) -> Self {
        Self {
            keys,
            known: KnownHeaders::default(),
            #[cfg(feature = "cache")]
            cache: None,
        }
    }

    /// With an empty cache like this one.
    #[cfg(feature = "cache")]
    pub(crate) fn with_cache(self, cache: &Cache) -> Self {
        Self { cache: Some(cache.emptied()), ..self }
    }

    /// With other keys, and without what these have verified.
    #[cfg(any(feature = "jwks", feature = "key_ring"))]
    pub(crate) fn with_keys(&self, keys: KeySet) -> Self {
        Self {
            #[cfg(feature = "cache")]
            cache: self.cache.as_ref().map(Cache::emptied),
            ..Self::new(keys)
        }
    }
}

/// The keys, and the size of the cache.
impl fmt::Debug for Trusted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        #[cfg(feature = "cache")]
        if let Some(cache) = &self.cache {
            return f.debug_struct("Cached").field("keys", &self.keys).field("cache", cache).finish();
        }
        self.keys.fmt(f)
    }
}

/// Headers of tokens with a valid signature, by issuer: the next token with the same
/// header needs no parsing. The first few are kept. The keys beside them do not change,
/// so a header keeps its meaning. A header that may select several keys is not stored.
#[derive(Default)]
pub(crate) struct KnownHeaders([OnceLock<KnownHeader>; KNOWN_HEADERS]);

pub(crate) struct KnownHeader {
    pub(crate) segment: Box<[u8]>,
    pub(crate) json: Box<[u8]>,
    pub(crate) typ: Option<Box<str>>,
    /// The issuer of its tokens: for another issuer it may select another key.
    pub(crate) scope: Scope,
    pub(crate) key: usize,
}

impl KnownHeaders {
    /// The header that a token begins with, and the token's segments; for keys that are
    /// not scoped by issuer.
    #[inline]
    pub(crate) fn find<'a>(&self, token: &'a str) -> Option<(&KnownHeader, Segments<'a>)> {
        let mut known = self.0.iter().map_while(OnceLock::get);
        known.find_map(|known| Some((known, compact::split_behind(&known.segment, token)?)))
    }

    /// The header of that segment, from any issuer.
    pub(crate) fn of_any(&self, segment: &[u8]) -> Option<&KnownHeader> {
        let mut known = self.0.iter().map_while(OnceLock::get);
        known.find(|known| *known.segment == *segment)
    }

    /// The header of that segment, for that scope.
    pub(crate) fn of(&self, segment: &[u8], scope: Scope) -> Option<&KnownHeader> {
        let mut known = self.0.iter().map_while(OnceLock::get);
        known.find(|known| known.scope == scope && *known.segment == *segment)
    }

    pub(crate) fn has_room(&self) -> bool {
        self.0.iter().any(|slot| slot.get().is_none())
    }

    /// Stores a header if there is room and no other thread stored it first: at
    /// start-up, many threads see the same one.
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
