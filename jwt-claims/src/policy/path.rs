//! Paths of claims.

/// The path of a member below another path.
pub(crate) fn joined(outer: &str, inner: &str) -> String {
    let separator = if outer.is_empty() || inner.is_empty() || inner.starts_with('[') { "" } else { "." };
    format!("{outer}{separator}{inner}")
}

/// True if the path of a violation matches that of a rule; `*` is any member.
pub(crate) fn matches_path(place: &str, path: &str) -> bool {
    let Some((first, rest)) = place.split_once('*') else { return place == path };
    let Some(mut left) = path.strip_prefix(first) else { return false };
    let mut parts = rest.split('*').peekable();
    while let Some(part) = parts.next() {
        let end = if parts.peek().is_none() {
            left.strip_suffix(part).map(|_| left.len())
        } else {
            left.find(part)
        };
        let Some(end) = end else { return false };
        left = &left[end..];
    }
    true
}
