//! poem 3: `Bearer<Access>` as the argument of handlers. The guard is in the data of the
//! service: `Route::new().data(guard)`.

use jwt_claims::http::{Guard, Rejection, RequestHead};
use jwt_claims::{ContextFree, OwnedClaims, Verified};
use poem::{Error, FromRequest, Request, RequestBody, Response, Result};

/// The verified claims of a request.
pub struct Bearer<C>(pub Verified<C>);

/// `None` if the request has no token. poem's `Option<Bearer<C>>` is also `None` for an
/// invalid token.
pub struct MaybeBearer<C>(pub Option<Verified<C>>);

impl<'a, C: OwnedClaims + ContextFree + Send> FromRequest<'a> for Bearer<C> {
    async fn from_request(request: &'a Request, _: &mut RequestBody) -> Result<Self> {
        let token = guard(request)?.token_for::<C>(&Head(request)).await.map_err(refuse)?;
        token.verify::<C>().await.map(Self).map_err(refuse)
    }
}

impl<'a, C: OwnedClaims + ContextFree + Send> FromRequest<'a> for MaybeBearer<C> {
    async fn from_request(request: &'a Request, _: &mut RequestBody) -> Result<Self> {
        let token = guard(request)?.optional_token_for::<C>(&Head(request)).await.map_err(refuse)?;
        match token {
            Some(token) => token.verify::<C>().await.map(|access| Self(Some(access))).map_err(refuse),
            None => Ok(Self(None)),
        }
    }
}

fn guard(request: &Request) -> Result<&Guard> {
    request.data().ok_or_else(|| refuse(Rejection::internal("no guard in the service's data")))
}

fn refuse(rejection: Rejection) -> Error {
    let mut response = Response::builder().status(rejection.status()).body(rejection.body());
    *response.headers_mut() = rejection.headers();
    Error::from_response(response)
}

struct Head<'r>(&'r Request);

impl RequestHead for Head<'_> {
    fn method(&self) -> &str {
        self.0.method().as_str()
    }

    fn path(&self) -> Option<&str> {
        Some(self.0.original_uri().path())
    }

    fn query(&self) -> Option<&str> {
        self.0.uri().query()
    }

    fn authority(&self) -> Option<&str> {
        let host = || self.0.headers().get("host").and_then(|host| host.to_str().ok());
        self.0.uri().authority().map(|authority| authority.as_str()).or_else(host)
    }

    fn header(&self, name: &'static str) -> impl Iterator<Item = &[u8]> {
        self.0.headers().get_all(name).iter().map(|value| value.as_bytes())
    }
}
