//! How documents are fetched.

use http::{Request, Response};

use crate::base::future;

/// Any error.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// A boxed future.
pub type BoxFuture<'a, T> = future::BoxFuture<'a, T>;

/// Sends the requests for keys. The default uses reqwest with rustls; implement it to use
/// another HTTP client, a proxy, or a file.
///
/// ```
/// use jwt_claims::jwks::{BoxError, BoxFuture, Fetch, Keys};
///
/// struct File;
///
/// impl Fetch for File {
///     fn fetch(
///         &self,
///         request: http::Request<()>,
///         _max_bytes: usize,
///     ) -> BoxFuture<'_, Result<http::Response<Vec<u8>>, BoxError>> {
///         Box::pin(async move {
///             let body = std::fs::read(request.uri().path())?;
///             Ok(http::Response::new(body))
///         })
///     }
/// }
///
/// # fn main() -> Result<(), jwt_claims::Error> {
/// let keys = Keys::remote("https://localhost/etc/keys.json")?.with_fetch(File);
/// # Ok(()) }
/// ```
pub trait Fetch: Send + Sync + 'static {
    /// Sends a `GET` request and returns the answer with its headers: `Cache-Control`,
    /// `Age` and `ETag` are used. Send the request's own headers with it. Do not follow
    /// redirects, and stop reading a body that is longer than `max_bytes`.
    ///
    /// The future is dropped after [`Limits::timeout`](crate::jwks::Limits::timeout).
    ///
    /// # Errors
    /// If there is no answer. Its text is shown by [`Status`](crate::jwks::Status) and in
    /// logs.
    fn fetch(
        &self,
        request: Request<()>,
        max_bytes: usize,
    ) -> BoxFuture<'_, Result<Response<Vec<u8>>, BoxError>>;
}
