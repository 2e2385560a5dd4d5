//! Keys against a scripted issuer, in simulated time.

#[cfg(feature = "jwe")]
mod encrypted;
mod issuer;
mod outages;
mod replicas;
mod tenants;
mod unknown_keys;
