//! Tokens that SoftHSM signs. `run.sh` creates its token and sets the variables; without them the
//! tests are skipped by name, or fail if `JWT_CLAIMS_IN_CI=1`.

use std::path::Path;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use cryptoki::object::{Attribute, AttributeType};
use jwt_claims::key_ring::RemoteKeyRing;
use jwt_claims::remote::{RemoteIssuer, RemoteKey};
use jwt_claims::{Algorithm, Claims, FixedClock, KeySet, NumericDate, Verifier};
use softhsm::{Hsm, create, find};

const SESSIONS: u32 = 4;
const NOW: i64 = 1_800_000_000;

#[derive(Claims)]
#[claims(issuer = "https://auth.example.com", ttl = "15m")]
struct Access {
    #[claim(non_empty)]
    sub: String,
}

fn alice() -> Access {
    Access { sub: "alice".into() }
}

/// The HSM; `None` if there is none.
fn hsm() -> Option<Hsm> {
    static HSM: OnceLock<Option<Hsm>> = OnceLock::new();
    HSM.get_or_init(|| {
        let Ok(module) = std::env::var("SOFTHSM_MODULE") else {
            let in_ci = std::env::var_os("JWT_CLAIMS_IN_CI").is_some();
            assert!(!in_ci, "JWT_CLAIMS_IN_CI is set, and SOFTHSM_MODULE is not: use run.sh");
            eprintln!("SKIPPED: tokens that an HSM signs; install softhsm2 and use examples/softhsm/run.sh");
            return None;
        };
        Some(Hsm::open(Path::new(&module), "jwt-claims", "1234", SESSIONS).expect("the token of run.sh"))
    })
    .clone()
}

async fn key(hsm: &Hsm, algorithm: Algorithm, label: &str) -> RemoteKey {
    create(hsm, algorithm, &format!("{label}-{}", std::process::id())).await.expect("a key pair")
}

fn verifier(keys: &[&RemoteKey]) -> Verifier {
    Verifier::new(keys.iter().filter_map(|key| key.verifying_key().cloned()).collect::<KeySet>())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_mechanism_signs() {
    let Some(hsm) = hsm() else { return };
    for algorithm in [Algorithm::ES256, Algorithm::ES384, Algorithm::RS256, Algorithm::PS256] {
        let key = key(&hsm, algorithm, algorithm.name()).await;
        let issuer = RemoteIssuer::new(key.clone());
        for _ in 0..10 {
            let issued = issuer.issue(&alice()).await.unwrap_or_else(|error| panic!("{algorithm}: {error}"));
            let access = verifier(&[&key]).verify::<Access>(issued.as_str()).expect("it is valid");
            assert_eq!((access.sub.as_str(), access.header().kid()), ("alice", key.kid()));
        }
        let found =
            find(&hsm, algorithm, &format!("{algorithm}-{}", std::process::id())).await.expect("the key");
        assert_eq!(found.kid(), key.kid(), "a restart finds the same key");
    }
    assert!(
        create(&hsm, Algorithm::HS256, "x").await.is_err()
            && find(&hsm, Algorithm::ES256, "none").await.is_err()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn many_tokens_share_a_few_sessions() {
    let Some(hsm) = hsm() else { return };
    let key = key(&hsm, Algorithm::ES256, "many").await;
    let issuer = RemoteIssuer::new(key.clone());
    let tasks: Vec<_> = (0..200)
        .map(|_| {
            let issuer = issuer.clone();
            tokio::spawn(async move { issuer.issue(&alice()).await })
        })
        .collect();
    for task in tasks {
        let issued = task.await.expect("it does not panic").expect("it is issued");
        assert!(verifier(&[&key]).verify::<Access>(issued.as_str()).is_ok());
    }
    // the other tests use the same sessions
    let begin = Instant::now();
    while hsm.idle() == 0 {
        assert!(begin.elapsed() < Duration::from_secs(60), "no session comes back");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert!(hsm.idle() <= SESSIONS as usize, "{}", hsm.idle());
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_are_created_while_others_sign() {
    let Some(hsm) = hsm() else { return };
    let tasks: Vec<_> = (0..40)
        .map(|number| {
            let hsm = hsm.clone();
            tokio::spawn(async move {
                let key = key(&hsm, Algorithm::ES256, &format!("beside-{number}")).await;
                let issued = RemoteIssuer::new(key.clone()).issue(&alice()).await.expect("it is issued");
                assert!(verifier(&[&key]).verify::<Access>(issued.as_str()).is_ok());
            })
        })
        .collect();
    for task in tasks {
        task.await.expect("it does not panic");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_that_are_given_up_lose_no_session() {
    let Some(hsm) = hsm() else { return };
    let issuer = RemoteIssuer::new(key(&hsm, Algorithm::RS256, "dropped").await);
    for patience in 0..200 {
        let patience = Duration::from_micros(patience * 5);
        let _ = tokio::time::timeout(patience, issuer.issue(&alice())).await;
    }
    for _ in 0..3 * SESSIONS {
        issuer.issue(&alice()).await.expect("there is a session");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_of_the_hsm_is_replaced() {
    let Some(hsm) = hsm() else { return };
    let [old, new] = [key(&hsm, Algorithm::ES256, "old").await, key(&hsm, Algorithm::ES256, "new").await];
    let clock = FixedClock::at(NOW);
    let published_at = NumericDate::from_seconds(NOW).expect("a date");
    let ring = RemoteKeyRing::builder(Duration::from_secs(900)).with_clock(clock.clone());
    let ring = ring.with_key(old.clone(), published_at).build().expect("a ring");
    let issuer = RemoteIssuer::new(ring.clone()).with_clock(clock.clone());
    ring.publish(new.clone()).expect("a next key");
    let cached = KeySet::from_jwks(ring.jwks().body(), &[Algorithm::ES256]).expect("a JWK Set");
    for (wait, signer) in [(0, &old), (899, &old), (1, &new), (1_200, &new)] {
        clock.advance(Duration::from_secs(wait));
        let issued = issuer.issue(&alice()).await.expect("it is issued");
        let access =
            Verifier::new(cached.clone()).with_clock(clock.clone()).verify::<Access>(issued.as_str());
        assert_eq!(access.expect("it is valid").header().kid(), signer.kid());
    }
    assert_eq!(ring.keys().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_key_is_an_error_and_the_pool_goes_on() {
    let Some(hsm) = hsm() else { return };
    let label = format!("deleted-{}", std::process::id());
    let deleted = create(&hsm, Algorithm::ES256, &label).await.expect("a key pair");
    let issuer = RemoteIssuer::new(deleted);
    issuer.issue(&alice()).await.expect("it is issued");
    hsm.change(move |session| {
        for object in session.find_objects(&[Attribute::Label(label.into_bytes())])? {
            session.destroy_object(object)?;
        }
        Ok(())
    })
    .await
    .expect("it is deleted");
    for _ in 0..2 * SESSIONS {
        let error = issuer.issue(&alice()).await.expect_err("the key is gone");
        assert_eq!(error.code(), "signer_failed");
    }
    let other = RemoteIssuer::new(key(&hsm, Algorithm::ES256, "after").await);
    other.issue(&alice()).await.expect("it is issued");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_private_key_stays_in_the_hsm() {
    let Some(hsm) = hsm() else { return };
    let label = format!("inside-{}", std::process::id());
    create(&hsm, Algorithm::RS256, &label).await.expect("a key pair");
    let secrets = hsm.run(move |session| {
        let mut secrets = 0;
        for object in session.find_objects(&[Attribute::Label(label.into_bytes())])? {
            let wanted = [AttributeType::PrivateExponent, AttributeType::Prime1];
            secrets += session.get_attributes(object, &wanted)?.len();
        }
        Ok(secrets)
    });
    assert_eq!(secrets.await.expect("the objects are there"), 0);
}
