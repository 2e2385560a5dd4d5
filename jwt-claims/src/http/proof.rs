//! The proof of a request.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::dpop::CheckedProof;
use crate::error::Error;
use crate::http::lookups::Known;

/// The proof of a request. Its layers and extractors share it: the proof is used once, for all
/// of them.
pub(super) struct RequestProof {
    proof: CheckedProof,
    is_used: AtomicBool,
}

impl RequestProof {
    /// A proof that is not used up yet.
    pub(super) fn new(proof: CheckedProof) -> Self {
        Self { proof, is_used: AtomicBool::new(false) }
    }

    /// True if the two are one proof for one store, which need not be asked twice.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.proof.is_same(&other.proof)
    }

    /// Uses the proof up with the mark of the request. A store that another guard of this request
    /// has asked accepts it again.
    pub(super) async fn consume(&self, known: &Known) -> Result<(), Error> {
        if !self.is_used.load(Ordering::Relaxed) {
            self.proof.consume(known.mark()?).await?;
            self.is_used.store(true, Ordering::Relaxed);
        }
        Ok(())
    }
}
