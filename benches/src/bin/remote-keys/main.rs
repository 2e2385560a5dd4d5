//! A service with fetched keys under load, while its issuer rotates keys and is away for a
//! while: `remote-keys SECONDS` (60). All times are a sixtieth of the defaults. It fails if
//! a good token is refused, or a bad one accepted.
//!
//! Beside each request with a token of the current key goes one to a route with a key that
//! does not change, so that the times can be compared.

mod client;
mod issuer;
mod tally;

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use axum::routing::get;
use axum::{Router, serve};
use jwt_claims::http::Guard;
use jwt_claims::jwks::{Keys, Limits};
use jwt_claims::{Claims, Verified, Verifier};
use tokio::net::TcpListener;

use client::load;
use issuer::Issuer;
use tally::Tally;

#[derive(Claims)]
#[claims(issuer = "https://auth.example.com", audience = "orders", ttl = "1h")]
struct Access {
    sub: String,
    #[claim(any_of = ["editor"])]
    roles: Vec<String>,
}

async fn orders(access: Verified<Access>) -> String {
    access.into_inner().sub
}

/// A sixtieth of the defaults. The time to wait and that for an attempt stay, because the
/// network does not become faster.
fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.ttl /= 60;
    limits.min_ttl /= 60;
    limits.max_ttl /= 60;
    limits.stale_if_error /= 60;
    limits.miss_window /= 60;
    limits.min_backoff /= 60;
    limits.max_backoff /= 60;
    limits
}

/// A runtime on a thread of its own, that runs until the program ends.
fn run_on_a_thread(router: Router) -> std::io::Result<SocketAddr> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let listener = runtime.block_on(TcpListener::bind(("127.0.0.1", 0)))?;
    let address = listener.local_addr()?;
    std::thread::spawn(move || {
        let served = runtime.block_on(serve(listener, router).into_future());
        served.expect("the listener stays open");
    });
    Ok(address)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let seconds = std::env::args().nth(1).map_or(Ok(60), |seconds| seconds.parse())?;
    let time = Duration::from_secs(seconds);
    let issuer = Issuer::new()?;
    let address = run_on_a_thread(issuer.router())?;
    let keys = Keys::remote(format!("http://{address}/jwks"))?.with_limits(limits())?;
    let with = |verifier: Verifier| get(orders).with_state(Guard::new(verifier));
    let service = Router::new()
        .route("/fetched", with(Verifier::new(keys.clone())))
        .route("/fixed", with(Verifier::new(issuer.fixed_key())));
    let address = run_on_a_thread(service)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let begin = Instant::now();
    let tally = runtime.block_on(async {
        keys.ready(Duration::from_secs(10)).await?;
        issuer.start(begin, time);
        Ok::<Tally, jwt_claims::Error>(load(address, &issuer, begin + time).await)
    })?;
    println!("{seconds} s, {}; state at the end: {:?}", issuer.report(), keys.status().state());
    tally.print();
    tally.check()
}
