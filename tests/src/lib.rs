//! What the tests share: tokens signed by hand, and the runner of conformance
//! vectors.

pub mod forge;
pub mod vectors;
