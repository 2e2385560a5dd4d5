//! Guards in services: the answers to requests.

mod axum08;
mod guards;
mod responses;
