//! What is fetched, and how.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use headers::{CacheControl, HeaderMapExt};
use http::header::{ACCEPT, ETAG, IF_NONE_MATCH};
use http::{HeaderValue, Request, Response, StatusCode, Uri};
use tokio::time::Instant;

use crate::crypto::algorithm::Algorithm;
use crate::crypto::backend::Backend;
use crate::error::Error;
use crate::jwks::discovery;
use crate::jwks::endpoint::Endpoint;
use crate::jwks::fetch::{BoxError, Fetch};
use crate::jwks::freshness::ttl;
use crate::jwks::limits::Limits;
use crate::jwks::reqwest_client::ReqwestClient;
use crate::jwks::snapshot::{Fetched, Snapshot, Tag};
use crate::key::KeySet;

/// The algorithms that a JWK Set may have keys for, unless others are set: those with
/// public keys that are in use. A key with an `alg` is used for this one alone.
const ALGORITHMS: [Algorithm; 10] = [
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::ES512,
    Algorithm::EdDSA,
];

/// What was configured.
#[derive(Clone)]
pub(super) struct Plan {
    pub(super) endpoint: Endpoint,
    pub(super) algorithms: Vec<Algorithm>,
    pub(super) limits: Limits,
    /// The issuer that the keys are bound to.
    pub(super) issuer: Option<String>,
    /// `None` for reqwest.
    pub(super) fetch: Option<Arc<dyn Fetch>>,
}

impl Plan {
    pub(super) fn new(endpoint: Endpoint) -> Self {
        let issuer = match &endpoint {
            Endpoint::Discovery { issuer } => Some(issuer.clone()),
            Endpoint::JwkSet(_) => None,
        };
        let algorithms = ALGORITHMS.into_iter().filter(|algorithm| Backend::preferred(*algorithm).is_ok());
        Self { endpoint, algorithms: algorithms.collect(), limits: Limits::default(), issuer, fetch: None }
    }

    pub(super) fn is_same(&self, other: &Self) -> bool {
        let is_same_client = match (&self.fetch, &other.fetch) {
            (Some(one), Some(other)) => Arc::ptr_eq(one, other),
            (None, None) => true,
            _ => false,
        };
        is_same_client
            && self.endpoint == other.endpoint
            && self.algorithms == other.algorithms
            && self.limits == other.limits
            && self.issuer == other.issuer
    }

    /// The client that sends the requests.
    pub(super) fn client(&self) -> Arc<dyn Fetch> {
        let default = || Arc::new(ReqwestClient::new(self.limits.connect_timeout)) as Arc<dyn Fetch>;
        self.fetch.clone().unwrap_or_else(default)
    }

    /// The URL of the JWK Set.
    pub(super) async fn locate(&self, client: &dyn Fetch) -> Result<Uri, BoxError> {
        let issuer = match &self.endpoint {
            Endpoint::JwkSet(uri) => return Ok(uri.clone()),
            Endpoint::Discovery { issuer } => issuer,
        };
        let [openid, oauth] = discovery::locations(issuer)?;
        let mut response = self.get(client, openid.clone(), None, false).await?;
        let mut from = openid;
        if response.status().is_client_error() {
            response = self.get(client, oauth.clone(), None, false).await?;
            from = oauth;
        }
        expect_ok(&response, &from)?;
        discovery::jwks_uri(response.body(), issuer)
    }

    /// Fetches the set, and compares it with the old one.
    pub(super) async fn fetch(
        &self,
        client: &dyn Fetch,
        uri: Uri,
        old: &Snapshot,
        bypasses_caches: bool,
    ) -> Result<Snapshot, BoxError> {
        let known = old.tag.as_ref().filter(|tag| tag.uri == uri).map(|tag| tag.value.clone());
        let has_tag = known.is_some();
        let response = self.get(client, uri.clone(), known, bypasses_caches).await?;
        let fetched = Some(self.fetched(ttl(response.headers(), &self.limits)));
        if response.status() == StatusCode::NOT_MODIFIED && has_tag {
            return Ok(Snapshot { fetched, ..old.clone() });
        }
        expect_ok(&response, &uri)?;
        let tag = response.headers().get(ETAG).cloned().map(|value| Tag { uri, value });
        let text = String::from_utf8(response.into_body())
            .map_err(|_| "expected a JWK Set, found bytes that are not UTF-8")?;
        if old.fetched.is_some() && *text == *old.text {
            return Ok(Snapshot { tag, fetched, ..old.clone() });
        }
        let keys = self.read(&text)?;
        // it gets its generation when it replaces the current one
        Ok(Snapshot { generation: old.generation, keys, text: text.into(), tag, fetched })
    }

    /// The keys of a JWK Set; an error if none of them can be used.
    pub(super) fn read(&self, text: &str) -> Result<KeySet, Error> {
        let Limits { max_keys, max_kid_bytes, .. } = self.limits;
        let keys = KeySet::from_jwks_within(text, &self.algorithms, max_keys, max_kid_bytes)?;
        if keys.is_empty() {
            let reasons = keys.skipped().map(|skipped| skipped.reason().to_string());
            let reasons: Vec<String> = reasons.take(3).collect();
            return Err(Error::invalid_key(format!(
                "expected at least one key for the allowed algorithms in the JWK Set, found none of {} entries: {}",
                keys.skipped().len(),
                reasons.join("; ")
            )));
        }
        Ok(match &self.issuer {
            Some(issuer) => keys.for_issuer(issuer),
            None => keys,
        })
    }

    fn fetched(&self, ttl: Duration) -> Fetched {
        let usable = ttl + self.limits.stale_if_error;
        Fetched { at: Instant::now(), wall: SystemTime::now(), ttl, usable }
    }

    async fn get(
        &self,
        client: &dyn Fetch,
        uri: Uri,
        etag: Option<HeaderValue>,
        bypasses_caches: bool,
    ) -> Result<Response<Vec<u8>>, BoxError> {
        let mut request = Request::new(());
        *request.uri_mut() = uri;
        let headers = request.headers_mut();
        headers.insert(ACCEPT, HeaderValue::from_static("application/jwk-set+json, application/json"));
        if bypasses_caches {
            headers.typed_insert(CacheControl::new().with_no_cache());
        }
        headers.extend(etag.map(|etag| (IF_NONE_MATCH, etag)));
        let response = client.fetch(request, self.limits.max_bytes).await?;
        if response.body().len() > self.limits.max_bytes {
            return Err(format!("the answer is longer than {} bytes", self.limits.max_bytes).into());
        }
        Ok(response)
    }
}

fn expect_ok(response: &Response<Vec<u8>>, uri: &Uri) -> Result<(), BoxError> {
    let status = response.status();
    if status == StatusCode::OK {
        return Ok(());
    }
    // 304 is in this class, but leads nowhere
    let is_redirect = status.is_redirection() && status != StatusCode::NOT_MODIFIED;
    let advice = if is_redirect { "; redirects are not followed, configure the final URL" } else { "" };
    Err(format!("expected status 200 from {uri}, found {status}{advice}").into())
}
