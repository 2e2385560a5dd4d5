//! Many replicas of a service.

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::issuer::Issuer;
use crate::jwks::Keys;

/// The number of requests in each second since `begin`.
fn each_second(issuer: &Issuer, begin: Instant) -> BTreeMap<u64, usize> {
    let mut seconds = BTreeMap::new();
    for asked in issuer.requests() {
        *seconds.entry(asked.at.duration_since(begin).as_secs()).or_default() += 1;
    }
    seconds
}

/// Replicas that all start at the same moment.
async fn start(issuer: &Issuer, count: usize) -> Vec<Keys> {
    let keys: Vec<Keys> = (0..count).map(|_| issuer.keys()).collect();
    keys.iter().for_each(Keys::start);
    sleep(Duration::from_millis(100)).await;
    keys
}

#[tokio::test(start_paused = true)]
async fn replicas_that_start_together_do_not_ask_together() {
    fastrand::seed(7);
    let (issuer, begin) = (Issuer::with(&["a"]), Instant::now());
    let keys = start(&issuer, 200).await;
    sleep(Duration::from_secs(3600)).await;
    let seconds = each_second(&issuer, begin);
    assert_eq!(seconds[&0], 200);
    let busiest = seconds.range(1..).map(|(_, count)| *count).max().unwrap();
    assert!(busiest <= 20, "{busiest} of {}", keys.len());
}

#[tokio::test(start_paused = true)]
async fn an_outage_does_not_end_with_a_crowd() {
    fastrand::seed(7);
    let (issuer, begin) = (Issuer::with(&["a"]), Instant::now());
    let keys = start(&issuer, 200).await;
    issuer.set_down(true);
    sleep(Duration::from_secs(7200)).await;
    issuer.set_down(false);
    sleep(Duration::from_secs(120)).await;
    assert!(keys.iter().all(|keys| keys.status().is_usable()));
    let seconds = each_second(&issuer, begin);
    let busiest = seconds.range(7200..).map(|(_, count)| *count).max().unwrap();
    assert!(busiest <= 20, "{busiest}");
}

/// By hand: `cargo test -p jwt-claims --lib --release --features jwks -- --ignored --nocapture a_day`.
#[tokio::test(start_paused = true)]
#[ignore = "prints figures of a simulated day; takes minutes"]
async fn a_day_of_a_thousand_replicas() {
    fastrand::seed(7);
    let (issuer, begin) = (Issuer::with(&["a"]), Instant::now());
    let keys = start(&issuer, 1_000).await;
    sleep(Duration::from_secs(12 * 3600)).await;
    issuer.set_down(true);
    sleep(Duration::from_secs(7200)).await;
    issuer.set_down(false);
    sleep(Duration::from_secs(10 * 3600)).await;
    let seconds = each_second(&issuer, begin);
    let busiest = seconds.range(1..).map(|(_, count)| *count).max().unwrap();
    let total = issuer.count();
    println!(
        "{} replicas, 24 h with an outage of 2 h: {total} requests, at most {busiest} in a second",
        keys.len()
    );
}
