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
    /// Guards share it, because the token and its proof are used once for all of them. What one
    /// guard has accepted, another one may refuse.
    mark: Arc<OnceLock<i64>>,
}

impl Lookups {
    pub(super) async fn check_revocation(&self, payload: &[u8]) -> Result<(), Error> {
        match &self.revocations {
            Some(revocations) => revocations.check_payload(payload).await,
            None => Ok(()),
        }
    }

    /// Uses up a token for one use. This comes last: a token that is refused is not used up.
    pub(super) async fn consume_token(&self, payload: &[u8], known: &Known) -> Result<(), Error> {
        match &self.single_use {
            Some(single_use) => single_use.consume_as(payload, known.mark()?).await,
            None => Ok(()),
        }
    }
}

impl Known {
    /// For another guard of the same request.
    pub(super) fn for_another_guard(&self) -> Self {
        Self { is_accepted: AtomicBool::new(false), mark: Arc::clone(&self.mark) }
    }

    pub(super) fn is_accepted(&self) -> bool {
        self.is_accepted.load(Ordering::Relaxed)
    }

    pub(super) fn accept(&self) {
        self.is_accepted.store(true, Ordering::Relaxed);
    }

    /// The mark of this request.
    pub(super) fn mark(&self) -> Result<i64, Error> {
        if let Some(mark) = self.mark.get() {
            return Ok(*mark);
        }
        let random = mark()?;
        Ok(*self.mark.get_or_init(|| random))
    }
}
