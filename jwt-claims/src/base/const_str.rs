//! Comparing strings in constants.

/// True if two strings are equal, in constants.
#[doc(hidden)]
#[must_use]
pub const fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut nth = 0;
    while nth < a.len() && nth < b.len() && a[nth] == b[nth] {
        nth += 1;
    }
    nth == a.len() && nth == b.len()
}

/// Whether a string is one of several.
#[doc(hidden)]
#[must_use]
pub const fn is_among(name: &str, all: &[&str]) -> bool {
    let mut nth = 0;
    while nth < all.len() {
        if same(name, all[nth]) {
            return true;
        }
        nth += 1;
    }
    false
}
