//! The keys of a service that issues tokens: published before they sign, replaced by age,
//! kept until their tokens have expired (feature `key_ring`).
//!
//! - [`KeyRing`] has the keys, and a [`KeyStore`] keeps them: a [`FileStore`], or one of your
//!   own. [`Issuer::from_ring`](crate::Issuer::from_ring) signs with the current key.
//! - [`RemoteKeyRing`] does the same for keys in a KMS, an HSM or Vault.
//! - [`ServerMetadata`] has the documents that tell clients where the keys are (OpenID
//!   Connect Discovery, RFC 8414).
//!
//! The guide on [keys](crate::guide::keys) explains each step.

mod board;
mod builder;
mod document;
mod file_name;
mod files;
mod intervals;
mod issuer_url;
mod key_info;
mod metadata;
mod owner_only;
mod published_keys;
mod remote_ring;
mod ring;
mod settings;
mod store;
mod stored;
mod timeline;
mod view;

pub use builder::KeyRingBuilder;
pub use document::Document;
pub use files::FileStore;
pub use key_info::{KeyInfo, State};
#[cfg(feature = "axum08")]
pub(crate) use metadata::JWKS_PATH;
pub use metadata::ServerMetadata;
pub use published_keys::PublishedKeys;
pub use remote_ring::{RemoteKeyRing, RemoteKeyRingBuilder};
pub use ring::KeyRing;
pub use store::{KeyStore, MemoryStore, StoreError};
pub use stored::StoredKey;
