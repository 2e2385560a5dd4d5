//! The token of a request, authenticated by a guard.

use std::fmt;
use std::sync::Arc;

use crate::claims::Claims;
use crate::contract::declared::ContextFree;
use crate::http::observe::{self, Step};
#[cfg(feature = "dpop")]
use crate::http::proof::UsedProof;
use crate::http::rejection::Rejection;
use crate::http::scheme::Scheme;
use crate::http::settings::Settings;
use crate::token::authenticated::AuthenticatedToken;
use crate::token::verified::Verified;

/// The token of a request, with a valid signature and unchecked claims, from
/// [`Guard::token`](crate::http::Guard::token). Adapters keep it in the extensions of the request: each extractor
/// then checks its own claims type, and the signature is checked once.
#[derive(Clone)]
pub struct RequestToken {
    guard: Arc<Settings>,
    text: Box<str>,
    scheme: Scheme,
    token: AuthenticatedToken,
    #[cfg(feature = "dpop")]
    proof: Option<UsedProof>,
}

impl RequestToken {
    pub(super) fn new(
        guard: &Arc<Settings>,
        (scheme, text): (Scheme, &str),
        token: AuthenticatedToken,
    ) -> Self {
        Self {
            guard: Arc::clone(guard),
            text: text.into(),
            scheme,
            token,
            #[cfg(feature = "dpop")]
            proof: None,
        }
    }

    /// The same after its sender has proved that it has the token's key.
    #[cfg(feature = "dpop")]
    pub(super) fn with_proof(self, proof: Option<UsedProof>) -> Self {
        Self { proof, ..self }
    }

    #[cfg(feature = "dpop")]
    pub(super) fn proof(&self) -> Option<&UsedProof> {
        self.proof.as_ref()
    }

    /// True if that guard made it from that text: nothing else decides if the signature
    /// holds.
    pub(super) fn is_of(&self, guard: &Arc<Settings>, (scheme, text): (Scheme, &str)) -> bool {
        Arc::ptr_eq(&self.guard, guard) && self.scheme == scheme && *self.text == *text
    }

    /// Checks the claims, as [`Token::verify`](crate::Token::verify) does.
    ///
    /// # Errors
    /// The answer of the guard: 401 or 403.
    pub fn verify<'t, C: Claims<'t> + ContextFree>(&'t self) -> Result<Verified<C>, Rejection> {
        self.verify_with::<C>(&())
    }

    /// The same with a context, as [`Token::verify_with`](crate::Token::verify_with)
    /// does.
    ///
    /// # Errors
    /// The same as [`verify`](Self::verify).
    pub fn verify_with<'t, C: Claims<'t>>(&'t self, cx: &C::Context<'_>) -> Result<Verified<C>, Rejection> {
        observe::report(Step::Claims(&self.token), || {
            let verified = self.token.verify_with::<C>(cx);
            verified.map_err(|error| Rejection::of_token(&self.guard.site, Some(self.scheme), error))
        })
    }

    /// The token.
    #[must_use]
    pub fn authenticated(&self) -> &AuthenticatedToken {
        &self.token
    }
}

/// A token is a credential, so `Debug` does not show it.
impl fmt::Debug for RequestToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestToken").finish_non_exhaustive()
    }
}
