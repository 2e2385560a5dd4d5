//! The rules of the servers, seen from a client.

mod site;

#[path = "http/clients.rs"]
mod clients;
#[path = "http/cookies.rs"]
mod cookies;
#[path = "http/headers.rs"]
mod headers;
#[path = "http/logins.rs"]
mod logins;
#[path = "http/origins.rs"]
mod origins;
