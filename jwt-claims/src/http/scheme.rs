//! How a request sends its token.

/// The scheme of a token (RFC 9110 §11.1). A token in a cookie, a query or a form is a bearer
/// token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scheme {
    Bearer,
    #[cfg_attr(not(feature = "dpop"), allow(dead_code))]
    Dpop,
}
