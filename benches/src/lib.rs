//! What the benchmarks share: the claims, the keys, the peers, and each
//! question as a list of closures that answer it.

pub mod claims;
pub mod contest;
pub mod encryption;
pub mod guards;
pub mod keys;
pub mod limit;
pub mod race;
pub mod refusals;
pub mod sources;
