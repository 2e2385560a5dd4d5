//! The token of a request, authenticated by a guard.

use std::fmt;
use std::sync::Arc;

use crate::claims::Claims;
use crate::contract::declared::ContextFree;
use crate::error::Error;
use crate::http::observe::{self, Step};
#[cfg(feature = "dpop")]
use crate::http::proof::RequestProof;
use crate::http::rejection::Rejection;
use crate::http::settings::Settings;
use crate::http::transports::Place;
use crate::token::authenticated::AuthenticatedToken;
use crate::token::verified::Verified;

/// The token of a request, with a valid signature and unchecked claims, from
/// [`Guard::token`](crate::http::Guard::token). Adapters keep it in the extensions of the request:
/// each extractor then checks its own claims type, and the signature is checked once.
#[derive(Clone)]
pub struct RequestToken {
    guard: Arc<Settings>,
    text: Box<str>,
    place: Place,
    token: AuthenticatedToken,
    #[cfg(feature = "sessions")]
    known: Arc<crate::http::lookups::Known>,
    #[cfg(feature = "dpop")]
    proof: Option<Arc<RequestProof>>,
}

impl RequestToken {
    pub(super) fn new(guard: &Arc<Settings>, text: &str, place: Place, token: AuthenticatedToken) -> Self {
        Self {
            guard: Arc::clone(guard),
            text: text.into(),
            place,
            token,
            #[cfg(feature = "sessions")]
            known: Arc::default(),
            #[cfg(feature = "dpop")]
            proof: None,
        }
    }

    /// Adds the proof of the token's key.
    #[cfg(feature = "dpop")]
    pub(super) fn with_proof(self, proof: Option<RequestProof>) -> Self {
        Self { proof: proof.map(Arc::new), ..self }
    }

    /// True if that guard made it from that text: nothing else decides if the signature
    /// holds.
    pub(super) fn is_of(&self, guard: &Arc<Settings>, text: &str, place: Place) -> bool {
        Arc::ptr_eq(&self.guard, guard) && self.place == place && *self.text == *text
    }

    /// The one that the request has already, if it is the same token of the same guard. For
    /// adapters whose extractors run side by side: two of them may have found the token
    /// before either has kept it. If `kept` comes from another guard, both count as one use of the
    /// token and of its proof.
    #[must_use]
    pub fn or_kept(self, kept: Option<&Self>) -> Self {
        match kept.filter(|kept| kept.is_of(&self.guard, &self.text, self.place)) {
            Some(kept) => kept.clone(),
            None => self.beside(kept),
        }
    }

    /// Counts as one use with that token of another guard if it has the same text.
    #[cfg(feature = "sessions")]
    pub(super) fn beside(self, other: Option<&Self>) -> Self {
        let Some(other) = other.filter(|other| other.text == self.text) else { return self };
        Self {
            known: Arc::new(other.known.for_another_guard()),
            #[cfg(feature = "dpop")]
            proof: self.proof.map(|proof| other.same_proof(&proof).unwrap_or(proof)),
            ..self
        }
    }

    #[cfg(feature = "dpop")]
    fn same_proof(&self, proof: &RequestProof) -> Option<Arc<RequestProof>> {
        self.proof.clone().filter(|own| own.is_same(proof))
    }

    #[cfg(not(feature = "sessions"))]
    pub(super) fn beside(self, _other: Option<&Self>) -> Self {
        self
    }

    /// Checks the claims, as [`Token::verify`](crate::Token::verify) does, and then what
    /// the guard looks up: revocation, with the feature `sessions`; whether the proof was used,
    /// with `dpop`; and single use. That is looked up once, also if several claims types are
    /// checked.
    ///
    /// # Errors
    /// The answer of the guard: 401, 403 or 503.
    pub fn verify<'t, C: Claims<'t> + ContextFree>(
        &'t self,
    ) -> impl Future<Output = Result<Verified<C>, Rejection>> + use<'t, C> {
        self.verify_with::<C>(&())
    }

    /// Checks the claims with a context, as [`Token::verify_with`](crate::Token::verify_with)
    /// does, and then what [`verify`](Self::verify) looks up. The claims are checked at once, so
    /// the future does not hold the context.
    ///
    /// # Errors
    /// The same as [`verify`](Self::verify).
    pub fn verify_with<'t, C: Claims<'t>>(
        &'t self,
        cx: &C::Context<'_>,
    ) -> impl Future<Output = Result<Verified<C>, Rejection>> + use<'t, C> {
        let step = observe::begin(Step::Claims(&self.token));
        let verified = step.run(|| self.token.verify_with::<C>(cx));
        async move {
            let accepted = match verified {
                Ok(verified) => step.wait(self.look_up()).await.map(|()| verified),
                Err(error) => Err(error),
            };
            step.end(accepted.map_err(|error| Rejection::of_token(&self.guard.site, Some(self.place), error)))
        }
    }

    /// The token is used up last: a client can make another proof, and not another token.
    #[cfg(feature = "sessions")]
    async fn look_up(&self) -> Result<(), Error> {
        let (lookups, payload, known) = (&self.guard.lookups, self.token.payload(), &*self.known);
        if known.is_accepted() {
            return Ok(());
        }
        lookups.check_revocation(payload).await?;
        #[cfg(feature = "dpop")]
        if let Some(proof) = &self.proof {
            proof.consume(known).await?;
        }
        lookups.consume_token(payload, known).await?;
        known.accept();
        Ok(())
    }

    #[cfg(not(feature = "sessions"))]
    async fn look_up(&self) -> Result<(), Error> {
        Ok(())
    }
}

/// A token is a credential, so `Debug` does not show it.
impl fmt::Debug for RequestToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestToken").finish_non_exhaustive()
    }
}
