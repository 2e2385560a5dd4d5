//! The situations of `docs/responses.md`, each sent to a service over a socket: the same
//! situation has the same answer in every framework.

mod client;
#[path = "../../../../tests/src/down.rs"]
pub mod down;
pub mod forge;
#[path = "../../../../tests/src/responses.rs"]
pub mod responses;
mod slow;

use std::collections::BTreeMap;
use std::net::{SocketAddr, TcpListener};
use std::thread;

pub use client::send;
pub use hyper::Request;
use jwt_claims::http::Guard;
use responses::{Situation, situations};
pub use slow::Slow;

/// Starts a service for each of the guards, and checks its answer to every situation that
/// its framework supports.
///
/// # Panics
/// If an answer differs.
pub fn check(start: fn(Guard) -> SocketAddr, is_supported: fn(&Situation) -> bool) {
    let mut services = BTreeMap::new();
    for situation in situations().iter().filter(|one| is_supported(one)) {
        let service = (situation.keys, situation.lookups, situation.other_transports);
        let address = services.entry(service).or_insert_with(|| start(situation.guard()));
        client::check(*address, situation);
    }
}

/// Runs a service on a free port until the program ends.
///
/// # Panics
/// If there is no free port.
pub fn start(serve: impl FnOnce(TcpListener) + Send + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.set_nonblocking(true).expect("a socket for an event loop");
    let address = listener.local_addr().expect("an address");
    thread::spawn(move || serve(listener));
    address
}

impl Situation {
    /// True for a request with a form or another body.
    pub fn has_form(&self) -> bool {
        self.headers.iter().any(|(name, _)| *name == "content-type")
    }
}
