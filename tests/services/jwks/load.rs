//! A service under load while its issuer rotates keys, and is away for a while. With a
//! server and times to compare: `benches/src/bin/remote-keys`.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::routing::get;
use jwt_claims::http::Guard;
use jwt_claims::{Claims, Issuer, Verified, Verifier};
use tower::ServiceExt as _;

use super::server::{Answer, Server};
use super::support::{MINUTE, jwks, key, keys_within, limits};

const PERIOD: Duration = Duration::from_millis(250);

#[derive(Claims)]
#[claims(issuer = "https://auth.example.com", ttl = "15m")]
struct Access {
    sub: String,
}

/// The issuer signs with the current key, and publishes two ahead. Old ones stay for the tokens of a
/// client that is slow.
#[derive(Default)]
struct Rotation {
    current: AtomicUsize,
    is_down: AtomicBool,
    is_over: AtomicBool,
}

impl Rotation {
    fn current(&self) -> usize {
        self.current.load(Ordering::SeqCst)
    }

    fn answer(&self) -> Answer {
        if self.is_down.load(Ordering::SeqCst) {
            return Answer::with("503 Service Unavailable", &[], "");
        }
        let current = self.current();
        let names: Vec<String> = (current.saturating_sub(15)..=current + 2).map(name).collect();
        Answer::ok(jwks(&names.iter().map(String::as_str).collect::<Vec<_>>()))
    }

    /// A few rotations.
    async fn rotate(&self) {
        for _ in 0..10 {
            tokio::time::sleep(PERIOD).await;
            self.current.fetch_add(1, Ordering::SeqCst);
        }
    }
}

fn name(nth: usize) -> String {
    format!("rotated-{nth}")
}

fn request(signer: &str, kid: &str) -> Request {
    let issuer = Issuer::new(key(signer).with_kid(kid));
    let issued = issuer.issue(&Access { sub: "alice".into() }).expect("valid claims");
    let header = format!("Bearer {}", issued.as_str());
    Request::get("/").header("authorization", header).body(Body::empty()).expect("a request")
}

/// Good and bad tokens in turns; the number of each.
async fn clients(service: Router, rotation: Arc<Rotation>) -> [usize; 2] {
    let [mut good, mut bad] = [0, 0];
    let ask = async |request: Request| {
        service.clone().oneshot(request).await.expect("infallible").status().as_u16()
    };
    while !rotation.is_over.load(Ordering::SeqCst) {
        for _ in 0..8 {
            let current = name(rotation.current());
            assert_eq!(ask(request(&current, &current)).await, 200, "{current}");
            good += 1;
        }
        assert_eq!(ask(request("attacker", &name(rotation.current()))).await, 401);
        // with an old set it is not known that nobody has this key
        let unknown = ask(request("attacker", &format!("unknown-{bad}"))).await;
        assert!(matches!(unknown, 401 | 503), "{unknown}");
        bad += 2;
    }
    [good, bad]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rotations_and_an_outage_refuse_no_good_token() {
    let rotation = Arc::new(Rotation::default());
    let script = Arc::clone(&rotation);
    let server = Server::start(move |_| script.answer()).await;
    let mut limits = limits();
    (limits.ttl, limits.min_ttl) = (Duration::from_millis(400), Duration::from_millis(100));
    (limits.min_backoff, limits.max_backoff) = (Duration::from_millis(20), Duration::from_millis(100));
    limits.miss_window = Duration::from_secs(1);
    let keys = keys_within(&server, limits);
    let guard = Guard::new(Verifier::new(keys.clone()));
    let service =
        Router::new().route("/", get(async |access: Verified<Access>| access.sub.clone())).with_state(guard);
    let clients: Vec<_> =
        (0..4).map(|_| tokio::spawn(clients(service.clone(), Arc::clone(&rotation)))).collect();
    rotation.rotate().await;
    // the issuer goes when the service has the current key
    let current = name(rotation.current());
    super::support::until(|| keys.key_set().iter().any(|key| key.kid() == Some(&current))).await;
    rotation.is_down.store(true, Ordering::SeqCst);
    super::support::until(|| keys.status().stale_for().is_some_and(|time| time > PERIOD * 3)).await;
    rotation.is_down.store(false, Ordering::SeqCst);
    keys.ready(MINUTE).await.expect("keys");
    super::support::until(|| keys.status().stale_for().is_none()).await;
    rotation.rotate().await;
    rotation.is_over.store(true, Ordering::SeqCst);
    for client in clients {
        let [good, bad] = client.await.expect("no good token is refused, and no bad one accepted");
        assert!(good >= 8 && bad >= 2, "{good} {bad}");
    }
    // of a key that was withdrawn
    let first = service.oneshot(request(&name(0), &name(0))).await.expect("infallible");
    assert!(!first.status().is_success(), "{}", first.status());
}
