//! Media types in `typ`.

/// Compares media types. Case is ignored, and so is a leading `application/` if no
/// other slash follows (RFC 7515 §4.1.9).
#[must_use]
pub(crate) const fn same_media_type(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let (mut i, mut j) = (subtype(a), subtype(b));
    if a.len() - i != b.len() - j {
        return false;
    }
    while i < a.len() {
        if !a[i].eq_ignore_ascii_case(&b[j]) {
            return false;
        }
        i += 1;
        j += 1;
    }
    true
}

/// The start of the part that is compared.
const fn subtype(typ: &[u8]) -> usize {
    const PREFIX: &[u8] = b"application/";
    let mut nth = 0;
    while nth < typ.len() {
        if nth < PREFIX.len() {
            if !typ[nth].eq_ignore_ascii_case(&PREFIX[nth]) {
                return 0;
            }
        } else if typ[nth] == b'/' {
            return 0;
        }
        nth += 1;
    }
    if nth < PREFIX.len() { 0 } else { PREFIX.len() }
}

#[cfg(test)]
mod tests {
    use super::same_media_type;

    #[test]
    fn media_types() {
        for typ in ["at+jwt", "AT+JWT", "application/at+jwt", "Application/At+Jwt"] {
            assert!(same_media_type("at+jwt", typ), "{typ}");
        }
        for typ in ["", "JWT", "application/", "at+jwt ", "at/jwt", "application/x/at+jwt", "аt+jwt"] {
            assert!(!same_media_type("at+jwt", typ), "{typ}");
        }
    }
}
