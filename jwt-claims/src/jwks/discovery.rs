//! The metadata of an issuer (OpenID Connect Discovery §4, RFC 8414 §3).

use http::Uri;
use http::uri::Scheme;
use serde::Deserialize;

use crate::base::shown::shown;
use crate::jwks::endpoint::secure_uri;
use crate::jwks::fetch::BoxError;

/// Where the metadata may be: as in OpenID Connect Discovery §4.1, and if that is not
/// found, as in RFC 8414 §3.1.
pub(super) fn locations(issuer: &str) -> Result<[Uri; 2], BoxError> {
    let base = issuer.strip_suffix('/').unwrap_or(issuer);
    let uri: Uri = base.parse()?;
    let (scheme, authority) = (uri.scheme_str().unwrap_or_default(), uri.authority().ok_or("no host")?);
    let path = uri.path().trim_end_matches('/');
    let openid = format!("{base}/.well-known/openid-configuration");
    let oauth = format!("{scheme}://{authority}/.well-known/oauth-authorization-server{path}");
    Ok([openid.parse()?, oauth.parse()?])
}

#[derive(Deserialize)]
struct Metadata {
    issuer: String,
    jwks_uri: String,
}

/// The URL of the JWK Set, if these are the metadata of this issuer.
pub(super) fn jwks_uri(metadata: &[u8], issuer: &str) -> Result<Uri, BoxError> {
    let metadata: Metadata = serde_json::from_slice(metadata).map_err(|error| {
        // serde's text could quote the document; the position does not
        format!(
            "expected metadata, a JSON object with `issuer` and `jwks_uri`, found another; reading stopped at \
             line {} column {}",
            error.line(),
            error.column()
        )
    })?;
    if metadata.issuer != issuer {
        let found = shown(metadata.issuer.as_str());
        return Err(format!("expected the metadata of the issuer {issuer}, found those of {found}").into());
    }
    // an issuer elsewhere must not send requests to this machine
    let is_local = issuer.starts_with("http:");
    secure_uri(&metadata.jwks_uri).filter(|uri| is_local || uri.scheme() == Some(&Scheme::HTTPS)).ok_or_else(
        || "expected `jwks_uri` to be an https URL, or http on this machine like its issuer".into(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_well_known_locations_of_an_issuer() {
        let cases = [
            (
                "https://auth.example.com",
                "https://auth.example.com/.well-known/openid-configuration",
                "https://auth.example.com/.well-known/oauth-authorization-server",
            ),
            (
                "https://auth.example.com/",
                "https://auth.example.com/.well-known/openid-configuration",
                "https://auth.example.com/.well-known/oauth-authorization-server",
            ),
            (
                "https://auth.example.com:8443/realms/a/",
                "https://auth.example.com:8443/realms/a/.well-known/openid-configuration",
                "https://auth.example.com:8443/.well-known/oauth-authorization-server/realms/a",
            ),
        ];
        for (issuer, openid, oauth) in cases {
            assert_eq!(locations(issuer).unwrap().map(|uri| uri.to_string()), [openid, oauth], "{issuer}");
        }
    }

    #[test]
    fn metadata_of_another_issuer_are_refused() {
        let of = |issuer: &str, uri: &str| format!(r#"{{"issuer":"{issuer}","jwks_uri":"{uri}","x":[]}}"#);
        let expect = "https://auth.example.com/";
        let read = |text: &str| jwks_uri(text.as_bytes(), expect).map(|uri| uri.to_string());
        let uri = "https://keys.example.net/a";
        assert_eq!(read(&of(expect, uri)).unwrap(), uri);
        for wrong in [
            of("https://auth.example.com", uri),
            of("https://AUTH.example.com/", uri),
            of(expect, "http://keys.example.net/a"),
            of(expect, "file:///etc/passwd"),
            of(expect, "/a"),
            of(expect, "http://127.0.0.1:8500/v1/kv"),
            of(expect, "http://localhost/a"),
            of(expect, "https://user@keys.example.net/a"),
            "{}".into(),
            "[]".into(),
            "<html>".into(),
        ] {
            assert!(read(&wrong).is_err(), "{wrong}");
        }
    }
}
