//! The proof of a request.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::dpop::CheckedProof;
use crate::error::Error;
use crate::key::thumbprint::Thumbprint;
use crate::revocation::mark;

/// The proof of a request. Its layers and extractors share it: the proof is used once, for all
/// of them.
pub(super) struct RequestProof {
    proof: CheckedProof,
    mark: i64,
    is_used: AtomicBool,
}

impl RequestProof {
    /// A proof that is not used up yet.
    pub(super) fn new(proof: CheckedProof) -> Result<Self, Error> {
        Ok(Self { proof, mark: mark()?, is_used: AtomicBool::new(false) })
    }

    /// True if it is this one.
    pub(super) fn is(&self, proof: &CheckedProof) -> bool {
        self.proof.is_same(proof)
    }

    /// Its key.
    pub(super) fn thumbprint(&self) -> Thumbprint {
        self.proof.thumbprint()
    }

    /// Uses the proof up.
    pub(super) async fn consume(&self) -> Result<(), Error> {
        if !self.is_used.load(Ordering::Relaxed) {
            self.proof.consume(self.mark).await?;
            self.is_used.store(true, Ordering::Relaxed);
        }
        Ok(())
    }
}
