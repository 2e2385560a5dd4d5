//! The cases for entries.

mod model;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use jwt_claims::NumericDate;
use jwt_claims::store::{Entry, EntryKey, EntryKind, EntryStore};
use tokio::task::JoinSet;

use crate::conformance::{after, cases, later, now};

type Store = Arc<dyn EntryStore>;

const KINDS: [EntryKind; 3] = [EntryKind::Revocation, EntryKind::UsedToken, EntryKind::UsedProof];

cases! {
    an_entry_is_inserted_once,
    an_entry_that_has_expired_is_inserted_again,
    an_entry_that_has_expired_before_it_is_inserted_is_no_error,
    of_twenty_inserts_at_once_one_succeeds,
    a_raise_adds_an_entry,
    a_raise_lowers_neither_value_nor_expiry,
    of_a_hundred_raises_the_largest_is_left,
    values_have_64_bits,
    values_are_found_in_the_order_of_the_keys,
    a_thousand_values_are_found_at_once,
    kinds_do_not_meet,
    nothing_is_removed_before_it_expires,
    random_calls_have_the_results_of_a_model,
}

/// Entries that have expired are removed by inserts, and by raises. For stores without a
/// clock.
pub(crate) async fn removes_expired_entries(store: impl EntryStore) {
    let store = Arc::new(store) as Store;
    let old: Vec<_> = (0..100).map(|_| entry(1, after(10))).collect();
    for entry in &old {
        assert!(store.insert(entry, now()).await.unwrap());
    }
    let kept = entry(2, after(1000));
    store.raise(&kept, now()).await.unwrap();
    let keys: Vec<_> = old.iter().map(|entry| entry.key).collect();
    for _ in 0..3 {
        store.insert(&entry(1, after(1000)), after(100)).await.unwrap();
        store.raise(&entry(1, after(1000)), after(100)).await.unwrap();
    }
    assert_eq!(store.find(&keys).await.unwrap(), vec![None; 100]);
    assert_eq!(found(&store, kept.key).await, Some(2));
}

fn key(kind: EntryKind) -> EntryKey {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let process = std::process::id().to_be_bytes();
    EntryKey::new(kind, [&process[..], &NEXT.fetch_add(1, Ordering::Relaxed).to_be_bytes()])
}

/// An entry with a new key.
pub(crate) fn entry(value: i64, expires_at: NumericDate) -> Entry {
    Entry { key: key(EntryKind::UsedToken), value, expires_at }
}

async fn found(store: &Store, key: EntryKey) -> Option<i64> {
    let found = store.find(&[key]).await.unwrap();
    assert_eq!(found.len(), 1);
    found[0]
}

/// Whether there is an entry that has not expired at this time, by an insert.
async fn is_kept(store: &Store, key: EntryKey, at: NumericDate) -> bool {
    !store.insert(&Entry { key, value: 0, expires_at: after(100_000) }, at).await.unwrap()
}

async fn an_entry_is_inserted_once(store: Store) {
    let first = entry(1, after(100));
    assert_eq!(found(&store, first.key).await, None);
    assert!(store.insert(&first, now()).await.unwrap());
    let second = Entry { value: 2, expires_at: after(500), ..first };
    for at in [after(-1000), now(), later(first.expires_at, -1)] {
        assert!(!store.insert(&second, at).await.unwrap());
    }
    assert_eq!(found(&store, first.key).await, Some(1));
    // the second one has not changed the expiry either
    assert!(!is_kept(&store, first.key, first.expires_at).await);
}

async fn an_entry_that_has_expired_is_inserted_again(store: Store) {
    let first = entry(7, after(100));
    assert!(store.insert(&first, now()).await.unwrap());
    // also with a smaller value
    let second = Entry { value: -7, expires_at: after(200), ..first };
    assert!(store.insert(&second, first.expires_at).await.unwrap());
    assert_eq!(found(&store, first.key).await, Some(-7));
    assert!(!store.insert(&second, later(second.expires_at, -1)).await.unwrap());
}

async fn an_entry_that_has_expired_before_it_is_inserted_is_no_error(store: Store) {
    for expires_at in [NumericDate::MIN, after(-10_000_000), after(-100), now()] {
        let late = entry(1, expires_at);
        assert!(store.insert(&late, after(0)).await.unwrap());
        assert!(store.insert(&late, after(0)).await.unwrap());
        store.raise(&late, after(0)).await.unwrap();
        // and it does not keep another one out
        assert!(!is_kept(&store, late.key, after(0)).await);
        // which it does not end
        store.raise(&late, after(0)).await.unwrap();
        assert!(is_kept(&store, late.key, after(0)).await);
    }
}

/// Each waits for the commits of the others, and a store gives a call up after some seconds: more
/// at once would fail on a busy machine.
async fn of_twenty_inserts_at_once_one_succeeds(store: Store) {
    for _ in 0..5 {
        let key = key(EntryKind::UsedProof);
        let tasks: Vec<_> = (0..20)
            .map(|nth| {
                let (store, entry) = (Arc::clone(&store), Entry { key, value: nth, expires_at: after(100) });
                tokio::spawn(async move { store.insert(&entry, now()).await.unwrap().then_some(nth) })
            })
            .collect();
        let mut winners = Vec::new();
        for task in tasks {
            winners.extend(task.await.unwrap());
        }
        assert_eq!(winners.len(), 1);
        assert_eq!(found(&store, key).await, Some(winners[0]));
    }
}

async fn a_raise_adds_an_entry(store: Store) {
    let new = entry(-5, after(100));
    store.raise(&new, now()).await.unwrap();
    assert_eq!(found(&store, new.key).await, Some(-5));
    assert!(!store.insert(&new, later(new.expires_at, -1)).await.unwrap());
    assert!(store.insert(&new, new.expires_at).await.unwrap());
}

async fn a_raise_lowers_neither_value_nor_expiry(store: Store) {
    let first = entry(10, after(100));
    assert!(store.insert(&first, now()).await.unwrap());
    for (value, seconds, expected) in [(5, 50, 10), (20, 50, 20), (10, 300, 20), (-1, 299, 20), (21, 300, 21)]
    {
        let raised = Entry { value, expires_at: later(first.expires_at, seconds - 100), ..first };
        store.raise(&raised, now()).await.unwrap();
        assert_eq!(found(&store, first.key).await, Some(expected));
    }
    assert!(is_kept(&store, first.key, later(first.expires_at, 199)).await);
    assert!(!is_kept(&store, first.key, later(first.expires_at, 200)).await);
}

async fn of_a_hundred_raises_the_largest_is_left(store: Store) {
    let key = key(EntryKind::Revocation);
    let end = after(1000);
    let raise = |nth: i64| {
        let expires_at = later(end, -(nth * 61) % 100);
        let (store, entry) = (Arc::clone(&store), Entry { key, value: (nth * 37) % 100, expires_at });
        async move { store.raise(&entry, now()).await.unwrap() }
    };
    // as many at once as can wait for each other
    for first in (0..100).step_by(20) {
        JoinSet::from_iter((first..first + 20).map(raise)).join_all().await;
    }
    assert_eq!(found(&store, key).await, Some(99));
    assert!(is_kept(&store, key, later(end, -1)).await);
    assert!(!is_kept(&store, key, end).await);
}

async fn values_have_64_bits(store: Store) {
    // a double does not tell the last two of each pair apart
    let values = [i64::MIN, i64::MIN + 1, -(1 << 53) - 1, -1 << 53, -1, 0, 1, 1 << 53, (1 << 53) + 1];
    let raised = entry(i64::MIN, after(100));
    for value in values.into_iter().chain([i64::MAX - 1, i64::MAX]) {
        let new = entry(value, NumericDate::MAX);
        assert!(store.insert(&new, now()).await.unwrap());
        assert_eq!(found(&store, new.key).await, Some(value));
        store.raise(&Entry { value, ..raised }, now()).await.unwrap();
        store.raise(&Entry { value: value.saturating_sub(1), ..raised }, now()).await.unwrap();
        assert_eq!(found(&store, raised.key).await, Some(value));
    }
}

async fn values_are_found_in_the_order_of_the_keys(store: Store) {
    let entries = [entry(3, after(100)), entry(1, after(100)), entry(2, after(100))];
    for entry in &entries {
        assert!(store.insert(entry, now()).await.unwrap());
    }
    let ([a, b, c], none) = (entries.map(|entry| entry.key), key(EntryKind::UsedToken));
    let cases: [(&[EntryKey], &[Option<i64>]); 6] = [
        (&[], &[]),
        (&[none], &[None]),
        (&[a, b, c], &[Some(3), Some(1), Some(2)]),
        (&[c, none, a, none], &[Some(2), None, Some(3), None]),
        (&[b, b, none, b], &[Some(1), Some(1), None, Some(1)]),
        (&[none, none], &[None, None]),
    ];
    for (keys, expected) in cases {
        assert_eq!(store.find(keys).await.unwrap(), expected);
    }
}

async fn a_thousand_values_are_found_at_once(store: Store) {
    let mut keys: Vec<_> = (0..1000).map(|_| key(EntryKind::Revocation)).collect();
    let mut expected = vec![None; 1000];
    for (nth, value) in [(0, 1), (500, 2), (999, 3)] {
        let known = entry(value, after(100));
        store.raise(&known, now()).await.unwrap();
        (keys[nth], expected[nth]) = (known.key, Some(value));
    }
    assert_eq!(store.find(&keys).await.unwrap(), expected);
}

async fn kinds_do_not_meet(store: Store) {
    let text = format!("{:?}", key(EntryKind::UsedToken).to_bytes());
    let of = |kind, parts: &[&str]| EntryKey::new(kind, parts.iter().map(|part| part.as_bytes()));
    let mut keys: Vec<_> = KINDS.into_iter().map(|kind| of(kind, &[&text, "ab"])).collect();
    // the same text in other parts
    for parts in [vec![&*text, "a", "b"], vec![&text, "", "ab"], vec![&format!("{text}ab")]] {
        keys.push(of(EntryKind::Revocation, &parts));
    }
    for (value, key) in (0..).zip(&keys) {
        let entry = Entry { key: *key, value, expires_at: after(100) };
        assert!(store.insert(&entry, now()).await.unwrap());
    }
    let expected: Vec<_> = (0..6).map(Some).collect();
    assert_eq!(store.find(&keys).await.unwrap(), expected);
}

async fn nothing_is_removed_before_it_expires(store: Store) {
    let start = now();
    let at = |seconds| later(start, seconds);
    let entries: Vec<_> = (1..=100).map(|nth| entry(nth, at(10 * nth))).collect();
    for entry in &entries {
        assert!(store.insert(entry, start).await.unwrap());
    }
    for now in [0, 1, 9, 10, 11, 100, 101, 499, 500, 501, 990, 999] {
        // more than one write removes
        for _ in 0..4 {
            assert!(store.insert(&entry(0, at(10_000)), at(now)).await.unwrap());
            store.raise(&entry(0, at(10_000)), at(now)).await.unwrap();
        }
        let open: Vec<_> = entries.iter().filter(|entry| at(now) < entry.expires_at).collect();
        let keys: Vec<_> = open.iter().map(|entry| entry.key).collect();
        let expected: Vec<_> = open.iter().map(|entry| Some(entry.value)).collect();
        assert_eq!(store.find(&keys).await.unwrap(), expected, "{now}");
    }
}

async fn random_calls_have_the_results_of_a_model(store: Store) {
    tokio::task::block_in_place(|| model::compare(&store));
}
