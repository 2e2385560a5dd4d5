//! Whether a request with a cookie comes from a page of this service (cross-site request
//! forgery; OWASP: Fetch Metadata, verifying the origin).

use crate::http::fault::Fault;
use crate::http::head::RequestHead;

/// Decides if the token in a cookie may be used. The browser adds the cookie to requests
/// that any page makes, so the request itself must show that the page is of the same
/// origin.
///
/// `GET` and `HEAD` pass, because they must not change anything (RFC 9110 §9.2.1), unless
/// the request opens a WebSocket or another protocol. Everything else needs
/// `Sec-Fetch-Site: same-origin` or `none`, or, from a browser that does not send this
/// header, an `Origin` that equals the host of the request. `origins` are accepted, too.
pub(super) fn check(origins: &[String], request: &impl RequestHead) -> Result<(), Fault> {
    let is_safe = matches!(request.method(), "GET" | "HEAD") && request.header("upgrade").next().is_none();
    if is_safe
        || is_same_origin(request)
        || has_origin(request, |origin| origins.iter().any(|one| one == origin))
    {
        Ok(())
    } else {
        Err(Fault::CrossSite)
    }
}

fn is_same_origin(request: &impl RequestHead) -> bool {
    match only(request.header("sec-fetch-site")) {
        Header::One(site) => matches!(site, b"same-origin" | b"none"),
        Header::Several => false,
        Header::Absent => has_origin(request, |origin| {
            let host = request.authority().unwrap_or_default();
            is_origin_of(origin, host)
        }),
    }
}

fn has_origin(request: &impl RequestHead, is_accepted: impl Fn(&str) -> bool) -> bool {
    match only(request.header("origin")) {
        Header::One(origin) => std::str::from_utf8(origin).is_ok_and(is_accepted),
        Header::Several | Header::Absent => false,
    }
}

/// True if pages of that origin and the request have the same scheme, host and port. A
/// browser stores a `__Host-` cookie only over https, or from this machine.
fn is_origin_of(origin: &str, host: &str) -> bool {
    let Some((scheme, rest)) = origin.split_once("://") else { return false };
    let (rest, host) = match scheme {
        "https" => (rest.strip_suffix(":443").unwrap_or(rest), host.strip_suffix(":443").unwrap_or(host)),
        "http" if is_loopback(rest) => {
            (rest.strip_suffix(":80").unwrap_or(rest), host.strip_suffix(":80").unwrap_or(host))
        }
        _ => return false,
    };
    !host.is_empty() && rest.eq_ignore_ascii_case(host)
}

fn is_loopback(authority: &str) -> bool {
    let name = if authority.starts_with('[') {
        authority.split_inclusive(']').next()
    } else {
        authority.split(':').next()
    };
    matches!(name, Some("localhost" | "127.0.0.1" | "[::1]"))
}

enum Header<'r> {
    Absent,
    One(&'r [u8]),
    Several,
}

fn only<'r>(mut values: impl Iterator<Item = &'r [u8]>) -> Header<'r> {
    match (values.next(), values.next()) {
        (None, _) => Header::Absent,
        (Some(value), None) => Header::One(value),
        (Some(_), Some(_)) => Header::Several,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_compared_with_the_host_by_scheme_name_and_port() {
        for (origin, host) in [
            ("https://app.example.com", "app.example.com"),
            ("https://app.example.com", "APP.example.com:443"),
            ("https://app.example.com:8443", "app.example.com:8443"),
            ("http://localhost:3000", "localhost:3000"),
            ("http://[::1]:3000", "[::1]:3000"),
            ("http://127.0.0.1", "127.0.0.1:80"),
        ] {
            assert!(is_origin_of(origin, host), "{origin} {host}");
        }
        for (origin, host) in [
            ("http://app.example.com", "app.example.com"),
            ("https://app.example.com.evil.example", "app.example.com"),
            ("https://evil.example", "app.example.com"),
            ("https://app.example.com:8443", "app.example.com"),
            ("https://app.example.com", "app.example.com:80"),
            ("http://localhost.evil.example", "localhost.evil.example"),
            ("null", "null"),
            ("https://", ""),
            ("", ""),
            ("app.example.com", "app.example.com"),
        ] {
            assert!(!is_origin_of(origin, host), "{origin} {host}");
        }
    }
}
