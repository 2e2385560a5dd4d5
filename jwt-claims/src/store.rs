//! What a service keeps beyond a request: sessions, and what it must remember of tokens
//! until they expire. One store does both.
//!
//! | store | for | after a restart | several machines |
//! | --- | --- | --- | --- |
//! | [`MemoryStore`] | tests, demos | empty | no |
//! | `SqliteStore`, feature `sqlite` | a service on one machine | as before | no |
//! | `RedisStore`, feature `redis` | many sessions and requests | as Redis is set up | yes |
//! | `PostgresStore`, feature `postgres` | a service with a database | as before | yes |
//!
//! For another database, implement [`SessionStore`] and [`EntryStore`]: three methods each,
//! which decide nothing.

mod boxed;
#[cfg(any(feature = "redis", feature = "postgres"))]
mod clocks;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod columns;
mod entry;
mod entry_store;
mod failure;
mod memory;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "redis")]
mod redis;
mod session_id;
mod session_row;
mod session_store;
#[cfg(feature = "sqlite")]
mod sqlite;

pub use boxed::{BoxError, BoxFuture};
pub use entry::{Entry, EntryKey, EntryKind};
pub use entry_store::EntryStore;
pub use failure::Unreliable;
pub(crate) use failure::store_failed;
pub use memory::MemoryStore;
#[cfg(feature = "postgres")]
#[cfg_attr(docsrs, doc(cfg(feature = "postgres")))]
pub use postgres::{PostgresClient, PostgresClients, PostgresStore};
#[cfg(feature = "redis")]
#[cfg_attr(docsrs, doc(cfg(feature = "redis")))]
pub use redis::{RedisOptions, RedisStore};
pub use session_id::{InvalidSessionId, SessionId};
pub use session_row::SessionRow;
pub use session_store::{Advance, Advanced, Revoke, SessionStore};
#[cfg(feature = "sqlite")]
#[cfg_attr(docsrs, doc(cfg(feature = "sqlite")))]
pub use sqlite::SqliteStore;
