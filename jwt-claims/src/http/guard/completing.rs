//! Rejections that were made without a guard.

#[cfg(any(feature = "actix4", feature = "axum08", feature = "tonic014"))]
use ::http::header::WWW_AUTHENTICATE;

use crate::http::{Guard, Rejection};

impl Guard {
    /// Adds the realm, the schemes and the nonce of this guard to the challenge of a rejection that
    /// was made without one, such as that of `?` on an [`Error`](crate::Error). Other rejections
    /// stay as they are.
    ///
    /// The layers of the adapters complete the header `WWW-Authenticate` of handlers behind them,
    /// unless the response has another one by then.
    #[must_use]
    pub fn complete(&self, rejection: Rejection) -> Rejection {
        rejection.completed(&self.0.site)
    }

    /// The rejection of a response with these headers `WWW-Authenticate`, completed. `None` if a
    /// guard made it, or if the service has changed its challenge.
    #[cfg(any(feature = "actix4", feature = "axum08", feature = "tonic014"))]
    pub(crate) fn complete_sent<'h>(
        &self,
        rejection: &Rejection,
        challenges: impl Iterator<Item = &'h [u8]>,
    ) -> Option<Rejection> {
        if rejection.is_of_guard() {
            return None;
        }
        let own = rejection.headers().remove(WWW_AUTHENTICATE)?;
        challenges.eq([own.as_bytes()]).then(|| self.complete(rejection.clone()))
    }
}
