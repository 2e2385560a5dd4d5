//! Rocket 0.5: `Bearer<Access>` as the argument of handlers. The guard is managed state,
//! and a catcher answers: `rocket::build().manage(guard).register("/", catchers![refused])`.
//!
//! Rocket drops headers that are not UTF-8, so such an `Authorization` header counts as
//! absent.

use std::io::Cursor;

use jwt_claims::http::{Guard, Rejection, RequestHead};
use jwt_claims::{ContextFree, OwnedClaims, Verified};
use rocket::http::{Header, Status};
use rocket::request::{FromRequest, Outcome, Request};
use rocket::response::{Responder, Response, Result};

/// The verified claims of a request.
pub struct Bearer<C>(pub Verified<C>);

/// `None` if the request has no token. Rocket's `Option<Bearer<C>>` is also `None` for an
/// invalid token.
pub struct MaybeBearer<C>(pub Option<Verified<C>>);

#[rocket::async_trait]
impl<'r, C: OwnedClaims + ContextFree + Send> FromRequest<'r> for Bearer<C> {
    type Error = Rejection;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Rejection> {
        outcome(request, verified::<C>(request).await.map(Self))
    }
}

#[rocket::async_trait]
impl<'r, C: OwnedClaims + ContextFree + Send> FromRequest<'r> for MaybeBearer<C> {
    type Error = Rejection;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Rejection> {
        outcome(request, maybe_verified::<C>(request).await.map(Self))
    }
}

async fn verified<C>(request: &Request<'_>) -> std::result::Result<Verified<C>, Rejection>
where
    C: OwnedClaims + ContextFree,
{
    guard(request)?.token_for::<C>(&Head(request)).await?.verify::<C>().await
}

async fn maybe_verified<C>(request: &Request<'_>) -> std::result::Result<Option<Verified<C>>, Rejection>
where
    C: OwnedClaims + ContextFree,
{
    match guard(request)?.optional_token_for::<C>(&Head(request)).await? {
        Some(token) => token.verify::<C>().await.map(Some),
        None => Ok(None),
    }
}

fn guard<'r>(request: &'r Request<'_>) -> std::result::Result<&'r Guard, Rejection> {
    request.rocket().state().ok_or_else(|| Rejection::internal("no guard in the managed state"))
}

/// Keeps the rejection for the catcher, because an error of Rocket is a status alone.
fn outcome<T>(request: &Request<'_>, result: std::result::Result<T, Rejection>) -> Outcome<T, Rejection> {
    match result {
        Ok(value) => Outcome::Success(value),
        Err(rejection) => {
            request.local_cache(|| Some(rejection.clone()));
            Outcome::Error((Status::new(rejection.status().as_u16()), rejection))
        }
    }
}

/// Answers refused requests; leaves other errors to Rocket's own catcher.
#[rocket::catch(default)]
pub fn refused(status: Status, request: &Request<'_>) -> std::result::Result<Refused, Status> {
    request.local_cache(|| None::<Rejection>).clone().map(Refused).ok_or(status)
}

/// A rejection as a response.
pub struct Refused(Rejection);

impl<'r> Responder<'r, 'static> for Refused {
    fn respond_to(self, _: &'r Request<'_>) -> Result<'static> {
        let (status, body) = (Status::new(self.0.status().as_u16()), self.0.body());
        let mut response = Response::build();
        for (name, value) in &self.0.headers() {
            let value = value.to_str().map_err(|_| Status::InternalServerError)?;
            response.header(Header::new(name.as_str().to_owned(), value.to_owned()));
        }
        response.status(status).sized_body(body.len(), Cursor::new(body)).ok()
    }
}

struct Head<'r, 'i>(&'r Request<'i>);

impl RequestHead for Head<'_, '_> {
    fn method(&self) -> &str {
        self.0.method().as_str()
    }

    fn path(&self) -> Option<&str> {
        Some(self.0.uri().path().as_str())
    }

    fn query(&self) -> Option<&str> {
        self.0.uri().query().map(|query| query.as_str())
    }

    fn authority(&self) -> Option<&str> {
        self.0.headers().get_one("host")
    }

    fn header(&self, name: &'static str) -> impl Iterator<Item = &[u8]> {
        self.0.headers().get(name).map(str::as_bytes)
    }
}
