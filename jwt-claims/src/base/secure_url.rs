//! Which URLs protect what they carry.

/// True for `https`, and for `http` on this machine.
pub(crate) fn is_secure(scheme: Option<&str>, host: Option<&str>) -> bool {
    match scheme {
        Some("https") => host.is_some(),
        Some("http") => matches!(host, Some("localhost" | "127.0.0.1" | "[::1]")),
        _ => false,
    }
}
