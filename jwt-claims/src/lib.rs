#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod algorithm;
mod answer;
mod audience;
mod backend;
mod base64;
mod challenge;
mod claim_value;
mod claims;
mod clock;
mod compact;
mod context;
mod decode;
mod encode;
mod error;
pub mod explain;
mod extends;
mod field_type;
mod header;
mod issuer;
mod judge;
pub mod jws;
mod key;
mod kinds;
mod nested;
mod numeric_date;
mod policy;
pub mod provider;
mod read_back;
mod registered;
mod rule_table;
mod rules;
mod scopes;
mod shown;
pub mod testing;
mod time_claim;
mod token;
pub mod unverified;
mod verified;
mod verifier;
mod violation;
mod wire;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;

pub use algorithm::{Algorithm, Family};
pub use audience::{Audience, AudienceClaim};
pub use backend::Backend;
pub use challenge::Challenge;
pub use claim_value::{ClaimValue, Implies};
pub use claims::{Claims, ContextFree, IssueClaims, OwnedClaims};
pub use clock::{Clock, FixedClock, SystemClock};
pub use error::{Error, ErrorKind};
pub use extends::Extends;
pub use header::Header;
pub use issuer::{Issued, Issuer};
pub use key::{KeySet, SigningKey, Skipped, VerifyingKey, jwk};
pub use nested::NestedClaims;
pub use numeric_date::NumericDate;
pub use policy::Policy;
pub use registered::{Registered, RegisteredClaim};
pub use rules::Refusal;
pub use scopes::Scopes;
pub use time_claim::TimeClaim;
pub use token::Token;
pub use verified::Verified;
pub use verifier::Verifier;
pub use violation::Violation;

#[cfg(feature = "derive")]
#[cfg_attr(docsrs, doc(cfg(feature = "derive")))]
pub use jwt_claims_derive::{ClaimValue, Claims, NestedClaims, rules};
