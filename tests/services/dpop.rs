//! DPoP: tokens that are bound to a key (RFC 9449).

mod axum08;
mod bindings;
mod broken;
mod challenges;
mod clients;
mod guards;
mod interop;
mod lookups;
mod nonces;
mod replays;
mod rfc;
mod support;
mod token_endpoint;
