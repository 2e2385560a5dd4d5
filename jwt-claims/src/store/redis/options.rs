//! The settings of a store in Redis.

use std::time::Duration;

/// The settings of a [`RedisStore`](crate::store::RedisStore). Change a field of the default.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RedisOptions {
    /// What the names of keys begin with. Default: `jwt-claims:`.
    pub prefix: String,
    /// How long an answer may take, and how long a connection may take to be made. Default:
    /// 5 s. Connecting is tried twice, so a server that is out of reach costs a call about twice
    /// as long. Writes that wait for replicas may take `replicas_timeout` longer.
    pub timeout: Duration,
    /// How many replicas must have a write before a call returns (`WAIT`). Default: 0, so
    /// that a failover may lose the last writes. A lost refresh is repaired by the next
    /// refresh. A lost revocation is not repaired. While a call waits, so do others of this
    /// process.
    pub replicas: u32,
    /// How long a call waits for replicas; with fewer, it fails with
    /// `store_unavailable`. Default: 1 s.
    pub replicas_timeout: Duration,
    /// Accepts a server that may remove keys when its memory is full, for sessions alone: each
    /// removed session is a user who must log in again. Default: false.
    ///
    /// With such a server, calls fail whose result a removed key would change. The methods of
    /// [`EntryStore`](crate::store::EntryStore) fail, because a token is accepted again if its
    /// revocation was removed: use another server, with `noeviction`, for revocations, used
    /// tokens and proofs. [`Sessions::revoke_subject`](crate::sessions::Sessions::revoke_subject)
    /// fails, because the index by which it finds sessions may have been removed, and the
    /// sessions not: a logout everywhere needs `noeviction`.
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
