//! Keys that are fetched from a scripted server on loopback, on its bad days.

mod answers;
mod caches;
mod discovery;
mod interop;
mod load;
mod outages;
mod providers;
mod redirects;
mod server;
mod sets;
mod support;
mod tls;
