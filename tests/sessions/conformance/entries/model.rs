//! What a store of entries does, in the fewest words.

use jwt_claims::NumericDate;
use jwt_claims::store::Entry;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseResult, TestRunner};
use tokio::runtime::Handle;

use super::{Store, entry, now};

#[derive(Clone, Debug)]
struct Call {
    is_raise: bool,
    /// One of three.
    key: usize,
    value: i64,
    /// Seconds from this call on; below 1 it has expired.
    lifetime: i64,
    /// Seconds since the call before.
    wait: i64,
}

fn call() -> impl Strategy<Value = Call> {
    let value = prop_oneof![-2..3_i64, any::<i64>()];
    (any::<bool>(), 0..3_usize, value, -3..40_i64, 0..10_i64)
        .prop_map(|(is_raise, key, value, lifetime, wait)| Call { is_raise, key, value, lifetime, wait })
}

/// Random sequences of calls.
pub(super) fn compare(store: &Store) {
    let config = Config { cases: 24, failure_persistence: None, ..Config::default() };
    let calls = proptest::collection::vec(call(), 1..40);
    let run = |calls: Vec<Call>| Handle::current().block_on(run(store, &calls));
    TestRunner::new(config).run(&calls, run).unwrap();
}

async fn run(store: &Store, calls: &[Call]) -> TestCaseResult {
    let mut clock = now().seconds();
    let mut known = [(); 3].map(|()| entry(0, NumericDate::MIN));
    for call in calls {
        clock += call.wait;
        let at = |seconds: i64| NumericDate::from_seconds(seconds).unwrap();
        let new = Entry { value: call.value, expires_at: at(clock + call.lifetime), ..known[call.key] };
        let known_one = &mut known[call.key];
        let is_kept = at(clock) < known_one.expires_at;
        if !call.is_raise {
            prop_assert_eq!(store.insert(&new, at(clock)).await.unwrap(), !is_kept);
            *known_one = if is_kept { *known_one } else { new };
        } else {
            store.raise(&new, at(clock)).await.unwrap();
            let mut raised = new;
            if is_kept {
                raised.value = raised.value.max(known_one.value);
                raised.expires_at = raised.expires_at.max(known_one.expires_at);
            } else if at(clock) < new.expires_at {
                // one that has expired is raised, unless it was removed before
                raised.value = store.find(&[new.key]).await.unwrap()[0].unwrap();
                prop_assert!(new.value <= raised.value);
                prop_assert!(calls.iter().any(|call| call.value == raised.value));
            }
            *known_one = raised;
        }
        let found = store.find(&known.map(|entry| entry.key)).await.unwrap();
        for (found, known) in found.into_iter().zip(&known) {
            if at(clock) < known.expires_at {
                prop_assert_eq!(found, Some(known.value));
            }
        }
    }
    Ok(())
}
