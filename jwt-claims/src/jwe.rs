//! Encrypted tokens (JWE, RFC 7516): keys, algorithms, and the encryption of octets.
//!
//! Claims are signed and then encrypted, as a nested JWT (RFC 7519 §2). The claims type
//! says so with [`#[claims(encrypted)]`](macro@crate::Claims#encrypted), the issuer gets
//! the recipient's key, and the verifier gets the private key:
//!
//! ```
//! use jwt_claims::jwe::{DecryptionKey, KeyManagement};
//! use jwt_claims::{Claims, Issuer, SigningKey, Verifier};
//!
//! #[derive(Claims)]
//! #[claims(ttl = "5m", encrypted)]
//! struct Referral {
//!     sub: String,
//!     diagnosis: String,
//! }
//!
//! # fn main() -> Result<(), jwt_claims::Error> {
//! // the recipient's key; the sender has its public half
//! let private = DecryptionKey::generate(KeyManagement::default())?;
//! let public = private.encryption_key()?;
//!
//! let signing = SigningKey::generate(jwt_claims::Algorithm::ES256)?;
//! let verifier = Verifier::new(signing.verifying_key()).decrypting_with(private);
//! let issuer = Issuer::new(signing).encrypting_for(public);
//!
//! let issued = issuer.issue(&Referral { sub: "patient-17".into(), diagnosis: "J45".into() })?;
//! assert_eq!(issued.as_str().split('.').count(), 5);
//!
//! let referral = verifier.verify::<Referral>(issued.as_str())?;
//! assert_eq!(referral.diagnosis, "J45");
//! assert!(referral.is_encrypted());
//! # Ok(()) }
//! ```
//!
//! `docs/encryption.md` says when to encrypt and when not, and what each algorithm costs.

pub(crate) mod algorithms;
mod cek;
pub(crate) mod compact;
mod content;
mod ecdh;
pub(crate) mod header;
pub(crate) mod keys;
mod octets;
pub(crate) mod open;
mod rsa;
pub(crate) mod seal;
mod wrap;

pub use algorithms::{ContentEncryption, EcdhCurve, KeyManagement};
pub use keys::decryption::DecryptionKey;
pub use keys::encryption::EncryptionKey;
pub use keys::set::DecryptionKeySet;
pub use octets::{Plaintext, decrypt, encrypt};

#[cfg(test)]
mod tests;
