//! Guards that demand proofs.

use crate::dpop::Dpop;
use crate::http::guard::Guard;

impl Guard {
    /// Accepts only tokens that are bound to a key, with a proof of that key for each request
    /// (RFC 9449 §7): `Authorization: DPoP` and the header `DPoP`. See
    /// [the order of the checks](crate::dpop). A bound token that comes as a bearer token, or in
    /// a cookie, a query or a form, is always refused. An unbound token is refused unless the
    /// proofs [accept bearer tokens](Dpop::accepting_bearer_tokens).
    ///
    /// A proof is for one request, so check a request once: with a layer, extractors, or one
    /// call of [`authenticate`](Self::authenticate).
    #[must_use]
    pub fn with_dpop(mut self, dpop: Dpop) -> Self {
        self.settings_mut().site.dpop = Some(dpop);
        self
    }
}
