//! An issuer that replaces its keys, and a service that follows. The service knows the URL of
//! the issuer and nothing else. At the end, the issuer is down, and the service goes on.
//!
//! ```sh
//! cargo run --example remote-keys
//! ```

use std::error::Error;
use std::time::Duration;

use axum::{Router, routing::get};
use jwt_claims::http::Guard;
use jwt_claims::jwks::Keys;
use jwt_claims::key_ring::{KeyRing, ServerMetadata};
use jwt_claims::{Algorithm, Claims, Clock, FixedClock, Issuer, SigningKey, SystemClock, Verified, Verifier};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

#[derive(Claims)]
#[claims(audience = "orders", ttl = "15m")]
struct Access {
    sub: String,
}

/// The issuer: it signs with the current key of a ring, and publishes the ring.
struct Login {
    url: String,
    ring: KeyRing,
    issuer: Issuer,
    server: JoinHandle<()>,
}

impl Login {
    async fn start(clock: &FixedClock) -> Result<Self, Box<dyn Error>> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        let lifetime = Duration::from_secs(15 * 60);
        let ring = KeyRing::builder(Algorithm::ES256, lifetime).with_clock(clock.clone()).in_memory()?;
        let app = Router::new().merge(ServerMetadata::new(url.as_str())?.routes(ring.clone()));
        let server = tokio::spawn(async move { axum::serve(listener, app).await.unwrap_or_default() });
        let issuer = Issuer::from_ring(&ring).with_issuer(url.as_str());
        Ok(Self { url, ring, issuer, server })
    }

    fn token(&self) -> Result<String, jwt_claims::Error> {
        Ok(self.issuer.issue(&Access { sub: "alice".into() })?.into_string())
    }
}

async fn orders(access: Verified<Access>) -> String {
    format!("orders of {}", access.sub)
}

/// The service: it finds the keys by the URL of the issuer.
async fn start_orders(issuer: &str, clock: &FixedClock) -> Result<(String, Keys), Box<dyn Error>> {
    let keys = Keys::discover(issuer)?;
    let verifier = Verifier::new(keys.clone()).with_clock(clock.clone());
    let app = Router::new().route("/orders", get(orders)).with_state(Guard::new(verifier));
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/orders", listener.local_addr()?);
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap_or_default() });
    Ok((url, keys))
}

/// Sends a token to the service, and compares the answer. A 503 says that the service waits for
/// keys, so the request is sent again.
async fn expect(what: &str, status: u16, url: &str, token: &str) -> Result<(), Box<dyn Error>> {
    let client = reqwest::Client::builder().no_proxy().build()?;
    let mut tries = 0;
    let found = loop {
        let found = client.get(url).bearer_auth(token).send().await?.status().as_u16();
        tries += 1;
        if found != 503 || tries == 60 {
            break found;
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    };
    println!("{found}  {what}");
    if found == status { Ok(()) } else { Err(format!("expected {status}").into()) }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let clock = FixedClock::at(SystemClock.now().seconds());
    let login = Login::start(&clock).await?;
    let (url, keys) = start_orders(&login.url, &clock).await?;
    keys.ready(Duration::from_secs(60)).await?;

    let first = login.token()?;
    expect("the first token: the service has fetched the keys", 200, &url, &first).await?;

    // the next key is published, and signs when every verifier has had time to fetch it
    let next = login.ring.rotate()?;
    clock.set(next.signs_from().seconds());
    let second = login.token()?;
    expect("a token of the next key", 200, &url, &second).await?;
    expect("the first token, whose key is retired", 200, &url, &first).await?;
    clock.advance(Duration::from_secs(60));
    expect("the first token, which has expired", 401, &url, &first).await?;

    let stranger = SigningKey::generate(Algorithm::ES256)?;
    let forged = Issuer::new(stranger).with_issuer(login.url.as_str()).with_clock(clock.clone());
    let forged = forged.issue(&Access { sub: "mallory".into() })?;
    expect("a token of a stranger", 401, &url, forged.as_str()).await?;

    login.server.abort();
    expect("the issuer is down, the key is known", 200, &url, &second).await?;
    println!("keys: {}, fetched {} times", keys.status().state().name(), keys.status().attempts());
    Ok(())
}
