//! Guards that look tokens up in stores.

use crate::error::{Code, Error};
use crate::http::guard::Guard;
use crate::revocation::{Revocations, SingleUse};

impl Guard {
    /// Refuses tokens that were revoked: 401 `invalid_token`. It looks after the rules of
    /// the claims type, once for each request. If the store fails, requests are answered
    /// with 503; see [`Revocations`].
    #[must_use]
    pub fn with_revocations(mut self, revocations: Revocations) -> Self {
        self.settings_mut().lookups.revocations = Some(revocations);
        self
    }

    /// Accepts a token from the query or from a form for one request, and answers other
    /// requests with it by 401 `invalid_token`. It looks last, so that a request that is
    /// refused for another reason does not use the token up. Tokens from the header and
    /// from a cookie are not looked up.
    ///
    /// Programs that scan e-mails open links before users do. So let a link open a page
    /// that is public, and let its button send the token in a form:
    ///
    /// ```
    /// # fn guard(guard: jwt_claims::http::Guard, store: jwt_claims::store::MemoryStore) -> Result<(), jwt_claims::Error> {
    /// use jwt_claims::revocation::SingleUse;
    ///
    /// let guard = guard.with_form_parameter("token").with_single_use(SingleUse::new(store))?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// If the guard accepts tokens neither from the query nor from forms: call
    /// [`with_query_parameter`](Self::with_query_parameter) or
    /// [`with_form_parameter`](Self::with_form_parameter) before.
    pub fn with_single_use(mut self, single_use: SingleUse) -> Result<Self, Error> {
        let settings = self.settings_mut();
        if settings.transports.query.is_none() && settings.transports.form.is_none() {
            let detail = "single use is for tokens from the query and from forms; call `with_query_parameter` or \
                          `with_form_parameter` before, or `SingleUse::consume` in the handler";
            return Err(Error::new(Code::Config, detail));
        }
        settings.lookups.single_use = Some(single_use);
        Ok(self)
    }
}
