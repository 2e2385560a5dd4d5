//! The header `Authorization` (RFC 9110 §11.6.2, RFC 6750 §2.1, RFC 9449 §7.1).

use crate::http::fault::Fault;
use crate::http::transports::Place;

/// The token of the header, if its scheme is Bearer, or DPoP where that is accepted. Other
/// schemes are of no concern here.
///
/// # Errors
/// If the header has such a scheme without exactly one token behind it, or is no text.
pub(super) fn token(value: &[u8], accepts_dpop: bool) -> Result<Option<(Place, &str)>, Fault> {
    let text = std::str::from_utf8(value).ok().filter(|text| text.is_ascii());
    let text = text.ok_or(Fault::Malformed("the Authorization header has bytes that are not ASCII"))?;
    if text.bytes().any(|byte| byte.is_ascii_control()) {
        return Err(Fault::Malformed(
            "the Authorization header has a control character; separate by a space",
        ));
    }
    let (name, token) = text.split_once(' ').unwrap_or((text, ""));
    let place = if name.eq_ignore_ascii_case("Bearer") {
        Place::Bearer
    } else if accepts_dpop && name.eq_ignore_ascii_case("DPoP") {
        Place::Dpop
    } else {
        return Ok(None);
    };
    match token.trim_matches(' ') {
        "" => Err(Fault::Malformed(match place {
            Place::Dpop => "no token after DPoP in the Authorization header",
            _ => "no token after Bearer in the Authorization header",
        })),
        token if token.contains(' ') => Err(Fault::Malformed(match place {
            Place::Dpop => "more than one word after DPoP",
            _ => "more than one word after Bearer",
        })),
        token => Ok(Some((place, token))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scheme_is_bearer_in_any_case_and_one_token_follows() {
        for header in ["Bearer a.b.c", "bearer a.b.c", "BEARER   a.b.c", "Bearer a.b.c "] {
            assert_eq!(token(header.as_bytes(), false).unwrap(), Some((Place::Bearer, "a.b.c")), "{header}");
        }
        for header in ["Basic YTpi", "DPoP a.b.c", "DPoP", "Bearera.b.c", "", "Bearer=a"] {
            assert_eq!(token(header.as_bytes(), false).unwrap(), None, "{header}");
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
            assert!(token(header.as_bytes(), false).is_err(), "{header}");
        }
        assert!(token(b"Bearer \xff", false).is_err());
    }

    #[test]
    fn dpop_is_a_scheme_where_it_is_accepted() {
        for header in ["DPoP a.b.c", "dpop a.b.c", "DPOP  a.b.c "] {
            assert_eq!(token(header.as_bytes(), true).unwrap(), Some((Place::Dpop, "a.b.c")), "{header}");
        }
        assert_eq!(token(b"Bearer a.b.c", true).unwrap(), Some((Place::Bearer, "a.b.c")));
        assert_eq!(token(b"DPoPa.b.c", true).unwrap(), None);
        for header in ["DPoP", "DPoP ", "DPoP a b"] {
            assert!(token(header.as_bytes(), true).is_err(), "{header}");
        }
    }
}
