// The README has snippets for these features: they are tested with them.
#![cfg_attr(any(not(doctest), all(feature = "axum08", feature = "cli")), doc = include_str!("../README.md"))]
#![cfg_attr(docsrs, feature(doc_cfg))]

// Generated code names `::jwt_claims`, also in this crate.
#[cfg(feature = "derive")]
extern crate self as jwt_claims;

// The modules in their order: each uses only those above it, see CONTRIBUTING.md.
#[cfg(feature = "actix4")]
#[cfg_attr(docsrs, doc(cfg(feature = "actix4")))]
pub mod actix4;
#[cfg(feature = "axum08")]
#[cfg_attr(docsrs, doc(cfg(feature = "axum08")))]
pub mod axum08;
mod base;
mod claims;
#[cfg(feature = "cli")]
#[cfg_attr(docsrs, doc(cfg(feature = "cli")))]
pub mod cli;
mod contract;
mod crypto;
mod decode;
#[cfg(feature = "dpop")]
#[cfg_attr(docsrs, doc(cfg(feature = "dpop")))]
pub mod dpop;
mod encode;
mod error;
// their snippets are tested in the crate of the tests, with all features that they use
#[cfg(all(doc, not(doctest)))]
pub mod guide;
#[cfg(feature = "http")]
#[cfg_attr(docsrs, doc(cfg(feature = "http")))]
pub mod http;
mod judge;
#[cfg(feature = "jwe")]
#[cfg_attr(docsrs, doc(cfg(feature = "jwe")))]
pub mod jwe;
#[cfg(feature = "jwks")]
#[cfg_attr(docsrs, doc(cfg(feature = "jwks")))]
pub mod jwks;
mod key;
#[cfg(feature = "key_ring")]
#[cfg_attr(docsrs, doc(cfg(feature = "key_ring")))]
pub mod key_ring;
#[cfg(feature = "openapi")]
#[cfg_attr(docsrs, doc(cfg(feature = "openapi")))]
pub mod openapi;
mod policy;
pub mod preset;
#[cfg(feature = "sessions")]
#[cfg_attr(docsrs, doc(cfg(feature = "sessions")))]
pub mod revocation;
mod rules;
#[cfg(feature = "sessions")]
#[cfg_attr(docsrs, doc(cfg(feature = "sessions")))]
pub mod sessions;
#[cfg(feature = "sessions")]
#[cfg_attr(docsrs, doc(cfg(feature = "sessions")))]
pub mod store;
pub mod testing;
mod token;
#[cfg(feature = "tonic014")]
#[cfg_attr(docsrs, doc(cfg(feature = "tonic014")))]
pub mod tonic014;
mod value;

/// The thumbprint of a JSON Web Key (RFC 7517, RFC 7638).
pub mod jwk {
    pub use crate::key::thumbprint::{InvalidThumbprint, Thumbprint, thumbprint};
}

/// Keys that sign elsewhere, in a KMS, an HSM or Vault: a signer of your own, and an issuer
/// that calls it. The guide on [keys](crate::guide::keys) has recipes.
pub mod remote {
    pub use crate::key::remote::{
        RemoteKey, RemoteKeySource, RemoteSignature, RemoteSigner, SignFuture, SignerError, SigningInput,
    };
    pub use crate::token::issuer::remote::RemoteIssuer;
}

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;

pub use base::clock::{Clock, FixedClock, SystemClock};
pub use base::numeric_date::{NumericDate, OutOfRange};
pub use base::registered::{Registered, RegisteredClaim};
pub use claims::{Claims, IssueClaims, OwnedClaims};
#[cfg(feature = "cli")]
#[cfg_attr(docsrs, doc(cfg(feature = "cli")))]
pub use cli::cli;
pub use contract::declared::ContextFree;
pub use contract::extends::Extends;
pub use contract::nested::NestedClaims;
pub use crypto::algorithm::{Algorithm, Family};
pub use crypto::backend::Backend;
pub use crypto::provider;
pub use error::challenge::Challenge;
pub use error::refusal::Refusal;
pub use error::violation::Violation;
pub use error::{Error, ErrorKind};
pub use key::{KeySet, SigningKey, Skipped, VerifyingKey};
pub use policy::Policy;
pub use token::authenticated::AuthenticatedToken;
pub use token::header::Header;
pub use token::issued::Issued;
pub use token::issuer::Issuer;
pub use token::source::KeySource;
pub use token::verified::Verified;
pub use token::verifier::Verifier;
pub use token::{Token, explain, jws, unverified};
pub use value::audience::{Audience, AudienceClaim};
pub use value::claim_value::{ClaimValue, Implies};
pub use value::one_or_many::OneOrMany;
pub use value::scopes::{AnyScopes, InvalidScopes, Scopes};
pub use value::time_claim::TimeClaim;

#[cfg(feature = "derive")]
#[cfg_attr(docsrs, doc(cfg(feature = "derive")))]
pub use jwt_claims_derive::{ClaimValue, Claims, NestedClaims, rules};
