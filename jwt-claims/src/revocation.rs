//! Revocation of access tokens, and tokens for one use.
//!
//! A signature is valid until the token expires, also after a logout. [`Revocations`] keeps
//! in a [store](crate::store) what was revoked, and a guard [with
//! revocations](crate::http::Guard::with_revocations) looks there for each request.
//! [`SingleUse`] keeps which tokens were used, for tokens in links.
//!
//! ```
//! use jwt_claims::revocation::Revocations;
//! use jwt_claims::store::MemoryStore;
//! # use jwt_claims::{Claims, Issuer, SigningKey, Verifier};
//! # #[derive(Claims)] #[claims(ttl = "10m")] struct Access { sub: String, sid: String }
//!
//! # async fn example() -> Result<(), jwt_claims::Error> {
//! # let key = SigningKey::hs256("a secret of at least thirty-two bytes")?;
//! # let verifier = Verifier::new(key.verifying_key());
//! # let issued = Issuer::new(key).issue(&Access { sub: "alice".into(), sid: "s1".into() })?;
//! # let text = issued.as_str();
//! let revocations = Revocations::new(MemoryStore::new(100_000)?);
//!
//! let access = verifier.verify::<Access>(text)?;
//! revocations.check(&access).await?; // a guard does this by itself
//!
//! revocations.revoke(&access).await?; // this token
//! revocations.revoke_session(&access.sid).await?; // each token with this `sid`
//! revocations.revoke_subject(&access.sub).await?; // each token that `sub` has so far
//! assert_eq!(revocations.check(&access).await.unwrap_err().code(), "token_revoked");
//! # Ok(()) }
//! ```
//!
//! The guide [`revocation`](crate::guide::revocation) says when to use which.

mod find;
mod identity;
mod observe;
mod refusal;
mod revocations;
mod single_use;

pub use revocations::Revocations;
pub use single_use::SingleUse;
#[cfg(feature = "http")]
pub(crate) use single_use::mark;
