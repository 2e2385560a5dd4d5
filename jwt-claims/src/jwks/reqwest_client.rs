//! Fetching with reqwest.

use std::sync::OnceLock;
use std::time::Duration;

use http::{Request, Response};
use reqwest::Client;
use reqwest::redirect::Policy;

use crate::base::future::BoxFuture;
use crate::jwks::fetch::{BoxError, Fetch};

/// The client is built at the first fetch: it reads the certificates of the system.
pub(super) struct ReqwestClient {
    connect_timeout: Duration,
    client: OnceLock<Client>,
}

impl ReqwestClient {
    pub(super) fn new(connect_timeout: Duration) -> Self {
        Self { connect_timeout, client: OnceLock::new() }
    }

    fn client(&self, is_loopback: bool) -> Result<&Client, BoxError> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        let mut builder = Client::builder()
            .redirect(Policy::none())
            .connect_timeout(self.connect_timeout)
            .user_agent(concat!("jwt-claims/", env!("CARGO_PKG_VERSION")));
        if is_loopback {
            builder = builder.no_proxy();
        }
        let client = builder.build()?;
        Ok(self.client.get_or_init(|| client))
    }
}

impl Fetch for ReqwestClient {
    fn fetch(
        &self,
        request: Request<()>,
        max_bytes: usize,
    ) -> BoxFuture<'_, Result<Response<Vec<u8>>, BoxError>> {
        Box::pin(async move {
            let client = self.client(request.uri().scheme_str() == Some("http"))?;
            let request = reqwest::Request::try_from(request.map(|()| reqwest::Body::default()))?;
            let mut answer = client.execute(request).await?;
            let mut body = Vec::new();
            while let Some(chunk) = answer.chunk().await? {
                body.extend_from_slice(&chunk);
                if body.len() > max_bytes {
                    return Err(format!("the answer is longer than {max_bytes} bytes").into());
                }
            }
            let mut response = Response::new(body);
            *response.status_mut() = answer.status();
            std::mem::swap(response.headers_mut(), answer.headers_mut());
            Ok(response)
        })
    }
}
