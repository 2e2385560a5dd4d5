//! What a guard looks up in stores after the rules.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use crate::error::Error;
use crate::revocation::{Revocations, SingleUse, mark};

/// Where a guard looks, if anywhere.
#[derive(Clone, Debug, Default)]
pub(super) struct Lookups {
    pub(super) revocations: Option<Revocations>,
    pub(super) single_use: Option<SingleUse>,
}

/// What is known of the token of one request. Its layers and extractors share it, so that
/// the stores are asked once, and the token is used once.
#[derive(Default)]
pub(super) struct Known {
    is_accepted: AtomicBool,
    /// Guards share it, because the token is used once for all of them. What one guard has
    /// accepted, another one may refuse.
    mark: Arc<OnceLock<i64>>,
}

impl Lookups {
    /// Revocation first: a token that is refused is not used up.
    pub(super) async fn check(&self, payload: &[u8], known: &Known) -> Result<(), Error> {
        if known.is_accepted.load(Ordering::Relaxed) {
            return Ok(());
        }
        if let Some(revocations) = &self.revocations {
            revocations.check_payload(payload).await?;
        }
        if let Some(single_use) = &self.single_use {
            single_use.consume_as(payload, known.mark()?).await?;
        }
        known.is_accepted.store(true, Ordering::Relaxed);
        Ok(())
    }
}

impl Known {
    /// For another guard of the same request.
    pub(super) fn for_another_guard(&self) -> Self {
        Self { is_accepted: AtomicBool::new(false), mark: Arc::clone(&self.mark) }
    }

    /// The mark of this request.
    fn mark(&self) -> Result<i64, Error> {
        if let Some(mark) = self.mark.get() {
            return Ok(*mark);
        }
        let random = mark()?;
        Ok(*self.mark.get_or_init(|| random))
    }
}
