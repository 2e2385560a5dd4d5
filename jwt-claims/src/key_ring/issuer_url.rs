//! URLs of issuers and of their documents.

use crate::base::shown::shown;
use crate::error::{Code, Error};
use crate::rules::formats;

/// An `https` URL, or `http` on this machine.
pub(super) fn check_url(what: &str, url: &str) -> Result<(), Error> {
    let is_local = url.strip_prefix("http://").is_some_and(|rest| is_loopback(authority(rest)));
    if formats::url(url, false) && (url.starts_with("https://") || is_local) {
        return Ok(());
    }
    Err(Error::new(
        Code::Config,
        format!(
            "expected {what} to be an https URL, or http on this machine, found {}; percent-encode other \
             characters",
            shown(url)
        ),
    ))
}

/// The issuer of metadata (OpenID Connect Discovery 1.0 §3, RFC 8414 §2): a URL without
/// query and fragment.
pub(super) fn check_issuer(issuer: &str) -> Result<(), Error> {
    check_url("the issuer", issuer)?;
    if issuer.contains(['?', '#']) {
        return Err(Error::new(
            Code::Config,
            format!(
                "expected an issuer without query and fragment (RFC 8414 §2), found {}; leave them out",
                shown(issuer)
            ),
        ));
    }
    Ok(())
}

/// Origin and path of a URL, without the last slash: `https://a/b/` has `https://a` and `/b`.
pub(super) fn origin_and_path(url: &str) -> (&str, &str) {
    let start = url.find("://").map_or(0, |at| at + 3);
    let end = start + authority(&url[start..]).len();
    let path = url[end..].split(['?', '#']).next().unwrap_or_default();
    (&url[..end], path.strip_suffix('/').unwrap_or(path))
}

fn authority(rest: &str) -> &str {
    rest.split(['/', '?', '#']).next().unwrap_or_default()
}

fn is_loopback(authority: &str) -> bool {
    let host = match authority.strip_prefix('[') {
        Some(literal) => literal.split(']').next(),
        None => authority.split(':').next(),
    };
    matches!(host, Some("localhost" | "127.0.0.1" | "::1"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn issuers() {
        for issuer in [
            "https://auth.example.com",
            "https://auth.example.com/",
            "https://auth.example.com:8443/tenant/a",
            "http://localhost:3000",
            "http://127.0.0.1/a",
            "http://[::1]:80",
        ] {
            assert!(check_issuer(issuer).is_ok(), "{issuer}");
        }
        for issuer in [
            "",
            "auth.example.com",
            "http://auth.example.com",
            "http://localhost.example.com",
            "http://127.0.0.1.example.com",
            "http://localhost@example.com",
            "HTTPS://auth.example.com",
            "https://auth.example.com?a",
            "https://auth.example.com/#a",
            "https://user@auth.example.com",
            "ftp://localhost",
            "https://",
        ] {
            let error = check_issuer(issuer).expect_err(issuer);
            assert_eq!(error.code(), "invalid_config");
        }
    }

    #[test]
    fn paths() {
        assert_eq!(origin_and_path("https://a.b:1/c/d/"), ("https://a.b:1", "/c/d"));
        assert_eq!(origin_and_path("https://a.b"), ("https://a.b", ""));
        assert_eq!(origin_and_path("https://a.b/"), ("https://a.b", ""));
        assert_eq!(origin_and_path("https://a.b/c?d/e"), ("https://a.b", "/c"));
        assert_eq!(origin_and_path("http://[::1]:3/k"), ("http://[::1]:3", "/k"));
    }
}
