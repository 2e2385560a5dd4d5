//! The derive where jwt-claims has another name.
