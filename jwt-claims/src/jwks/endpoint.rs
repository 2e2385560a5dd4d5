//! Where a set is fetched.

use std::fmt;

use http::Uri;

use crate::base::secure_url::is_secure;
use crate::error::{Code, Error};

/// The source that was configured.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Endpoint {
    /// The URL of a JWK Set.
    JwkSet(Uri),
    /// An issuer, whose metadata has the URL.
    Discovery { issuer: String },
}

impl Endpoint {
    pub(super) fn jwk_set(url: &str) -> Result<Self, Error> {
        secure_uri(url).map(Self::JwkSet).ok_or_else(|| not_a_url("the URL of a JWK Set"))
    }

    pub(super) fn discovery(issuer: String) -> Result<Self, Error> {
        // RFC 8414 §2: no query and no fragment
        let is_issuer = secure_uri(&issuer).is_some_and(|uri| uri.query().is_none());
        if is_issuer { Ok(Self::Discovery { issuer }) } else { Err(not_a_url("an issuer")) }
    }
}

/// A URL that may be fetched: `https`, or `http` on this machine, without a password
/// and without a fragment.
pub(super) fn secure_uri(url: &str) -> Option<Uri> {
    let uri = url.parse::<Uri>().ok().filter(|_| !url.contains('#'))?;
    let has_user = uri.authority()?.as_str().contains('@');
    (!has_user && is_secure(uri.scheme_str(), uri.host())).then_some(uri)
}

fn not_a_url(what: &str) -> Error {
    let detail = format!(
        "expected {what} to be an https URL (or http on this machine) without user, password and fragment, \
         and for an issuer without a query"
    );
    Error::new(Code::Config, detail)
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::JwkSet(uri) => uri.fmt(f),
            Self::Discovery { issuer } => f.write_str(issuer),
        }
    }
}
