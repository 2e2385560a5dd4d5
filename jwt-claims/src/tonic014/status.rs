//! The gRPC status of a rejection.

use std::sync::Arc;

use ::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use tonic::metadata::MetadataMap;
use tonic::{Code, Status};

use crate::http::Rejection;

/// The status for the client; see [the table](crate::tonic014). The rejection is the
/// `source`, for logs.
impl From<Rejection> for Status {
    fn from(rejection: Rejection) -> Self {
        let code = match rejection.status().as_u16() {
            400 | 401 => Code::Unauthenticated,
            403 => Code::PermissionDenied,
            503 => Code::Unavailable,
            _ => Code::Internal,
        };
        let mut headers = rejection.headers();
        // they describe the body of an HTTP answer
        headers.remove(CONTENT_TYPE);
        headers.remove(CACHE_CONTROL);
        let metadata = MetadataMap::from_headers(headers);
        let mut status = Status::with_metadata(code, rejection.detail(), metadata);
        status.set_source(Arc::new(rejection));
        status
    }
}
