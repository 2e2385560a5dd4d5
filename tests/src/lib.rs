//! What the tests share: tokens signed by hand, the runner of conformance vectors, and
//! what guarded services answer.

pub mod forge;
pub mod responses;
pub mod vectors;
