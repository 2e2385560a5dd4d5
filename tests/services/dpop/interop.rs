//! Proofs of other implementations, and theirs of ours.
