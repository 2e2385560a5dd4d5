//! The settings of a store in Redis.

use std::time::Duration;

/// The settings of a [`RedisStore`](crate::store::RedisStore). Change a field of the default.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RedisOptions {
    /// What the names of keys begin with. Default: `jwt-claims:`.
    pub prefix: String,
    /// How long an answer may take. Default: 5 s. Writes that wait for replicas may take
    /// `replicas_timeout` longer.
    pub timeout: Duration,
    /// How many replicas must have a write before a call returns (`WAIT`). Default: 0, so
    /// that a failover may lose the last writes. A lost refresh is put right by the next
    /// one; a lost revocation is not. While a call waits, so do others of this process.
    pub replicas: u32,
    /// How long a call waits for replicas; with fewer, it fails with
    /// `store_unavailable`. Default: 1 s.
    pub replicas_timeout: Duration,
    /// Accepts a server that may remove keys when its memory is full, for sessions alone: each
    /// removed session is a user who must log in again. A removed revocation would be a token
    /// that is accepted again, so with such a server the methods of
    /// [`EntryStore`](crate::store::EntryStore) fail: use another server, with `noeviction`, for
    /// revocations, used tokens and proofs. Default: false.
    pub accept_eviction: bool,
}

impl Default for RedisOptions {
    fn default() -> Self {
        Self {
            prefix: "jwt-claims:".to_owned(),
            timeout: Duration::from_secs(5),
            replicas: 0,
            replicas_timeout: Duration::from_secs(1),
            accept_eviction: false,
        }
    }
}
