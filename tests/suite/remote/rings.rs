//! Rings of keys that sign elsewhere.

use jwt_claims::key_ring::{RemoteKeyRing, RemoteKeyRingBuilder, State};
use jwt_claims::remote::RemoteIssuer;
use jwt_claims::{FixedClock, NumericDate, Verifier};

use super::*;

const NOW: i64 = 1_800_000_000;
const LEAD: i64 = 900;
const KEPT: i64 = 900 + 300;

fn at(seconds: i64) -> NumericDate {
    NumericDate::from_seconds(seconds).expect("a date")
}

fn builder(clock: &FixedClock) -> RemoteKeyRingBuilder {
    RemoteKeyRing::builder(Duration::from_secs(900)).with_clock(clock.clone())
}

fn kids(ring: &RemoteKeyRing, state: State) -> Vec<String> {
    ring.keys().iter().filter(|key| key.state() == state).map(|key| key.kid().to_owned()).collect()
}

#[tokio::test]
async fn remote_keys_have_the_same_steps() {
    let clock = FixedClock::at(NOW);
    let [old, new] = [(); 2].map(|()| Arc::new(FakeKms::new(Algorithm::ES256)));
    let ring = builder(&clock).with_key(key(&old), at(NOW - 5_000)).build().unwrap();
    let issuer = RemoteIssuer::new(ring.clone()).with_clock(clock.clone());
    let issue = async || issuer.issue(&alice()).await.unwrap();
    assert_eq!(Some(kid(issue().await.as_str()).as_str()), old.key.kid());

    let next = ring.publish(key(&new)).unwrap();
    assert_eq!((next.published_at(), next.signs_from()), (at(NOW), at(NOW + LEAD)));
    assert_eq!((ring.key_set().len(), ring.version()), (2, 2));
    clock.set(NOW + LEAD - 1);
    let last = issue().await;
    assert_eq!(Some(kid(last.as_str()).as_str()), old.key.kid());
    clock.set(NOW + LEAD);
    assert_eq!(
        Some(kid(issue().await.as_str()).as_str()),
        new.key.kid(),
        "the header is that of the new key"
    );
    clock.set(NOW + LEAD + KEPT - 1);
    assert_eq!(kids(&ring, State::Retired), [old.key.kid().unwrap()]);
    clock.set(NOW + LEAD);
    assert!(Verifier::new(ring.key_set()).with_clock(clock.clone()).verify::<Access>(last.as_str()).is_ok());
    clock.set(NOW + LEAD + KEPT);
    assert_eq!(ring.keys().len(), 1);
    assert!(!ring.jwks().body().contains(old.key.kid().unwrap()));
}

#[test]
fn the_same_times_give_the_same_ring_after_a_restart() {
    let services: Vec<_> = (0..3).map(|_| Arc::new(FakeKms::new(Algorithm::EdDSA))).collect();
    let times = [NOW - 10_000, NOW - 500, NOW];
    for now in [NOW, NOW + 400, NOW + 900, NOW + 3_000] {
        let clock = FixedClock::at(now);
        let ring = |order: [usize; 3]| {
            let keys = order.map(|place| (key(&services[place]), at(times[place])));
            let builder =
                keys.into_iter().fold(builder(&clock), |builder, (key, time)| builder.with_key(key, time));
            builder.build().unwrap()
        };
        assert_eq!(ring([0, 1, 2]).keys(), ring([2, 0, 1]).keys());
        let current = [now >= NOW + 400, now >= NOW + 900].into_iter().filter(|is_over| *is_over).count();
        assert_eq!(kids(&ring([0, 1, 2]), State::Current), [services[current].key.kid().unwrap()]);
    }
}

#[test]
fn processes_that_add_a_key_with_its_time_agree() {
    let clock = FixedClock::at(NOW);
    let [old, new] = [(); 2].map(|()| Arc::new(FakeKms::new(Algorithm::EdDSA)));
    let [one, other] =
        [(); 2].map(|()| builder(&clock).with_key(key(&old), at(NOW - 5_000)).build().unwrap());
    let next = one.publish(key(&new)).unwrap();
    clock.advance(Duration::from_secs(50));
    assert_eq!(other.add(key(&new), next.published_at()).unwrap(), next);
    for wait in [0, 849, 1, 1_199, 1] {
        clock.advance(Duration::from_secs(wait));
        assert_eq!(one.keys(), other.keys());
        assert_eq!(one.jwks().etag(), other.jwks().etag());
    }
    assert_eq!(kids(&other, State::Current), [next.kid()]);
    assert_eq!(other.add(key(&old), at(NOW)).unwrap_err().code(), "invalid_config");
}

#[tokio::test]
async fn a_token_that_outlives_its_key_costs_no_call() {
    #[derive(Claims)]
    #[claims(ttl = "1h")]
    struct Long {
        sub: String,
    }
    let clock = FixedClock::at(NOW);
    let kms = Arc::new(FakeKms::new(Algorithm::EdDSA));
    let ring = builder(&clock).with_key(key(&kms), at(NOW)).build().unwrap();
    let issuer = RemoteIssuer::new(ring).with_clock(clock.clone());
    let error = issuer.issue(&Long { sub: "alice".into() }).await.unwrap_err();
    assert_eq!((error.code(), kms.calls()), ("issue_failed", 0));
    assert!(error.to_string().contains("longest lifetime of the key ring"), "{error}");
    let short = issuer.with_ttl(Duration::from_secs(900)).unwrap();
    assert!(short.issue(&Long { sub: "alice".into() }).await.is_ok());
}

#[tokio::test]
async fn a_revoked_remote_key_goes_at_once() {
    let clock = FixedClock::at(NOW);
    let [leaked, next] = [(); 2].map(|()| Arc::new(FakeKms::new(Algorithm::EdDSA)));
    let ring = builder(&clock).with_key(key(&leaked), at(NOW)).build().unwrap();
    let kid_of_leaked = leaked.key.kid().unwrap();
    let error = ring.revoke(kid_of_leaked).unwrap_err();
    assert_eq!((error.code(), ring.keys().len()), ("invalid_config", 1));
    ring.publish(key(&next)).unwrap();
    assert!(ring.revoke(kid_of_leaked).unwrap());
    assert!(!ring.revoke(kid_of_leaked).unwrap() && !ring.revoke("unknown").unwrap());
    assert_eq!(kids(&ring, State::Current), [next.key.kid().unwrap()]);
    let issued = RemoteIssuer::new(ring.clone()).with_clock(clock).issue(&alice()).await.unwrap();
    assert_eq!(Some(kid(issued.as_str()).as_str()), next.key.kid());
    assert!(!ring.jwks().body().contains(kid_of_leaked));
}

#[test]
fn keys_that_cannot_be_published_are_refused() {
    let clock = FixedClock::at(NOW);
    let kms = Arc::new(FakeKms::new(Algorithm::EdDSA));
    let secret = Arc::new(FakeKms::new(Algorithm::HS256));
    let build = |key: RemoteKey| builder(&clock).with_key(key, at(NOW)).build().map(drop).unwrap_err().code();
    assert_eq!(builder(&clock).build().map(drop).unwrap_err().code(), "invalid_config");
    assert_eq!(build(RemoteKey::without_public_key(Algorithm::ES256, "a", Arc::clone(&kms))), "invalid_key");
    assert_eq!(build(key(&secret)), "invalid_key");
    assert_eq!(build(RemoteKey::new(kms.public().without_kid(), Arc::clone(&kms))), "invalid_config");
    let twice = builder(&clock).with_key(key(&kms), at(NOW)).with_key(key(&kms), at(NOW)).build();
    assert_eq!(twice.map(drop).unwrap_err().code(), "invalid_config");
    let ring = builder(&clock).with_key(key(&kms), at(NOW)).build().unwrap();
    assert_eq!(ring.publish(key(&kms)).unwrap_err().code(), "invalid_config");
    assert!(RemoteKeyRing::builder(Duration::ZERO).with_key(key(&kms), at(NOW)).build().is_err());
    let settings = builder(&clock).with_max_age(Duration::from_secs(60)).with_margin(Duration::ZERO);
    let settings = settings.with_leeway(Duration::ZERO).with_key(key(&kms), at(NOW));
    let other = Arc::new(FakeKms::new(Algorithm::EdDSA));
    assert_eq!(settings.build().unwrap().publish(key(&other)).unwrap().signs_from(), at(NOW + 60));
}

#[test]
fn removed_remote_keys_do_not_come_back_when_a_successor_is_revoked() {
    let clock = FixedClock::at(NOW);
    let services: Vec<_> = (0..4).map(|_| Arc::new(FakeKms::new(Algorithm::EdDSA))).collect();
    let names: Vec<&str> = services.iter().map(|service| service.key.kid().unwrap()).collect();
    let times = [NOW - 10_000, NOW - 5_000, NOW - 1_000, NOW - 500];
    let ring = services
        .iter()
        .zip(times)
        .fold(builder(&clock), |builder, (service, time)| builder.with_key(key(service), at(time)))
        .build()
        .unwrap();
    let published =
        |ring: &RemoteKeyRing| ring.keys().iter().map(|key| key.kid().to_owned()).collect::<Vec<_>>();
    assert_eq!(published(&ring), names[1..], "the first one is over");
    assert!(ring.revoke(names[1]).unwrap());
    assert_eq!(published(&ring), names[2..]);
    assert!(ring.revoke(names[2]).unwrap());
    assert_eq!(published(&ring), names[3..]);
}

#[tokio::test]
async fn a_verifier_follows_a_ring_of_remote_keys() {
    let clock = FixedClock::at(NOW);
    let [leaked, next] = [(); 2].map(|()| Arc::new(FakeKms::new(Algorithm::EdDSA)));
    let ring = builder(&clock).with_key(key(&leaked), at(NOW)).build().unwrap();
    let issuer = RemoteIssuer::new(ring.clone()).with_clock(clock.clone());
    let verifier = Verifier::new(ring.clone()).with_clock(clock);
    let token = issuer.issue(&alice()).await.unwrap();
    assert!(verifier.verify::<Access>(token.as_str()).is_ok());
    ring.publish(key(&next)).unwrap();
    ring.revoke(leaked.key.kid().unwrap()).unwrap();
    assert!(verifier.verify::<Access>(token.as_str()).is_err());
    assert!(verifier.verify::<Access>(issuer.issue(&alice()).await.unwrap().as_str()).is_ok());
}
