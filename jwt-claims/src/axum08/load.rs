//! The application's own user for verified claims.

use std::fmt;
use std::ops::Deref;
use std::time::Duration;

use axum::extract::{FromRef, FromRequestParts};
use axum::http::request::Parts;

use crate::axum08::context::RequestContext;
use crate::claims::OwnedClaims;
use crate::error::challenge::Challenge;
use crate::http::{Guard, Rejection};
use crate::token::verified::Verified;

/// How long a client waits if the store of users is down.
const RETRY_AFTER: Duration = Duration::from_secs(5);

/// Loads the application's user for verified claims, from the state `S`.
///
/// ```
/// use jwt_claims::{Claims, Verified, axum08::{LoadUser, Loaded}};
/// # #[derive(Claims)] struct Access { sub: String }
/// # #[derive(Clone)] struct App { guard: jwt_claims::http::Guard }
/// # impl App { async fn find(&self, id: &str) -> Result<Option<User>, std::io::Error> { Ok(None) } }
/// # impl axum::extract::FromRef<App> for jwt_claims::http::Guard { fn from_ref(app: &App) -> Self { app.guard.clone() } }
///
/// struct User {
///     name: String,
/// }
///
/// impl LoadUser<Access, App> for User {
///     type Error = std::io::Error;
///
///     async fn load(access: &Verified<Access>, app: &App) -> Result<Option<Self>, Self::Error> {
///         app.find(&access.sub).await
///     }
/// }
///
/// async fn profile(user: Loaded<User, Access>) -> String {
///     format!("{}, subject {}", user.name, user.claims().sub)
/// }
/// # use axum::{Router, routing::get};
/// # let _: Router<App> = Router::new().route("/profile", get(profile));
/// ```
pub trait LoadUser<C, S>: Sized + Send {
    /// Why the store did not answer; its text goes to the log.
    type Error: fmt::Display;

    /// Loads the user. `None` if there is none any more, or if it is locked.
    ///
    /// # Errors
    /// If the store does not answer: the request is answered with 503.
    fn load(
        claims: &Verified<C>,
        state: &S,
    ) -> impl Future<Output = Result<Option<Self>, Self::Error>> + Send;
}

/// A user with the verified claims that name it. It dereferences to the user.
///
/// As an argument of a handler, it answers 401 `invalid_token` if the user is gone, and
/// 503 if the store is down.
#[derive(Clone, Debug)]
pub struct Loaded<U, C> {
    user: U,
    claims: Verified<C>,
}

impl<U, C> Loaded<U, C> {
    /// The verified claims.
    #[must_use]
    pub fn claims(&self) -> &Verified<C> {
        &self.claims
    }

    /// Returns the user, without the claims.
    #[must_use]
    pub fn into_user(self) -> U {
        self.user
    }
}

impl<U, C> Deref for Loaded<U, C> {
    type Target = U;

    fn deref(&self) -> &U {
        &self.user
    }
}

impl<S, U, C> FromRequestParts<S> for Loaded<U, C>
where
    S: Send + Sync,
    Guard: FromRef<S>,
    C: OwnedClaims + Send + Sync,
    C::Context<'static>: RequestContext<S>,
    U: LoadUser<C, S>,
{
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Rejection> {
        let claims = <Verified<C> as FromRequestParts<S>>::from_request_parts(parts, state).await?;
        match U::load(&claims, state).await {
            Ok(Some(user)) => Ok(Self { user, claims }),
            Ok(None) => {
                let gone = Challenge::invalid_token("the user of the token does not exist any more");
                Err(Guard::from_ref(state).challenge(gone))
            }
            Err(error) => Err(Rejection::unavailable(RETRY_AFTER, error)),
        }
    }
}
