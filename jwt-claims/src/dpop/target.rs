//! Which request a proof is for: `htm` and `htu` (RFC 9449 §4.2).

use url::Url;

use crate::base::secure_url::is_secure;
use crate::base::shown::shown;
use crate::dpop::fault;
use crate::error::{Code, Error};

/// The URL under which clients know the service: an origin, and the prefix of the path that a
/// proxy in front of the service removes, if any.
#[derive(Clone, Debug)]
pub(super) struct Base(Url);

impl Base {
    pub(super) fn new(text: &str) -> Result<Self, Error> {
        let url = Url::parse(text).ok().filter(is_base);
        url.map(Self).ok_or_else(|| {
            let detail = format!(
                "expected the external URL of the service, such as `https://api.example.com`: `https`, or `http` on this \
                 machine, without user, query and fragment; found `{}`",
                shown(text)
            );
            Error::new(Code::Config, detail)
        })
    }

    /// The URL of a request with this path; `None` for a path that is not one, such as `*`, and for
    /// one that leaves the prefix, such as `/../admin`.
    fn join(&self, path: &str) -> Option<Url> {
        if !path.starts_with('/') {
            return None;
        }
        let (url, prefix) = (self.0.as_str().trim_end_matches('/'), self.0.path().trim_end_matches('/'));
        let joined = Url::parse(&format!("{url}{path}")).ok()?;
        let is_below = joined.path().strip_prefix(prefix).is_some_and(|rest| rest.starts_with('/'));
        is_below.then_some(joined)
    }
}

fn is_base(url: &Url) -> bool {
    is_secure(Some(url.scheme()), url.host_str())
        && url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none()
}

/// Compares method and URL of a proof with those of the request. Methods are case-sensitive
/// (RFC 9110 §9.1). URLs are compared without query and fragment, after normalization (RFC
/// 9449 §4.3, RFC 3986 §6.2.2, §6.2.3).
pub(super) fn compare(htm: &str, htu: &str, base: &Base, method: &str, path: &str) -> Result<(), Error> {
    if htm != method {
        return Err(fault::mismatch(format!(
            "expected `htm` to be the method of the request, {}, found another",
            shown(method)
        )));
    }
    let expected = base.join(path).ok_or_else(|| {
        fault::mismatch("expected a request for a path below the URL of the service, found another target")
    })?;
    let found = Url::parse(htu).ok().filter(|url| url.username().is_empty() && url.password().is_none());
    let found =
        found.ok_or_else(|| fault::mismatch("expected `htu` to be the URL of the request, found no URL"))?;
    let difference = if found.scheme() != expected.scheme() {
        "another scheme"
    } else if found.host() != expected.host() {
        "another host"
    } else if found.port() != expected.port() {
        "another port"
    } else if normalized(found.path()) != normalized(expected.path()) {
        "another path"
    } else {
        return Ok(());
    };
    Err(fault::mismatch(format!(
        "expected `htu` to be {}, found {difference}; behind a proxy, give `Dpop::new` the URL that clients use",
        shown(expected.as_str())
    )))
}

/// A path in which each octet has one spelling: unreserved characters are not encoded, and the
/// others in upper case (RFC 3986 §6.2.2.1, §6.2.2.2). The parser has done the rest.
fn normalized(path: &str) -> String {
    let mut text = String::with_capacity(path.len());
    let mut parts = path.split('%');
    text += parts.next().unwrap_or_default();
    for part in parts {
        let digits = part.get(..2).filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
        let octet = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match octet {
            Some(octet) if octet.is_ascii_alphanumeric() || b"-._~".contains(&octet) => {
                text.push(char::from(octet));
                text += &part[2..];
            }
            Some(octet) => text += &format!("%{octet:02X}{}", &part[2..]),
            None => text += &format!("%{part}"),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepts(base: &str, path: &str, htu: &str) -> bool {
        compare("GET", htu, &Base::new(base).unwrap(), "GET", path).is_ok()
    }

    #[test]
    fn urls_are_compared_after_normalization() {
        for (path, htu) in [
            ("/orders", "https://api.example.com/orders"),
            ("/orders", "HTTPS://API.example.COM:443/orders"),
            ("/orders", "https://api.example.com/orders?page=2"),
            ("/orders", "https://api.example.com/orders#top"),
            ("/orders", "https://api.example.com/a/../orders"),
            ("/orders", "https://api.example.com/./orders"),
            ("/orders", "https://api.example.com/%6frders"),
            ("/orders", "https://api.example.com/%6Frders"),
            ("/%6Frders", "https://api.example.com/orders"),
            ("/a%c3%a4b", "https://api.example.com/a%C3%A4b"),
            ("/a%c3%a4b", "https://api.example.com/aäb"),
            ("/a%2fb", "https://api.example.com/a%2Fb"),
            ("/a~b", "https://api.example.com/a%7eb"),
            ("/a|b", "https://api.example.com/a|b"),
            ("/", "https://api.example.com"),
            ("/", "https://api.example.com/"),
            ("//", "https://api.example.com//"),
        ] {
            assert!(accepts("https://api.example.com", path, htu), "{path} {htu}");
        }
    }

    #[test]
    fn another_url_is_refused() {
        for (path, htu) in [
            ("/orders", "https://api.example.com/orders/"),
            ("/orders/", "https://api.example.com/orders"),
            ("/orders", "https://api.example.com/Orders"),
            ("/orders", "https://api.example.com//orders"),
            ("/orders", "https://api.example.com/orders;v=1"),
            ("/orders", "https://api.example.com/orders%2F"),
            ("/a/b", "https://api.example.com/a%2Fb"),
            ("/a", "https://api.example.com/%61%"),
            ("/a", "https://api.example.com/%2561"),
            ("/%01", "https://api.example.com/%+1"),
            ("/orders", "http://api.example.com/orders"),
            ("/orders", "https://api.example.com:8443/orders"),
            ("/orders", "https://api.example.com:80/orders"),
            ("/orders", "https://example.com/orders"),
            ("/orders", "https://api.example.com.evil.example/orders"),
            ("/orders", "https://api.example.com@evil.example/orders"),
            ("/orders", "https://user@api.example.com/orders"),
            ("/orders", "https://user:pass@api.example.com/orders"),
            ("/orders", "/orders"),
            ("/orders", "api.example.com/orders"),
            ("/orders", "//api.example.com/orders"),
            ("/orders", ""),
            ("*", "https://api.example.com/*"),
            ("", "https://api.example.com/"),
            ("@evil.example/orders", "https://evil.example/orders"),
        ] {
            assert!(!accepts("https://api.example.com", path, htu), "{path} {htu}");
        }
    }

    #[test]
    fn the_prefix_that_a_proxy_removes_is_added() {
        for base in ["https://example.com/shop", "https://example.com/shop/", "https://EXAMPLE.com:443/shop"]
        {
            assert!(accepts(base, "/orders", "https://example.com/shop/orders"), "{base}");
            assert!(!accepts(base, "/orders", "https://example.com/orders"), "{base}");
            assert!(accepts(base, "/", "https://example.com/shop/"), "{base}");
            assert!(accepts(base, "/a/../orders", "https://example.com/shop/orders"), "{base}");
            for (path, htu) in [
                ("/../admin/x", "https://example.com/admin/x"),
                ("/../shopping", "https://example.com/shopping"),
                ("/..", "https://example.com/"),
                ("/a/../../admin", "https://example.com/admin"),
                ("/%2e%2E/admin", "https://example.com/admin"),
                ("/..\\admin", "https://example.com/admin"),
            ] {
                assert!(!accepts(base, path, htu), "{base} {path}");
            }
        }
        assert!(accepts("http://localhost:3000", "/orders", "http://localhost:3000/orders"));
        assert!(accepts("http://[::1]:3000", "/orders", "http://[::1]:3000/orders"));
    }

    #[test]
    fn methods_are_case_sensitive() {
        let base = Base::new("https://api.example.com").unwrap();
        for (htm, is_same) in [("GET", true), ("get", false), ("HEAD", false), ("", false), ("GET ", false)] {
            assert_eq!(compare(htm, "https://api.example.com/", &base, "GET", "/").is_ok(), is_same, "{htm}");
        }
    }

    #[test]
    fn a_base_is_a_secure_url() {
        for text in [
            "https://api.example.com",
            "https://api.example.com:8443/v1",
            "http://127.0.0.1:80",
            "http://[::1]",
        ] {
            assert!(Base::new(text).is_ok(), "{text}");
        }
        for text in [
            "",
            "api.example.com",
            "http://api.example.com",
            "ws://localhost",
            "https://user@api.example.com",
            "https://:pass@api.example.com",
            "https://api.example.com/?a",
            "https://api.example.com/#a",
            "https://",
            "file:///etc",
        ] {
            assert_eq!(Base::new(text).unwrap_err().code(), "invalid_config", "{text}");
        }
    }
}
