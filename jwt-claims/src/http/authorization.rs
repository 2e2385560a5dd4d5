//! The header `Authorization` (RFC 9110 §11.6.2, RFC 6750 §2.1).

use crate::http::fault::Fault;

/// The Bearer token of the header, if its scheme is Bearer. Other schemes are of no
/// concern here.
///
/// # Errors
/// If the header has the scheme Bearer without exactly one token behind it, or is no
/// text.
pub(super) fn bearer(value: &[u8]) -> Result<Option<&str>, Fault> {
    let text = std::str::from_utf8(value).ok().filter(|text| text.is_ascii());
    let text = text.ok_or(Fault::Malformed("the Authorization header has bytes that are not ASCII"))?;
    if text.bytes().any(|byte| byte.is_ascii_control()) {
        return Err(Fault::Malformed(
            "the Authorization header has a control character; separate by a space",
        ));
    }
    let (scheme, token) = text.split_once(' ').unwrap_or((text, ""));
    if !scheme.eq_ignore_ascii_case("Bearer") {
        return Ok(None);
    }
    match token.trim_matches(' ') {
        "" => Err(Fault::Malformed("no token after Bearer in the Authorization header")),
        token if token.contains(' ') => Err(Fault::Malformed("more than one word after Bearer")),
        token => Ok(Some(token)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scheme_is_bearer_in_any_case_and_one_token_follows() {
        for header in ["Bearer a.b.c", "bearer a.b.c", "BEARER   a.b.c", "Bearer a.b.c "] {
            assert_eq!(bearer(header.as_bytes()).unwrap(), Some("a.b.c"), "{header}");
        }
        for header in ["Basic YTpi", "DPoP a.b.c", "Bearera.b.c", "", "Bearer=a"] {
            assert_eq!(bearer(header.as_bytes()).unwrap(), None, "{header}");
        }
        for header in [
            "Bearer",
            "Bearer ",
            "bearer   ",
            "Bearer\ta.b.c",
            "Bearer a.b.c d",
            "Bearer a,Bearer b c",
            "Bearer ä",
        ] {
            assert!(bearer(header.as_bytes()).is_err(), "{header}");
        }
        assert!(bearer(b"Bearer \xff").is_err());
    }
}
