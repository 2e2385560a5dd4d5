//! Tokens that only their owner can use (RFC 9449, DPoP).
//!
//! Whoever steals a bearer token can use it. A token that is bound to a key can be used only
//! with a proof: a small JWT that the client signs with its key for each request, in the header
//! `DPoP`. The client keeps the key.
//!
//! A service needs one line more than for bearer tokens:
//!
//! ```
//! use jwt_claims::dpop::Dpop;
//! use jwt_claims::{Verifier, http::Guard, store::MemoryStore};
//!
//! # fn guard(verifier: Verifier) -> Result<Guard, jwt_claims::Error> {
//! let dpop = Dpop::new(MemoryStore::new(100_000)?, "https://api.example.com")?;
//! let guard = Guard::new(verifier).with_dpop(dpop);
//! # Ok(guard) }
//! ```
//!
//! The guide [`dpop`](crate::guide::dpop) has the token endpoint, nonces, a client, and what is
//! behind a proxy. A guard checks in this order, and stops at the first fault. The last
//! two checks run after the claims and the revocation check, and before a token for one use is
//! marked as used. A request that is refused earlier does not consume its proof:
//!
//! | check | code if it fails | `error` |
//! | --- | --- | --- |
//! | the token's signature | that of the token | `invalid_token` |
//! | the token has `jkt` in `cnf` | `dpop_token_unbound` | `invalid_token` |
//! | it came in `Authorization` with the scheme DPoP | `dpop_required` | `invalid_token` |
//! | there is a header `DPoP` | `dpop_proof_missing` | `invalid_dpop_proof` |
//! | there is exactly one header `DPoP`; its `typ`, `alg`, `jwk`, signature and claims are valid | `dpop_proof_invalid` | `invalid_dpop_proof` |
//! | `htm` and `htu` are method and URL | `dpop_proof_mismatch` | `invalid_dpop_proof` |
//! | `iat` is near, or the nonce is current | `dpop_proof_outdated`, `dpop_nonce_required` | `invalid_dpop_proof`, `use_dpop_nonce` |
//! | `ath` is the hash of the token | `dpop_proof_mismatch` | `invalid_dpop_proof` |
//! | the key is that of the token | `dpop_key_mismatch` | `invalid_token` |
//! | the proof was not used before | `dpop_proof_reused` | `invalid_dpop_proof` |
//! | the store answers | `store_unavailable` | none: 503 |
//!
//! A proof has at most 12 KiB, and its `jti` 1 to 256 bytes.

mod algorithms;
mod binding;
mod checker;
mod fault;
mod nonces;
mod proof;
mod proof_key;
mod target;

pub(crate) use binding::Binding;
pub use binding::Confirmation;
pub use checker::Dpop;
pub(crate) use checker::{BoundToken, CheckedProof, Expected};
pub(crate) use fault::{dpop_required, invalid, missing, token_unbound};
pub use proof_key::{NewProof, ProofKey};
