//! Where a guard looks for the token.

/// Where a token was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// In the header `Authorization`, with the scheme Bearer.
    Bearer,
    /// There, with the scheme DPoP.
    Dpop,
    Query,
    Form,
    Cookie,
}

/// The places beside the header `Authorization`, each by its name.
#[derive(Clone, Debug, Default)]
pub(super) struct Transports {
    pub(super) cookie: Option<String>,
    pub(super) query: Option<String>,
    pub(super) form: Option<String>,
    /// Origins whose pages may use the cookie, besides that of the request.
    pub(super) origins: Vec<String>,
}

/// True for a name that browsers accept only with `Secure`, `Path=/` and without
/// `Domain`, so that no sibling host can set the cookie (RFC 6265bis §4.1.3.2).
pub(super) fn is_host_cookie(name: &str) -> bool {
    name.strip_prefix("__Host-").is_some_and(|rest| !rest.is_empty() && rest.bytes().all(is_token_byte))
}

/// The bytes of a cookie's name (RFC 6265 §4.1.1, RFC 9110 §5.6.2).
fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}
