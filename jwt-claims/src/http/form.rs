//! A form as the body of a request (RFC 6750 §2.2).

use std::fmt;

/// The maximum length of a form that adapters read for its token, in bytes.
pub const MAX_FORM_BYTES: usize = 64 * 1024;

/// The body of a `POST` request of type `application/x-www-form-urlencoded`, up to
/// [`MAX_FORM_BYTES`]. An adapter that has read the body adds it to the extensions of
/// the request; a guard [with a form parameter](crate::http::Guard::with_form_parameter)
/// looks for the token in it.
#[derive(Clone)]
pub struct FormBody(Vec<u8>);

impl FormBody {
    /// Takes the bytes of the body; `None` if there are more than [`MAX_FORM_BYTES`].
    #[must_use]
    pub fn new(body: impl Into<Vec<u8>>) -> Option<Self> {
        let body = body.into();
        (body.len() <= MAX_FORM_BYTES).then_some(Self(body))
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// True if a request has a body that may contain a token: the method is `POST`, and
    /// the content type is `application/x-www-form-urlencoded`.
    #[must_use]
    pub fn is_expected(method: &str, content_type: Option<&[u8]>) -> bool {
        let essence = content_type.unwrap_or_default().split(|byte| *byte == b';').next().unwrap_or_default();
        method == "POST" && essence.trim_ascii().eq_ignore_ascii_case(b"application/x-www-form-urlencoded")
    }
}

/// It may contain a token, so `Debug` shows only its length.
impl fmt::Debug for FormBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FormBody").field("bytes", &self.0.len()).finish_non_exhaustive()
    }
}
