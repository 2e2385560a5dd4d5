//! Whatever the times are, a revoked token is refused until it expires, and no other one.

use std::sync::Arc;

use jwt_claims::revocation::{Revocations, SingleUse};
use jwt_claims::store::MemoryStore;
use jwt_claims::{FixedClock, Issuer, Verifier};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::{Access, issue, key};
use crate::support::{START, seconds};

/// What is revoked.
#[derive(Clone, Copy, Debug)]
enum What {
    Token,
    Session,
    Subject,
}

/// When things happen, in seconds.
#[derive(Clone, Debug)]
struct Times {
    max_lifetime: u64,
    ttl: u64,
    leeway: u64,
    /// From the issue to the revocation.
    age: u64,
    /// How far the clock of the issuer is ahead.
    ahead: u64,
    /// From the revocation to the check.
    later: u64,
}

/// Each is often at its limit, where mistakes are.
fn times() -> impl Strategy<Value = Times> {
    let up_to = |most: u64| prop_oneof![Just(most), 0..=most];
    let settings = (1..=200_000u64, prop_oneof![Just(300), 0..=300u64]);
    settings.prop_flat_map(move |(max_lifetime, leeway)| {
        let ttl = prop_oneof![Just(max_lifetime), 1..=max_lifetime];
        (ttl, up_to(leeway)).prop_flat_map(move |(ttl, ahead)| {
            let life = ttl + leeway + ahead;
            prop_oneof![Just(0), 0..life].prop_flat_map(move |age| {
                let last = life - age - 1;
                up_to(last).prop_map(move |later| Times { max_lifetime, ttl, leeway, age, ahead, later })
            })
        })
    })
}

fn at(offset: u64) -> i64 {
    START + i64::try_from(offset).unwrap()
}

struct Run {
    clock: FixedClock,
    verifier: Verifier,
    issuer: Issuer,
    store: Arc<MemoryStore>,
    revocations: Revocations,
}

impl Run {
    fn new(times: &Times, ahead: u64) -> Self {
        let clock = FixedClock::at(at(0));
        let issuer = Issuer::new(key()).with_clock(FixedClock::at(at(ahead)));
        let verifier = Verifier::new(key().verifying_key()).with_clock(clock.clone());
        let store = Arc::new(MemoryStore::new(100).unwrap());
        let revocations = Revocations::new(Arc::clone(&store)).with_clock(clock.clone());
        Self {
            clock,
            verifier: verifier.with_leeway(seconds(times.leeway)).unwrap(),
            issuer: issuer.with_ttl(seconds(times.ttl)).unwrap().with_issuer("https://auth.example.com"),
            store,
            revocations: revocations.with_max_token_lifetime(seconds(times.max_lifetime)).unwrap(),
        }
    }
}

fn run(property: impl Fn(What, bool, Times) -> Result<(), TestCaseError>) {
    let what = prop_oneof![Just(What::Token), Just(What::Session), Just(What::Subject)];
    let config = Config { failure_persistence: None, ..Config::with_cases(500) };
    let runner = TestRunner::new(config)
        .run(&(what, any::<bool>(), times()), |(what, is_of_issuer, times)| {
            property(what, is_of_issuer, times)
        });
    runner.unwrap();
}

fn wait<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}

#[test]
fn a_revoked_token_is_refused_until_it_expires_by_itself() {
    run(|what, is_of_issuer, times| {
        // if its clock is ahead, a token issued before looks like one that is issued later
        let ahead = if matches!(what, What::Subject) { times.ahead.min(times.age) } else { times.ahead };
        let run = Run::new(&times, ahead);
        let (token, other) = (issue(&run.issuer, "alice", "a1"), issue(&run.issuer, "bob", "b1"));
        let verify = |token: &str| run.verifier.verify::<Access>(token);
        run.clock.set(at(times.age));
        let Ok(verified) = verify(&token) else { return Ok(()) };
        prop_assert!(wait(run.revocations.check(&verified)).is_ok());
        let revocations = match is_of_issuer {
            true => run.revocations.for_issuer("https://auth.example.com"),
            false => run.revocations.clone(),
        };
        let revoked = wait(async {
            match what {
                What::Token => revocations.revoke(&verified).await,
                What::Session => revocations.revoke_session("a1").await,
                What::Subject => revocations.revoke_subject("alice").await,
            }
        });
        prop_assert!(revoked.is_ok());
        run.clock.set(at(times.age + times.later));
        // a store removes what has expired when something else is added
        wait(run.revocations.revoke_session("another")).unwrap();
        if let Ok(verified) = verify(&token) {
            prop_assert_eq!(wait(run.revocations.check(&verified)).unwrap_err().code(), "token_revoked");
        }
        if let Ok(verified) = verify(&other) {
            prop_assert!(wait(run.revocations.check(&verified)).is_ok());
        }
        Ok(())
    });
}

#[test]
fn a_used_token_is_refused_until_it_expires_by_itself() {
    run(|_, _, times| {
        let run = Run::new(&times, times.ahead);
        let single_use = SingleUse::new(Arc::clone(&run.store)).with_clock(run.clock.clone());
        let (token, other) = (issue(&run.issuer, "alice", "a1"), issue(&run.issuer, "alice", "a1"));
        let verify = |token: &str| run.verifier.verify::<Access>(token);
        run.clock.set(at(times.age));
        let Ok(verified) = verify(&token) else { return Ok(()) };
        prop_assert!(wait(single_use.consume(&verified)).is_ok());
        run.clock.set(at(times.age + times.later));
        if let Ok(verified) = verify(&other) {
            prop_assert!(wait(single_use.consume(&verified)).is_ok());
        }
        if let Ok(verified) = verify(&token) {
            prop_assert_eq!(wait(single_use.consume(&verified)).unwrap_err().code(), "token_used");
        }
        Ok(())
    });
}

/// Without the limits of the lifetime, a token would outlive its revocation.
#[test]
fn what_is_accepted_after_a_revocation_was_forgotten_was_issued_after_it() {
    let claim = |at: std::ops::Range<i64>| prop_oneof![4 => at.prop_map(Some), 1 => Just(None)];
    let claims = (claim(-100_000..1_000_000), claim(-100_000..1_000_000), 0..1_000_000i64);
    let config = Config { failure_persistence: None, ..Config::with_cases(2000) };
    let result = TestRunner::new(config).run(&claims, |(iat, exp, later)| {
        let world = super::World::new();
        let claim = |name: &str, offset: Option<i64>| {
            offset.map(|offset| format!(r#","{name}":{}"#, START + offset)).unwrap_or_default()
        };
        let token = format!(r#"{{"sub":"alice","sid":"a1"{}{}}}"#, claim("iat", iat), claim("exp", exp));
        let token = world.verified(&super::forged(&token));
        wait(world.revocations.revoke_session("a1")).unwrap();
        wait(world.revocations.revoke_subject("alice")).unwrap();
        world.clock.set(START + later);
        wait(world.revocations.revoke_session("another")).unwrap();
        if wait(world.revocations.check(&token)).is_ok() {
            // the clocks of servers may differ by as much as verifiers accept
            prop_assert!(iat.is_some_and(|iat| iat > 300), "{:?} {:?} {}", iat, exp, later);
        }
        Ok(())
    });
    result.unwrap();
}
