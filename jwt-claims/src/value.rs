//! Types for fields that hold claims.

pub(crate) mod audience;
pub(crate) mod claim_value;
pub(crate) mod scopes;
pub(crate) mod time_claim;
