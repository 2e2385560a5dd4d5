//! Formats of text. They are strict: ASCII, and nothing is normalised.

/// The longest path of RFC 5321 §4.5.3.1.3, without its brackets.
const LONGEST_EMAIL: usize = 254;
/// The longest label of a name (RFC 1035 §2.3.4).
const LONGEST_LABEL: usize = 63;

/// Whether a text is an e-mail address as HTML's `<input type=email>` takes
/// it: ASCII, no quotes, no comments, no address literals.
pub(super) fn email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    text.len() <= LONGEST_EMAIL
        && !local.is_empty()
        && local.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&byte))
        && domain.split('.').all(is_label)
}

/// A label of a domain: letters, digits and, not at its ends, hyphens.
fn is_label(label: &str) -> bool {
    !label.is_empty()
        && label.len() <= LONGEST_LABEL
        && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && !label.starts_with('-')
        && !label.ends_with('-')
}

/// Whether a text is a UUID as RFC 9562 §4 writes it: hexadecimal digits of
/// either case, 8-4-4-4-12, without braces or `urn:`.
pub(super) fn uuid(text: &str) -> bool {
    let is_sound = |(place, byte): (usize, u8)| match place {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    };
    text.len() == 36 && text.bytes().enumerate().all(is_sound)
}

/// Whether a text is an absolute URL with an authority (RFC 3986 §3): scheme,
/// `://`, host, and what may follow. Without user information, which hides
/// where a URL leads (RFC 3986 §7.6).
pub(crate) fn url(text: &str, https: bool) -> bool {
    let Some((scheme, rest)) = text.split_once("://") else { return false };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, behind) = rest.split_at(end);
    is_scheme(scheme)
        && (!https || scheme.eq_ignore_ascii_case("https"))
        && is_authority(authority)
        && is_escaped(behind, b"/:@?")
}

/// RFC 3986 §3.1.
fn is_scheme(scheme: &str) -> bool {
    scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}

/// A host, and a port if there is a colon.
fn is_authority(authority: &str) -> bool {
    let (host, port) = match authority.strip_prefix('[') {
        Some(literal) => {
            let Some((address, port)) = literal.split_once(']') else { return false };
            return address.parse::<std::net::Ipv6Addr>().is_ok()
                && (port.is_empty() || port.strip_prefix(':').is_some_and(is_port));
        }
        None => authority.split_once(':').map_or((authority, None), |(host, port)| (host, Some(port))),
    };
    !host.is_empty() && is_escaped(host, b"") && port.is_none_or(is_port)
}

/// Digits alone: `u16` by itself would take a sign.
fn is_port(port: &str) -> bool {
    port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok()
}

/// Whether there are only unreserved characters, sub-delimiters, these, one
/// `#`, and octets that are escaped (RFC 3986 §2).
fn is_escaped(text: &str, also: &[u8]) -> bool {
    let bytes = text.as_bytes();
    let fits = |(place, byte): (usize, &u8)| match byte {
        b'%' => {
            bytes.get(place + 1..place + 3).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
        }
        b'#' => !bytes[..place].contains(&b'#'),
        byte => byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=".contains(byte) || also.contains(byte),
    };
    bytes.iter().enumerate().all(fits)
}

#[cfg(test)]
mod tests {
    use super::{email, url, uuid};

    #[test]
    fn emails() {
        let label = "a".repeat(63);
        for text in
            ["a@b", "alice@example.com", "a.b+c@x-y.example", ".a@b", "a'b@c", &format!("a@{label}.de")]
        {
            assert!(email(text), "{text}");
        }
        let (long_label, long) = (format!("a@{label}a.de"), format!("{}@example.com", "a".repeat(300)));
        for text in [
            "",
            "@",
            "a@",
            "@b",
            "a",
            "a@b@c",
            "a b@c",
            "a@b.",
            "a@.b",
            "a@-b",
            "a@b-",
            "a@b..c",
            "a@[127.0.0.1]",
            "\"a\"@b",
            "a@b\n",
            " a@b",
            "аlice@example.com",
            "alice@exämple.com",
            "a@b\0",
            &long_label,
            &long,
        ] {
            assert!(!email(text), "{text:?}");
        }
    }

    #[test]
    fn uuids() {
        for text in ["00000000-0000-0000-0000-000000000000", "67e55044-10B1-426f-9247-bb680e5fe0c8"] {
            assert!(uuid(text), "{text}");
        }
        for text in [
            "",
            "67e55044-10b1-426f-9247-bb680e5fe0c",
            "67e55044-10b1-426f-9247-bb680e5fe0c80",
            "67e5504410b1426f9247bb680e5fe0c8",
            "{67e55044-10b1-426f-9247-bb680e5fe0c8}",
            "g7e55044-10b1-426f-9247-bb680e5fe0c8",
            "67e55044-10b1-426f-9247_bb680e5fe0c8",
            "67e55044-10b1-426f-9247-bb680e5fe0c8\n",
            "67e55044‐10b1-426f-9247-bb680e5fe0",
        ] {
            assert!(!uuid(text), "{text:?}");
        }
    }

    #[test]
    fn urls() {
        for text in [
            "https://example.com",
            "HTTPS://example.com/",
            "https://example.com:8443/a%20b?c=d&e#f",
            "https://[::1]:80/",
            "https://a?b",
            "https://a#b",
            "https://127.0.0.1:65535",
        ] {
            assert!(url(text, true), "{text}");
        }
        assert!(url("http://a", false) && url("app+x.y-1://a", false));
        for text in [
            "",
            "https",
            "https:",
            "https://",
            "https:///a",
            "//a",
            "/a",
            "a",
            "1https://a",
            "https:/a",
            "https://a b",
            "https://a\\b",
            "https://user@a",
            "https://a:65536",
            "https://a:+80",
            "https://a:",
            "https://[::1",
            "https://[::1]x",
            "https://[v1.a]",
            "https://a/%2",
            "https://a/%zz",
            "https://a/#b#c",
            "https://exämple.com",
            "https://a/ä",
            "https://a\n",
            " https://a",
            "javascript:alert(1)",
            "data:,x",
            "https://a/<b>",
        ] {
            assert!(!url(text, false), "{text:?}");
        }
        assert!(!url("http://a", true) && !url("httpsx://a", true) && !url("wss://a", true));
    }
}
