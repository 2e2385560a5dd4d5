//! Guards in services: the answers to requests.

mod axum08;
mod cli;
mod dpop;
mod from_jsonwebtoken;
mod guards;
mod jwks;
mod observe;
mod openapi;
mod publishing;
mod responses;
mod revocation;
mod testing;
mod trouble;
