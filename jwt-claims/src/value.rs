//! Types for fields that hold claims.

pub(crate) mod audience;
pub(crate) mod claim_value;
pub(crate) mod one_or_many;
pub(crate) mod scopes;
pub(crate) mod time_claim;
