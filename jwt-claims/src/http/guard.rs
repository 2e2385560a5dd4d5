//! The guard: a verifier, the places where a token may be, and the answers.

mod completing;
#[cfg(feature = "dpop")]
mod dpop;
#[cfg(feature = "sessions")]
mod stores;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use ::http::header::CACHE_CONTROL;
use ::http::{HeaderMap, HeaderValue};

use crate::base::secure_url::is_secure;
use crate::claims::OwnedClaims;
use crate::error::challenge::Challenge;
use crate::error::{Code, Error};
use crate::http::credential;
use crate::http::fault::Fault;
use crate::http::head::RequestHead;
use crate::http::observe::{self, Step};
use crate::http::rejection::{DPOP_NONCE, Rejection};
use crate::http::request_token::RequestToken;
use crate::http::settings::{Settings, Site};
use crate::http::transports::{Place, Transports, is_host_cookie};
use crate::token::authenticated::AuthenticatedToken;
use crate::token::verified::Verified;
use crate::token::verifier::Verifier;

/// Protects routes: it finds the token of a request, verifies it, and answers requests
/// that it refuses. It is cheap to clone, `Send` and `Sync`; create one when the service
/// starts.
///
/// It looks into the header `Authorization: Bearer` (RFC 6750 §2.1), and into other
/// places only after one of the methods `with_cookie`, `with_query_parameter` and
/// `with_form_parameter`. A request with two tokens is refused.
///
/// | request | answer |
/// | --- | --- |
/// | no token, or another scheme such as Basic | 401, a challenge without `error` |
/// | two tokens, or a malformed `Authorization` header | 400 `invalid_request` |
/// | a token that is malformed, expired, revoked, used up, or not for this service | 401 `invalid_token` |
/// | the token does not grant this | 403 `insufficient_scope`, with `scope` from rules on [`Scopes`](crate::Scopes) |
/// | the login is too old or too weak (RFC 9470) | 401 `insufficient_user_authentication` |
/// | a cookie that a page of another origin may have sent | 403 without a challenge |
/// | no proof of the token's key, with [`with_dpop`](Self::with_dpop) | 401 `invalid_dpop_proof`, `use_dpop_nonce` or `invalid_token` |
/// | the keys or a store are not available | 503 with `Retry-After` |
/// | the service is not configured for this claims type | 500 |
#[derive(Clone)]
pub struct Guard(Arc<Settings>);

impl Guard {
    /// Creates a guard that accepts the tokens of this verifier, from the header
    /// `Authorization`.
    #[must_use]
    pub fn new(verifier: Verifier) -> Self {
        let (transports, site) = (Transports::default(), Site::default());
        Self(Arc::new(Settings {
            verifier,
            transports,
            site,
            #[cfg(feature = "sessions")]
            lookups: crate::http::lookups::Lookups::default(),
        }))
    }

    /// Sets the realm of challenges, which names what is protected (RFC 9110 §11.5).
    #[must_use]
    pub fn with_realm(mut self, realm: impl Into<Cow<'static, str>>) -> Self {
        self.settings_mut().site.realm = realm.into();
        self
    }

    /// Adds the URL of the protected resource metadata to challenges (RFC 9728 §5.1).
    /// Clients of the Model Context Protocol need it to find the authorization server.
    ///
    /// # Errors
    /// If it is not an `https` URL (or `http` on this machine), or has characters that
    /// a URL must encode.
    pub fn with_resource_metadata(mut self, url: impl Into<Cow<'static, str>>) -> Result<Self, Error> {
        let url = url.into();
        if !is_metadata_url(&url) {
            let detail =
                "the URL of the resource metadata must be an https URL; percent-encode other characters";
            return Err(Error::new(Code::Config, detail));
        }
        self.settings_mut().site.resource_metadata = url;
        Ok(self)
    }

    /// Also accepts the token from this cookie, for pages in a browser. Set the cookie
    /// with `Secure; HttpOnly; SameSite=Strict; Path=/`.
    ///
    /// A browser adds a cookie to the requests of any page. So a token from the cookie
    /// is accepted only for `GET` and `HEAD` without `Upgrade`, which must not change
    /// anything, and for requests that a page of the same origin made: by the header
    /// `Sec-Fetch-Site`, or by `Origin` from older browsers. Other requests are answered
    /// with 403.
    ///
    /// # Errors
    /// If the name does not begin with `__Host-`: then a sibling domain could set the
    /// cookie (RFC 6265bis §4.1.3.2).
    pub fn with_cookie(mut self, name: impl Into<String>) -> Result<Self, Error> {
        let name = name.into();
        if !is_host_cookie(&name) {
            let detail = "the cookie's name must begin with `__Host-`, for example `__Host-session`, so that \
                          no sibling domain can set it";
            return Err(Error::new(Code::Config, detail));
        }
        self.settings_mut().transports.cookie = Some(name);
        Ok(self)
    }

    /// Also accepts cookies in requests that pages of this origin made, for example
    /// `https://app.example.com`, compared exactly with the header `Origin`.
    ///
    /// # Errors
    /// If it is not an origin: scheme, host and optional port, without a path (RFC 6454
    /// §6.2).
    pub fn with_trusted_origin(mut self, origin: impl Into<String>) -> Result<Self, Error> {
        let origin = origin.into();
        if !is_origin(&origin) {
            let detail =
                "expected an origin such as `https://app.example.com`, in lower case and without a path";
            return Err(Error::new(Code::Config, detail));
        }
        self.settings_mut().transports.origins.push(origin);
        Ok(self)
    }

    /// Also accepts the token from this parameter of the query (RFC 6750 §2.3), usually
    /// `access_token`, for links and WebSockets.
    ///
    /// URLs get into logs, histories and `Referer` headers, so use it for tokens
    /// with a short lifetime, or for one use (`with_single_use`, with the feature
    /// `sessions`). Log the result of [`redacted`](Self::redacted) instead of
    /// the URL. The layers of the adapters add `Cache-Control: no-store` to responses of
    /// guarded routes.
    #[must_use]
    pub fn with_query_parameter(mut self, name: impl Into<String>) -> Self {
        self.settings_mut().transports.query = Some(name.into());
        self
    }

    /// Also accepts the token from this field of a form (RFC 6750 §2.2), usually
    /// `access_token`: the body of a `POST` request, which an adapter has read before.
    #[must_use]
    pub fn with_form_parameter(mut self, name: impl Into<String>) -> Self {
        self.settings_mut().transports.form = Some(name.into());
        self
    }

    /// Adds the broken rules to the body of 403 answers: the claims and what was
    /// expected, for example the names of roles. By default, nobody learns which roles
    /// exist.
    #[must_use]
    pub fn with_requirements_in_body(mut self) -> Self {
        self.settings_mut().site.shows_requirements = true;
        self
    }

    /// Finds the token of a request, verifies it, and checks its claims. For a claims
    /// type without a context, `cx` is `&()`.
    ///
    /// # Errors
    /// The answer to the request; see [the table](Guard).
    pub async fn authenticate<C: OwnedClaims>(
        &self,
        request: &impl RequestHead,
        cx: &C::Context<'_>,
    ) -> Result<Verified<C>, Rejection> {
        let token = self.token_for::<C>(request).await?;
        token.verify_with::<C>(cx).await
    }

    /// Finds the token of a request for claims of this type, and verifies its signature, as
    /// [`token`](Self::token) does. For adapters: it refuses each request if the verifier
    /// does not have [the keys](Verifier::covers) of each issuer that the claims type
    /// declares, because tokens of that issuer would be refused as if they were forged.
    ///
    /// # Errors
    /// The answer to the request; see [the table](Guard).
    pub async fn token_for<C: OwnedClaims>(
        &self,
        request: &impl RequestHead,
    ) -> Result<RequestToken, Rejection> {
        self.check_coverage::<C>()?;
        self.token(request).await
    }

    /// Finds the token of a request and verifies its signature. The claims are checked
    /// by [`RequestToken::verify`].
    ///
    /// # Errors
    /// The answer to the request; see [the table](Guard).
    pub async fn token(&self, request: &impl RequestHead) -> Result<RequestToken, Rejection> {
        observe::report_async(Step::Token, async {
            let token = self.find_token(request).await?;
            token.ok_or_else(|| Rejection::of_request(&self.0.site, Fault::Missing))
        })
        .await
    }

    /// Finds the token of a request to a route that is open to everyone, and verifies its
    /// signature: `None` if the request has no token.
    ///
    /// # Errors
    /// The answer to a request with a token that is not valid, or with two.
    pub async fn optional_token(
        &self,
        request: &impl RequestHead,
    ) -> Result<Option<RequestToken>, Rejection> {
        observe::report_async(Step::Token, self.find_token(request)).await
    }

    /// Finds the token of a request to a route that is open to everyone, for claims of this type,
    /// and verifies its signature, as [`token_for`](Self::token_for) does.
    ///
    /// # Errors
    /// The answer to a request with a token that is not valid, or with two, and 500 as
    /// for [`token_for`](Self::token_for).
    pub async fn optional_token_for<C: OwnedClaims>(
        &self,
        request: &impl RequestHead,
    ) -> Result<Option<RequestToken>, Rejection> {
        self.check_coverage::<C>()?;
        self.optional_token(request).await
    }

    /// Reports a layer or a route that will refuse all requests, when it is made.
    #[cfg(any(feature = "axum08", feature = "tonic014"))]
    pub(crate) fn report_coverage<C: OwnedClaims>(&self) {
        let _ = self.check_coverage::<C>();
    }

    fn check_coverage<C: OwnedClaims>(&self) -> Result<(), Rejection> {
        let covered = self.0.verifier.covers::<C>();
        if covered.is_ok() {
            return Ok(());
        }
        observe::report(Step::Token, || covered.map_err(|error| self.reject(error)))
    }

    async fn find_token(&self, request: &impl RequestHead) -> Result<Option<RequestToken>, Rejection> {
        let found = credential::find(&self.0.transports, self.0.site.accepts_dpop(), request);
        let found = found.map_err(|fault| Rejection::of_request(&self.0.site, fault))?;
        let Some((text, place)) = found else { return Ok(None) };
        if let Some(known) = request.request_token().filter(|known| known.is_of(&self.0, &text, place)) {
            return Ok(Some(known.clone()));
        }
        let token = self.check_token(request, &text, place).await;
        match token {
            Ok(token) => Ok(Some(token.beside(request.request_token()))),
            Err(error) => Err(Rejection::of_token(&self.0.site, Some(place), error)),
        }
    }

    /// Checks the signature, and the proof of the token's key.
    async fn check_token(
        &self,
        #[cfg_attr(not(feature = "dpop"), allow(unused_variables))] request: &impl RequestHead,
        text: &str,
        place: Place,
    ) -> Result<RequestToken, Error> {
        let token = self.verify_signature(text).await?;
        #[cfg(feature = "dpop")]
        if let Some(dpop) = &self.0.site.dpop {
            let (token, proof) = dpop.prove(request, text, place, token)?;
            return Ok(RequestToken::new(&self.0, text, place, token).with_proof(proof));
        }
        Ok(RequestToken::new(&self.0, text, place, token))
    }

    /// Waits if the token's key must be fetched.
    #[cfg(feature = "jwks")]
    async fn verify_signature(&self, text: &str) -> Result<AuthenticatedToken, Error> {
        self.0.verifier.token_async(text).await.authenticate()
    }

    #[cfg(not(feature = "jwks"))]
    async fn verify_signature(&self, text: &str) -> Result<AuthenticatedToken, Error> {
        self.0.verifier.token(text).authenticate()
    }

    /// The answer for an error of a token, with the realm of this guard.
    #[must_use]
    pub fn reject(&self, error: Error) -> Rejection {
        Rejection::of_token(&self.0.site, None, error)
    }

    /// The answer for a check of your own, with the realm of this guard.
    #[must_use]
    pub fn challenge(&self, challenge: Challenge) -> Rejection {
        Rejection::of_check(&self.0.site, challenge)
    }

    /// The path and query of a request for a log: the value of the query parameter that
    /// may contain a token is replaced.
    #[must_use]
    pub fn redacted<'q>(&self, path_and_query: &'q str) -> Cow<'q, str> {
        let Some(name) = &self.0.transports.query else { return Cow::Borrowed(path_and_query) };
        let Some((path, query)) = path_and_query.split_once('?') else {
            return Cow::Borrowed(path_and_query);
        };
        let is_token = |pair: &str| form_urlencoded::parse(pair.as_bytes()).any(|(key, _)| key == **name);
        if !query.split('&').any(is_token) {
            return Cow::Borrowed(path_and_query);
        }
        let show = |pair| {
            if is_token(pair) { Cow::Owned(format!("{name}=[redacted]")) } else { Cow::Borrowed(pair) }
        };
        let pairs: Vec<Cow<'_, str>> = query.split('&').map(show).collect();
        Cow::Owned(format!("{path}?{}", pairs.join("&")))
    }

    /// The verifier.
    #[must_use]
    pub fn verifier(&self) -> &Verifier {
        &self.0.verifier
    }

    /// The headers to add to a response of a guarded route whose header `Cache-Control` is
    /// this: `Cache-Control: no-store` if it has none, and a token may be in the query (RFC 6750
    /// §2.3) or proofs need a nonce; and `DPoP-Nonce` if proofs need a nonce and no cache may
    /// store the response (RFC 9449 §8.2). The layers of the adapters that require claims add them,
    /// and each [`Rejection`] of this guard has them.
    #[must_use]
    pub fn response_headers(&self, cache_control: Option<&[u8]>) -> HeaderMap {
        let mut headers = HeaderMap::new();
        let nonce = self.0.site.nonce();
        if cache_control.is_none() && (self.0.transports.query.is_some() || nonce.is_some()) {
            headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        }
        if let Some(nonce) = nonce.filter(|_| cache_control.is_none_or(is_not_stored)) {
            headers.insert(DPOP_NONCE, nonce);
        }
        headers
    }

    fn settings_mut(&mut self) -> &mut Settings {
        Arc::make_mut(&mut self.0)
    }
}

impl From<Verifier> for Guard {
    fn from(verifier: Verifier) -> Self {
        Self::new(verifier)
    }
}

impl fmt::Debug for Guard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut guard = f.debug_struct("Guard");
        guard.field("verifier", &self.0.verifier).field("transports", &self.0.transports);
        guard.field("site", &self.0.site);
        #[cfg(feature = "sessions")]
        guard.field("lookups", &self.0.lookups);
        guard.finish()
    }
}

/// True if this `Cache-Control` has the directive `no-store` (RFC 9111 §5.2.2.5).
fn is_not_stored(cache_control: &[u8]) -> bool {
    let mut directives = cache_control.split(|octet| *octet == b',');
    directives.any(|directive| directive.trim_ascii().eq_ignore_ascii_case(b"no-store"))
}

fn is_metadata_url(url: &str) -> bool {
    // the parser accepts some characters that a URL must encode (RFC 3986 §2)
    let is_plain = url.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&byte));
    let uri = url.parse::<::http::Uri>().ok().filter(|_| is_plain);
    uri.is_some_and(|uri| is_secure(uri.scheme_str(), uri.host()))
}

fn is_origin(origin: &str) -> bool {
    let uri = origin.parse::<::http::Uri>().ok();
    uri.is_some_and(|uri| {
        let authority = uri.authority().map(::http::uri::Authority::as_str).unwrap_or_default();
        let is_exact = format!("{}://{authority}", uri.scheme_str().unwrap_or_default()) == origin;
        is_exact
            && !authority.contains('@')
            && *origin == *origin.to_ascii_lowercase()
            && is_secure(uri.scheme_str(), uri.host())
    })
}
