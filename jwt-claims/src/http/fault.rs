//! What is wrong with a request before its token is looked at.

use std::fmt;

use ::http::StatusCode;

use crate::error::challenge::Challenge;

/// Why the token of a request cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    Missing,
    Malformed(&'static str),
    Repeated,
    CrossSite,
    FormTooLarge,
}

impl Fault {
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Missing => "credential_missing",
            Self::Malformed(_) => "authorization_malformed",
            Self::Repeated => "credential_repeated",
            Self::CrossSite => "cross_site_request",
            Self::FormTooLarge => "form_too_large",
        }
    }

    pub(super) fn challenge(self) -> Option<Challenge> {
        match self {
            Self::Missing => Some(Challenge::MISSING_TOKEN),
            Self::Malformed(detail) => Some(Challenge::invalid_request(detail)),
            Self::Repeated => Some(Challenge::TWO_TOKENS),
            Self::CrossSite | Self::FormTooLarge => None,
        }
    }

    pub(super) fn status(self) -> StatusCode {
        match self {
            Self::Missing => StatusCode::UNAUTHORIZED,
            Self::Malformed(_) | Self::Repeated => StatusCode::BAD_REQUEST,
            Self::CrossSite => StatusCode::FORBIDDEN,
            Self::FormTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        }
    }
}

/// The text for the client and for the log: it is a constant.
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Missing => "the request has no token",
            Self::Malformed(detail) => detail,
            Self::Repeated => "the request has more than one token or Authorization header",
            Self::CrossSite => {
                "the token is in a cookie, and neither Sec-Fetch-Site nor Origin shows that a page of the same \
                 origin made the request"
            }
            Self::FormTooLarge => "the form is longer than 64 KiB",
        })
    }
}
