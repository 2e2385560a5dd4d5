//! Sessions with refresh tokens: the rules, on a store in memory; and the stores, by one
//! suite.

mod bad_days;
mod clock_steps;
mod conformance;
mod events;
mod forwarder;
mod killed;
mod limits;
mod many;
mod memory;
mod postgres;
mod process;
mod processes;
mod proofs;
mod redis;
mod revocation;
mod rules;
mod sqlite;
mod support;
mod tokens;
mod unreliable;
