//! The rules of the servers, seen from a client.

mod clients;
mod cookies;
mod headers;
mod logins;
mod origins;
mod site;
