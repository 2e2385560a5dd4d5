//! Claims types for tokens that a standard describes. Extend one with your issuer, your
//! audience and your rules.
//!
//! ```
//! use jwt_claims::preset::AccessToken;
//! use jwt_claims::{Claims, Verifier};
//! # use jwt_claims::{Error, Issuer, SigningKey};
//!
//! #[derive(Claims)]
//! #[claims(issuer = "https://auth.example.com", audience = "orders")]
//! #[claims(rules(scope(all_of = ["orders:read"])), ttl = "15m")]
//! struct Access(AccessToken);
//!
//! # fn main() -> Result<(), Error> {
//! # let key = SigningKey::hs256("a secret of at least thirty-two bytes")?;
//! # let verifier = Verifier::new(key.verifying_key());
//! # let access = AccessToken {
//! #     sub: "alice".into(),
//! #     client_id: "shop".into(),
//! #     scope: Some("orders:read".parse().expect("a scope")),
//! #     ..AccessToken::default()
//! # };
//! # let issued = Issuer::new(key).issue(&Access(access))?;
//! # let text = issued.as_str();
//! let access = verifier.verify::<Access>(text)?; // a token with `typ` at+jwt
//! assert_eq!((&*access.sub, &*access.client_id), ("alice", "shop"));
//! # Ok(()) }
//! ```

#[cfg(feature = "derive")]
mod access_token;
mod hash;
#[cfg(feature = "derive")]
mod id_token;

#[cfg(feature = "derive")]
#[cfg_attr(docsrs, doc(cfg(feature = "derive")))]
pub use access_token::AccessToken;
pub use hash::{check_at_hash, check_c_hash, token_hash};
#[cfg(feature = "derive")]
#[cfg_attr(docsrs, doc(cfg(feature = "derive")))]
pub use id_token::{IdToken, Login};
