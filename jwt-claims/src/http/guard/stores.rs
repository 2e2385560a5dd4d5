//! Guards that look tokens up in stores.

use crate::http::guard::Guard;
use crate::revocation::{Revocations, SingleUse};

impl Guard {
    /// Refuses tokens that were revoked: 401 `invalid_token`. The guard asks the store once per
    /// request, after it has checked the rules of the claims type. If the store fails, requests
    /// are answered with 503; see [`Revocations`].
    #[must_use]
    pub fn with_revocations(mut self, revocations: Revocations) -> Self {
        self.settings_mut().lookups.revocations = Some(revocations);
        self
    }

    /// Accepts each token for one request, from the header, a cookie, the query or a form, and
    /// answers other requests with it by 401 `invalid_token`. This check runs last: a token that
    /// the rules, the revocation check or the proof check refuses is not marked as used.
    ///
    /// Tokens that clients keep and send often need another guard, without single use.
    ///
    /// Programs that scan e-mails open links before users do. So let a link open a page
    /// that is public, and let its button send the token in a form:
    ///
    /// ```
    /// # fn guard(guard: jwt_claims::http::Guard, store: jwt_claims::store::MemoryStore) {
    /// use jwt_claims::revocation::SingleUse;
    ///
    /// let guard = guard.with_form_parameter("token").with_single_use(SingleUse::new(store));
    /// # }
    /// ```
    #[must_use]
    pub fn with_single_use(mut self, single_use: SingleUse) -> Self {
        self.settings_mut().lookups.single_use = Some(single_use);
        self
    }
}
