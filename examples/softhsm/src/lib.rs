//! Tokens that a key in an HSM signs, over PKCS#11: tested with SoftHSM, and the same for
//! other modules.
//!
//! - [`Hsm`] has a pool of sessions. A PKCS#11 library blocks, and a session is for one thread
//!   at a time.
//! - [`find`] makes a [`RemoteKey`](jwt_claims::remote::RemoteKey) of a key pair in the HSM. The
//!   private key does not leave it.

mod keys;
mod pool;
mod signer;

pub use keys::{create, find};
pub use pool::{Hsm, HsmError};
