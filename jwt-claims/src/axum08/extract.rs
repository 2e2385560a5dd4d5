//! `Verified<C>` and `Option<Verified<C>>` as the arguments of handlers.

use axum::extract::{FromRef, FromRequestParts, OptionalFromRequestParts};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};

use crate::axum08::context::RequestContext;
use crate::claims::OwnedClaims;
use crate::http::{Guard, Rejection, RequestToken};
use crate::token::verified::Verified;

impl<S, C> FromRequestParts<S> for Verified<C>
where
    S: Send + Sync,
    Guard: FromRef<S>,
    C: OwnedClaims + Send,
    C::Context<'static>: RequestContext<S>,
{
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Rejection> {
        let guard = Guard::from_ref(state);
        let token = guard.token_for::<C>(parts).await?;
        verify(token, parts, state).await.map_err(|rejection| guard.complete(rejection))
    }
}

/// `None` if the request has no token. An invalid token is refused.
impl<S, C> OptionalFromRequestParts<S> for Verified<C>
where
    S: Send + Sync,
    Guard: FromRef<S>,
    C: OwnedClaims + Send,
    C::Context<'static>: RequestContext<S>,
{
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Option<Self>, Rejection> {
        let guard = Guard::from_ref(state);
        let Some(token) = guard.optional_token_for::<C>(parts).await? else { return Ok(None) };
        verify(token, parts, state).await.map(Some).map_err(|rejection| guard.complete(rejection))
    }
}

/// Checks the claims, and keeps the token in the request, so that others need not check
/// its signature again.
pub(super) async fn verify<S, C>(
    token: RequestToken,
    parts: &mut Parts,
    state: &S,
) -> Result<Verified<C>, Rejection>
where
    C: OwnedClaims + Send,
    C::Context<'static>: RequestContext<S>,
{
    parts.extensions.insert(token.clone());
    let verified = {
        let context = <C::Context<'static>>::from_request(parts, state).await?;
        token.verify_with::<C>(&context)
    };
    verified.await
}

impl IntoResponse for Rejection {
    fn into_response(self) -> Response {
        Rejection::into_response(self)
    }
}
