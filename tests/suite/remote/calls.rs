//! When the service is called, and what happens meanwhile.

use jwt_claims::remote::{RemoteIssuer, RemoteKeySource};
use jwt_claims::{ErrorKind, FixedClock, Issuer, Verifier};
use tokio::sync::Barrier;

use super::*;

#[tokio::test]
async fn claims_that_a_verifier_would_refuse_cost_no_call() {
    let kms = Arc::new(FakeKms::new(Algorithm::ES256));
    let issuer = RemoteIssuer::new(key(&kms));
    let empty = issuer.issue(&Access { sub: String::new() }).await.unwrap_err();
    assert_eq!((empty.kind(), empty.violations()[0].code()), (ErrorKind::Issue, "non_empty"));
    let long = issuer.issue(&Access { sub: "a".repeat(70_000) }).await.unwrap_err();
    assert_eq!(long.code(), "issue_failed");
    let other = issuer.clone().with_issuer("https://other.example.com");
    assert_eq!(other.issue(&alice()).await.unwrap_err().kind(), ErrorKind::Issue);
    let named = RemoteKey::new(kms.public().with_kid("a".repeat(10_000)), Arc::clone(&kms));
    assert_eq!(RemoteIssuer::new(named).issue(&alice()).await.unwrap_err().kind(), ErrorKind::Issue);
    assert_eq!(kms.calls(), 0);
    // without the read-back it is called
    let unchecked = issuer.without_read_back();
    assert!(unchecked.issue(&Access { sub: String::new() }).await.is_ok());
    assert_eq!(kms.calls(), 1);
}

#[tokio::test]
async fn a_token_has_what_that_of_an_issuer_has() {
    let clock = FixedClock::at(1_800_000_000);
    let kms = Arc::new(FakeKms::new(Algorithm::EdDSA));
    let local = Issuer::new(kms.key.clone())
        .with_clock(clock.clone())
        .with_ttl(Duration::from_secs(60))
        .and_then(|issuer| issuer.with_header_parameter("region", "eu-1"));
    let remote = RemoteIssuer::new(key(&kms))
        .with_clock(clock.clone())
        .with_ttl(Duration::from_secs(60))
        .and_then(|issuer| issuer.with_header_parameter("region", "eu-1"));
    #[derive(Claims)]
    #[claims(typ = "at+jwt", optional(iss))]
    struct Named {
        sub: String,
        jti: String,
    }
    let named = Named { sub: "alice".into(), jti: "1".into() };
    let local = local.unwrap().with_issuer("a").with_audience("b").without_read_back();
    let remote = remote.unwrap().with_issuer("a").with_audience("b").without_read_back();
    let (local, remote) = (local.issue(&named).unwrap(), remote.issue(&named).await.unwrap());
    assert_eq!(local.as_str(), remote.as_str(), "EdDSA is deterministic");
    assert_eq!(local.expires_at(), remote.expires_at());
}

#[tokio::test]
async fn a_context_and_the_read_back_are_those_of_an_issuer() {
    struct Here(&'static str);
    #[derive(Claims)]
    #[claims(ttl = "5m", context = Here)]
    struct Tenant {
        #[claim(equals = cx.0)]
        tenant: String,
    }
    let kms = Arc::new(FakeKms::new(Algorithm::EdDSA));
    let issuer = RemoteIssuer::new(key(&kms));
    let acme = Tenant { tenant: "acme".into() };
    assert!(issuer.issue_with(&acme, &Here("acme")).await.is_ok());
    assert!(issuer.issue_with(&acme, &Here("other")).await.is_err());
    assert_eq!(kms.calls(), 1);
    let error = RemoteIssuer::new(key(&kms)).with_header_parameter("kid", "a").unwrap_err();
    assert_eq!(error.code(), "invalid_config");
    assert!(RemoteIssuer::new(key(&kms)).with_header_parameter("a", "a".repeat(10_000)).is_err());
    assert!(RemoteIssuer::new(key(&kms)).with_ttl(Duration::ZERO).is_err());
}

/// A service that answers when a number of calls are waiting.
struct Together(Arc<FakeKms>, Barrier);

impl RemoteSigner for Together {
    fn sign<'a>(&'a self, input: &'a SigningInput<'a>) -> SignFuture<'a> {
        Box::pin(async move {
            self.1.wait().await;
            self.0.sign(input).await
        })
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tokens_are_issued_at_the_same_time() {
    let kms = Arc::new(FakeKms::new(Algorithm::EdDSA));
    let together = Together(Arc::clone(&kms), Barrier::new(100));
    let issuer = RemoteIssuer::new(RemoteKey::new(kms.public(), together));
    let verifier = Verifier::new(kms.public());
    let tasks: Vec<_> = (0..100)
        .map(|_| {
            let issuer = issuer.clone();
            // the future is `Send`, and needs nothing of the claims after the call
            tokio::spawn(async move { issuer.issue(&alice()).await })
        })
        .collect();
    for task in tasks {
        let issued = tokio::time::timeout(Duration::from_secs(60), task).await;
        let issued = issued.expect("no call waits for another").unwrap().unwrap();
        assert!(verifier.verify::<Access>(issued.as_str()).is_ok());
    }
    assert_eq!(kms.calls(), 100);
}

#[tokio::test]
async fn the_future_does_not_borrow_the_claims() {
    let kms = Arc::new(FakeKms::new(Algorithm::EdDSA));
    let issuer = RemoteIssuer::new(key(&kms));
    let future = {
        let short = alice();
        issuer.issue(&short)
    };
    assert_eq!(kms.calls(), 0, "the signer is called when the future is polled");
    assert!(future.await.is_ok());
}

#[tokio::test]
async fn a_dropped_future_leaves_nothing_behind() {
    let hour = Duration::from_secs(3600);
    let hanging = Arc::new(FakeKms { latency: hour, ..FakeKms::new(Algorithm::EdDSA) });
    let switch = Switch(Arc::new(std::sync::Mutex::new(key(&hanging))));
    let issuer = RemoteIssuer::new(switch.clone());
    for patience in [0, 1, 5, 20] {
        let patience = Duration::from_millis(patience);
        let answer = tokio::time::timeout(patience, issuer.issue(&alice())).await;
        assert!(answer.is_err(), "the time is over");
    }
    assert_eq!((hanging.calls(), hanging.done.load(Ordering::SeqCst)), (4, 0));
    let kms = Arc::new(FakeKms::new(Algorithm::EdDSA));
    *switch.0.lock().unwrap() = key(&kms);
    let issued = issuer.issue(&alice()).await.unwrap();
    assert!(Verifier::new(kms.public()).verify::<Access>(issued.as_str()).is_ok());
    drop(issuer.issue(&alice()));
    assert_eq!(kms.calls(), 1, "a future that was never polled calls nobody");
}

/// A source that another thread switches.
#[derive(Clone)]
struct Switch(Arc<std::sync::Mutex<RemoteKey>>);

impl RemoteKeySource for Switch {
    fn current(&self) -> RemoteKey {
        self.0.lock().unwrap().clone()
    }
}

#[tokio::test]
async fn header_and_signature_are_of_one_key_during_a_rotation() {
    let slow = || FakeKms { latency: Duration::from_millis(30), ..FakeKms::new(Algorithm::ES256) };
    let (old, new) = (Arc::new(slow()), Arc::new(slow()));
    let switch = Switch(Arc::new(std::sync::Mutex::new(key(&old))));
    let issuer = RemoteIssuer::new(switch.clone());
    let (claims, other) = (alice(), alice());
    let in_flight = issuer.issue(&claims);
    *switch.0.lock().unwrap() = key(&new);
    let after = issuer.issue(&other);
    let (of_old, of_new) = (in_flight.await.unwrap(), after.await.unwrap());
    for (issued, kms) in [(of_old, &old), (of_new, &new)] {
        assert_eq!(Some(kid(issued.as_str()).as_str()), kms.key.kid());
        assert!(Verifier::new(kms.public()).verify::<Access>(issued.as_str()).is_ok());
        assert_eq!(kms.calls(), 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tokens_are_whole_while_keys_change_all_the_time() {
    let services: Vec<_> = (0..3).map(|_| Arc::new(FakeKms::new(Algorithm::EdDSA))).collect();
    let switch = Switch(Arc::new(std::sync::Mutex::new(key(&services[0]))));
    let issuer = RemoteIssuer::new(switch.clone());
    let verifier = Verifier::new(services.iter().map(|kms| kms.public()).collect::<jwt_claims::KeySet>());
    let stop = Arc::new(std::sync::atomic::AtomicBool::new(false));
    let (ended, keys) = (Arc::clone(&stop), services.iter().map(key).collect::<Vec<_>>());
    let turning = std::thread::spawn(move || {
        for key in keys.iter().cycle().take_while(|_| !ended.load(Ordering::SeqCst)) {
            *switch.0.lock().unwrap() = key.clone();
        }
    });
    for _ in 0..300 {
        let issued = issuer.issue(&alice()).await.unwrap();
        assert!(verifier.verify::<Access>(issued.as_str()).is_ok());
    }
    stop.store(true, Ordering::SeqCst);
    turning.join().unwrap();
}
