//! The rules of the servers, seen from a client.

mod clients;
mod codes;
mod cookies;
mod headers;
mod logins;
mod orders;
mod origins;
mod site;
