//! Work that does not stop half-way.

use super::refusal::Refusal;

/// Runs work to its end. If the client leaves, the server drops the handler, but not the task.
pub(super) async fn to_its_end<T: Send + 'static, E: From<Refusal> + Send + 'static>(
    work: impl Future<Output = Result<T, E>> + Send + 'static,
) -> Result<T, E> {
    tokio::spawn(work).await.unwrap_or_else(|error| Err(Refusal::failed(error).into()))
}
