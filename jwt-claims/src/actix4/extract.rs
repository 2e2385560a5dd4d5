//! `Verified<C>` and `MaybeVerified<C>` as the arguments of handlers.

use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::{FromRequest, HttpMessage, HttpRequest, HttpResponse, ResponseError};

use crate::actix4::context::RequestContext;
use crate::actix4::head::Head;
use crate::claims::OwnedClaims;
use crate::http::{Guard, Rejection, RequestToken};
use crate::token::verified::Verified;

type Extracted<T> = Pin<Box<dyn Future<Output = Result<T, Rejection>>>>;

impl<C> FromRequest for Verified<C>
where
    C: OwnedClaims + 'static,
    C::Context<'static>: RequestContext,
{
    type Error = Rejection;
    type Future = Extracted<Self>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { verified(&request).await })
    }
}

/// Claims that a request may have: `None` if it has no token. An invalid token is refused,
/// which `Option<Verified<C>>` does not do.
///
/// ```
/// # use actix_web::{App, web};
/// # use jwt_claims::{Claims, actix4::MaybeVerified};
/// # #[derive(Claims)] struct Access { sub: String }
/// async fn welcome(MaybeVerified(access): MaybeVerified<Access>) -> String {
///     match access {
///         Some(access) => format!("welcome back, {}", access.sub),
///         None => "welcome".to_owned(),
///     }
/// }
/// # App::new().route("/", web::get().to(welcome));
/// ```
#[derive(Clone, Debug)]
pub struct MaybeVerified<C>(pub Option<Verified<C>>);

impl<C> FromRequest for MaybeVerified<C>
where
    C: OwnedClaims + 'static,
    C::Context<'static>: RequestContext,
{
    type Error = Rejection;
    type Future = Extracted<Self>;

    fn from_request(request: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let guard = guard(&request)?;
            let Some(token) = guard.optional_token_for::<C>(&Head::new(&request)).await? else {
                return Ok(Self(None));
            };
            let access = verify(token, &request).await.map_err(|rejection| guard.complete(rejection))?;
            Ok(Self(Some(access)))
        })
    }
}

/// The claims of the request's token.
pub(super) async fn verified<C>(request: &HttpRequest) -> Result<Verified<C>, Rejection>
where
    C: OwnedClaims,
    C::Context<'static>: RequestContext,
{
    let guard = guard(request)?;
    let token = guard.token_for::<C>(&Head::new(request)).await?;
    verify(token, request).await.map_err(|rejection| guard.complete(rejection))
}

/// Checks the claims, and keeps the token in the request, so that others need not check
/// its signature again.
async fn verify<C>(token: RequestToken, request: &HttpRequest) -> Result<Verified<C>, Rejection>
where
    C: OwnedClaims,
    C::Context<'static>: RequestContext,
{
    let token = keep(token, request);
    let context = <C::Context<'static>>::from_request(request).await?;
    token.verify_with::<C>(&context).await
}

/// actix-web runs extractors side by side, so another one may have kept it by now.
fn keep(token: RequestToken, request: &HttpRequest) -> RequestToken {
    let mut extensions = request.extensions_mut();
    let token = token.or_kept(extensions.get());
    extensions.insert(token.clone());
    token
}

fn guard(request: &HttpRequest) -> Result<&Guard, Rejection> {
    request.app_data::<Guard>().ok_or_else(|| {
        let missing =
            "the app data has no guard; add it with `App::app_data(guard.clone())`, without `web::Data`";
        log::error!("{missing}");
        Rejection::internal(missing)
    })
}

impl ResponseError for Rejection {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.status().as_u16()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code());
        for (name, value) in &self.headers() {
            response.insert_header((name.as_str(), value.as_bytes()));
        }
        response.body(self.body())
    }
}
