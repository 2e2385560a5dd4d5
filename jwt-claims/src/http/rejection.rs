//! The answer to a request that a guard refuses.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use ::http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use ::http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};

use crate::error::challenge::Challenge;
use crate::error::{Error, ErrorKind};
use crate::http::fault::Fault;
use crate::http::problem;
use crate::http::settings::Site;
use crate::http::transports::Place;

/// When a client may try again if keys or a store are not available, in seconds. Attempts to
/// fetch keys are 1 s to 60 s apart.
const RETRY_SECONDS: u64 = 5;

/// The header with a nonce for the next proof (RFC 9449 §8.2, §9).
pub(super) const DPOP_NONCE: HeaderName = HeaderName::from_static("dpop-nonce");

/// The answer to a request that was refused: status, headers and a body.
///
/// `Display` is the precise reason, for logs. The answer says less; see
/// [`Error::client_message`].
#[derive(Clone)]
pub struct Rejection(Box<Answer>);

#[derive(Clone)]
struct Answer {
    reason: Reason,
    challenge: Option<Challenge>,
    www_authenticate: Option<HeaderValue>,
    nonce: Option<HeaderValue>,
    shows_requirements: bool,
    /// False if no guard was there when it was made.
    is_of_guard: bool,
}

#[derive(Clone)]
enum Reason {
    Request(Fault),
    Refused(Error),
    Own(Challenge),
    Unavailable { code: &'static str, seconds: u64, detail: String },
    Internal(String),
}

impl Rejection {
    fn new(site: &Site, sent: Option<Place>, reason: Reason) -> Self {
        let challenge = reason.challenge().map(|challenge| match site.schemes(sent) {
            Some(schemes) => challenge.with_schemes(schemes),
            None => challenge,
        });
        let header = challenge.as_ref().map(|challenge| {
            let metadata = site.resource_metadata.clone();
            challenge.clone().with_resource_metadata(metadata).www_authenticate(&site.realm)
        });
        // the text of a challenge is printable ASCII
        let www_authenticate = header.and_then(|header| HeaderValue::try_from(header).ok());
        let shows_requirements = site.shows_requirements;
        let nonce = site.nonce();
        let is_of_guard = true;
        Self(Box::new(Answer { reason, challenge, www_authenticate, nonce, shows_requirements, is_of_guard }))
    }

    fn without_site(reason: Reason) -> Self {
        let mut rejection = Self::new(&Site::default(), None, reason);
        rejection.0.is_of_guard = false;
        rejection
    }

    /// Adds what this site says in its answers, unless another one has added it.
    pub(super) fn completed(self, site: &Site) -> Self {
        if self.0.is_of_guard { self } else { Self::new(site, None, self.0.reason) }
    }

    /// False if it was made without a guard.
    #[cfg(any(feature = "actix4", feature = "axum08", feature = "tonic014"))]
    pub(super) fn is_of_guard(&self) -> bool {
        self.0.is_of_guard
    }

    pub(super) fn of_request(site: &Site, fault: Fault) -> Self {
        Self::new(site, None, Reason::Request(fault))
    }

    /// `sent` is how the request sent the token, if that is known.
    pub(super) fn of_token(site: &Site, sent: Option<Place>, error: Error) -> Self {
        Self::new(site, sent, Reason::of_token(error))
    }

    pub(super) fn of_check(site: &Site, challenge: Challenge) -> Self {
        Self::new(site, None, Reason::Own(challenge))
    }

    /// Keys, a session store or users are not available: 503 with `Retry-After`, in whole
    /// seconds. The client keeps its token. `reason` goes to the log.
    pub fn unavailable(retry_after: Duration, reason: impl fmt::Display) -> Self {
        let (seconds, detail) = (retry_after.as_secs().max(1), reason.to_string());
        Self::without_site(Reason::Unavailable { code: "unavailable", seconds, detail })
    }

    /// The service has failed: 500. `reason` goes to the log.
    pub fn internal(reason: impl fmt::Display) -> Self {
        Self::without_site(Reason::Internal(reason.to_string()))
    }

    /// A form that may have a token is longer than
    /// [`MAX_FORM_BYTES`](crate::http::MAX_FORM_BYTES): 413. For adapters.
    #[must_use]
    pub fn form_too_large() -> Self {
        Self::without_site(Reason::Request(Fault::FormTooLarge))
    }

    /// The status: 400, 401, 403, 413, 500 or 503.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        let of_challenge =
            || self.0.challenge.as_ref().and_then(|one| StatusCode::from_u16(one.status()).ok());
        match &self.0.reason {
            Reason::Request(fault) => fault.status(),
            Reason::Unavailable { .. } => StatusCode::SERVICE_UNAVAILABLE,
            _ => of_challenge().unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
        }
    }

    /// A stable, machine-readable code for logs and counters:
    ///
    /// | code | status |
    /// | --- | --- |
    /// | `credential_missing` | 401 |
    /// | `credential_repeated`, `authorization_malformed` | 400 |
    /// | `cross_site_request` | 403 |
    /// | `form_too_large` | 413 |
    /// | `unavailable` | 503 |
    /// | `internal` | 500 |
    /// | `refused_by_service` | that of a [`Challenge`] of your own |
    ///
    /// For a token that was refused, or whose keys are not available, it is the
    /// [code of the error](Error::code).
    #[must_use]
    pub fn code(&self) -> &'static str {
        match &self.0.reason {
            Reason::Request(fault) => fault.code(),
            Reason::Refused(error) => error.code(),
            Reason::Own(_) => "refused_by_service",
            Reason::Unavailable { code, .. } => code,
            Reason::Internal(_) => "internal",
        }
    }

    /// True if the request has no token.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        matches!(self.0.reason, Reason::Request(Fault::Missing))
    }

    /// Why the token was refused, if that is the reason.
    #[must_use]
    pub fn error(&self) -> Option<&Error> {
        match &self.0.reason {
            Reason::Refused(error) => Some(error),
            _ => None,
        }
    }

    /// The challenge, if the answer has one.
    #[must_use]
    pub fn challenge(&self) -> Option<&Challenge> {
        self.0.challenge.as_ref()
    }

    /// The headers: `WWW-Authenticate` (RFC 6750 §3) or `Retry-After`, `DPoP-Nonce` (RFC 9449
    /// §8.2, §9) if a guard that demands nonces made the answer,
    /// `Content-Type: application/problem+json`, and `Cache-Control: no-store`.
    #[must_use]
    pub fn headers(&self) -> HeaderMap {
        let mut headers = HeaderMap::new();
        if let Some(value) = &self.0.www_authenticate {
            headers.insert(WWW_AUTHENTICATE, value.clone());
        }
        if let Some(nonce) = &self.0.nonce {
            headers.insert(DPOP_NONCE, nonce.clone());
        }
        if let Reason::Unavailable { seconds, .. } = self.0.reason {
            headers.insert(RETRY_AFTER, seconds.into());
        }
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers
    }

    /// The body: a problem document (RFC 9457). It says no more than the challenge,
    /// unless the guard shows the [requirements](crate::http::Guard::with_requirements_in_body).
    #[must_use]
    pub fn body(&self) -> String {
        let error =
            self.error().filter(|_| self.0.shows_requirements && self.status() == StatusCode::FORBIDDEN);
        problem::body(self.status(), &self.detail(), self.challenge(), error)
    }

    /// The sentence for the client, as in the body: that of the challenge, if it has one.
    #[must_use]
    pub fn detail(&self) -> String {
        let described = self.challenge().map(Challenge::description).filter(|text| !text.is_empty());
        match (described, &self.0.reason) {
            (Some(description), _) => description.to_owned(),
            (None, Reason::Request(fault)) => fault.to_string(),
            (None, Reason::Unavailable { .. }) => "the service is not available; try again later".to_owned(),
            (None, _) => "the service has failed".to_owned(),
        }
    }

    /// The response. Its extensions have the rejection, for layers that
    /// [complete](crate::http::Guard::complete) or log it.
    #[must_use]
    pub fn into_response<B: From<String>>(self) -> Response<B> {
        let mut response = Response::new(B::from(self.body()));
        *response.status_mut() = self.status();
        *response.headers_mut() = self.headers();
        response.extensions_mut().insert(self);
        response
    }
}

impl Reason {
    fn of_token(error: Error) -> Self {
        if error.kind() == ErrorKind::Unavailable {
            let (code, detail) = (error.code(), error.to_string());
            return Self::Unavailable { code, seconds: RETRY_SECONDS, detail };
        }
        Self::Refused(error)
    }

    fn challenge(&self) -> Option<Challenge> {
        match self {
            Self::Request(fault) => fault.challenge(),
            Self::Refused(error) => error.challenge(),
            Self::Own(challenge) => Some(challenge.clone()),
            Self::Unavailable { .. } | Self::Internal(_) => None,
        }
    }
}

/// The answer without the realm, the schemes and the nonce of a guard. A layer of an adapter
/// [completes](crate::http::Guard::complete) it; without a layer, call
/// [`Guard::reject`](crate::http::Guard::reject) instead.
impl From<Error> for Rejection {
    fn from(error: Error) -> Self {
        Self::without_site(Reason::of_token(error))
    }
}

/// The answer for a check of your own, without the realm, the schemes and the nonce of a guard. A
/// layer of an adapter [completes](crate::http::Guard::complete) it; without a layer, call
/// [`Guard::challenge`](crate::http::Guard::challenge) instead.
impl From<Challenge> for Rejection {
    fn from(challenge: Challenge) -> Self {
        Self::without_site(Reason::Own(challenge))
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.reason {
            Reason::Request(fault) => fault.fmt(f),
            Reason::Refused(error) => error.fmt(f),
            Reason::Own(challenge) => f.write_str(challenge.description()),
            Reason::Unavailable { detail, .. } => write!(f, "not available: {detail}"),
            Reason::Internal(detail) => f.write_str(detail),
        }
    }
}

impl fmt::Debug for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rejection")
            .field("status", &self.status().as_u16())
            .field("code", &self.code())
            .field("reason", &self.to_string())
            .finish()
    }
}

impl StdError for Rejection {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.error().map(|error| error as &(dyn StdError + 'static))
    }
}
