//! Keys against a scripted issuer, in simulated time.

mod issuer;
mod outages;
mod replicas;
mod tenants;
mod unknown_keys;
