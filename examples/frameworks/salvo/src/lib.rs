//! salvo 1: a handler asks for verified claims in its first line, and returns
//! `Result<_, Refused>`. The guard is in the depot:
//! `Router::new().hoop(affix_state::inject(guard))`.

use jwt_claims::http::{Guard, Rejection, RequestHead};
use jwt_claims::{ContextFree, OwnedClaims, Verified};
use salvo::http::ResBody;
use salvo::{Depot, Request, Response, Scribe};

/// The verified claims of a request.
pub async fn verified<C>(request: &Request, depot: &Depot) -> Result<Verified<C>, Refused>
where
    C: OwnedClaims + ContextFree,
{
    Ok(guard(depot)?.token_for::<C>(&Head(request)).await?.verify::<C>().await?)
}

/// The same for routes that are open to everyone: `None` if the request has no token.
pub async fn maybe_verified<C>(request: &Request, depot: &Depot) -> Result<Option<Verified<C>>, Refused>
where
    C: OwnedClaims + ContextFree,
{
    match guard(depot)?.optional_token_for::<C>(&Head(request)).await? {
        Some(token) => Ok(Some(token.verify::<C>().await?)),
        None => Ok(None),
    }
}

fn guard(depot: &Depot) -> Result<&Guard, Refused> {
    depot.get_typed().map_err(|_| Refused(Rejection::internal("no guard in the depot")))
}

/// A rejection as a response.
pub struct Refused(Rejection);

impl From<Rejection> for Refused {
    fn from(rejection: Rejection) -> Self {
        Self(rejection)
    }
}

impl Scribe for Refused {
    fn render(self, response: &mut Response) {
        response.status_code(self.0.status());
        response.headers_mut().extend(self.0.headers());
        response.replace_body(ResBody::Once(self.0.body().into()));
    }
}

struct Head<'r>(&'r Request);

impl RequestHead for Head<'_> {
    fn method(&self) -> &str {
        self.0.method().as_str()
    }

    fn path(&self) -> Option<&str> {
        Some(self.0.uri().path())
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
