//! Middlewares: one that refuses requests before any extractor runs, and one that reads
//! forms.

use actix_web::body::{BodyStream, EitherBody, MessageBody, to_bytes_limited};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName, HeaderValue, WWW_AUTHENTICATE};
use actix_web::middleware::Next;
use actix_web::web::Bytes;
use actix_web::{Error, HttpMessage, HttpRequest};

use crate::actix4::context::RequestContext;
use crate::actix4::extract::verified;
use crate::claims::OwnedClaims;
use crate::http::{FormBody, Guard, MAX_FORM_BYTES, Rejection};

/// A middleware for routes that need the claims `C`: it runs before any extractor, so that
/// clients without a valid token learn nothing about the route. Extractors behind it use the token
/// that it authenticated. It does not replace them: a handler takes `Verified<C>` to read the
/// claims.
///
/// ```
/// # use jwt_claims::{Claims, Verified, http::Guard};
/// # #[derive(Claims)] struct Access { sub: String }
/// # async fn order(access: Verified<Access>, body: String) -> String { body }
/// # fn app(guard: Guard) {
/// use actix_web::{App, middleware::from_fn, web};
/// use jwt_claims::actix4::require;
///
/// App::new().app_data(guard.clone()).service(
///     web::scope("/orders")
///         .wrap(from_fn(require::<Access>))
///         .route("", web::post().to(order)),
/// );
/// # }
/// ```
///
/// It takes the guard from the app data of the `App`, as extractors do. It also refuses
/// CORS preflight requests, which have no token: add a CORS middleware after it, so that
/// the CORS middleware answers them first.
///
/// # Errors
/// Those of the service behind it. A refusal is a response, so that other middlewares
/// see it.
pub async fn require<C>(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<EitherBody<impl MessageBody>>, Error>
where
    C: OwnedClaims,
    C::Context<'static>: RequestContext,
{
    let guard = request.app_data::<Guard>().cloned();
    let mut response = match verified::<C>(request.request()).await {
        Ok(_) => next.call(request).await?.map_into_left_body(),
        Err(rejection) => request.error_response(rejection).map_into_right_body(),
    };
    let Some(guard) = guard else { return Ok(response) };
    // a handler may refuse a request without the guard
    let refused = response.response().error().and_then(Error::as_error::<Rejection>);
    let challenges = response.headers().get_all(WWW_AUTHENTICATE).map(HeaderValue::as_bytes);
    let challenge =
        refused.and_then(|rejection| guard.complete_sent(rejection, challenges)).and_then(|whole| {
            let challenge = whole.headers().remove(WWW_AUTHENTICATE.as_str())?;
            HeaderValue::from_bytes(challenge.as_bytes()).ok()
        });
    if let Some(challenge) = challenge {
        response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
    }
    let cache_control = response.headers().get(CACHE_CONTROL).map(HeaderValue::as_bytes);
    for (name, value) in &guard.response_headers(cache_control) {
        // actix-web has types of its own
        let name = HeaderName::from_bytes(name.as_str().as_bytes());
        let value = HeaderValue::from_bytes(value.as_bytes());
        if let (Ok(name), Ok(value)) = (name, value)
            && !response.headers().contains_key(&name)
        {
            response.headers_mut().insert(name, value);
        }
    }
    Ok(response)
}

/// A middleware that reads the body of `POST` requests of type
/// `application/x-www-form-urlencoded`, so that a guard [with a form
/// parameter](crate::http::Guard::with_form_parameter) can find the token in it. Handlers
/// get the body as it was. Longer bodies than [`MAX_FORM_BYTES`] are refused with 413;
/// bodies of other requests are not read.
///
/// Add it outside of [`require`], that is after it:
///
/// ```
/// # use jwt_claims::{Claims, Verified, http::Guard};
/// # #[derive(Claims)] struct Access { sub: String }
/// # async fn sign_out(access: Verified<Access>) -> &'static str { "signed out" }
/// # fn app(guard: Guard) {
/// use actix_web::{App, middleware::from_fn, web};
/// use jwt_claims::actix4::{read_form, require};
///
/// App::new()
///     .app_data(guard.with_form_parameter("access_token"))
///     .wrap(from_fn(require::<Access>))
///     .wrap(from_fn(read_form))
///     .route("/sign-out", web::post().to(sign_out));
/// # }
/// ```
///
/// # Errors
/// Those of the service behind it, and those of reading the body.
pub async fn read_form(
    mut request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<EitherBody<impl MessageBody>>, Error> {
    if is_form(request.request()) {
        let body = BodyStream::new(request.take_payload());
        match to_bytes_limited(body, MAX_FORM_BYTES).await {
            Ok(bytes) => keep(&mut request, bytes?),
            Err(_) => return Ok(request.error_response(Rejection::form_too_large()).map_into_right_body()),
        }
    }
    next.call(request).await.map(ServiceResponse::map_into_left_body)
}

fn is_form(request: &HttpRequest) -> bool {
    let content_type = request.headers().get(CONTENT_TYPE).map(HeaderValue::as_bytes);
    FormBody::is_expected(request.method().as_str(), content_type)
}

fn keep(request: &mut ServiceRequest, bytes: Bytes) {
    if let Some(form) = FormBody::new(bytes.to_vec()) {
        request.extensions_mut().insert(form);
    }
    request.set_payload(Payload::from(bytes));
}
