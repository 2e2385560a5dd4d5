//! The derive macro of `jwt-claims`.
