//! The cases for sessions.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use jwt_claims::NumericDate;
use jwt_claims::sessions::SessionId;
use jwt_claims::store::{Advance, Advanced, Revoke, SessionRow, SessionStore};

use crate::conformance::{after, cases, later, now};
use crate::many::use_one_token;

type Store = Arc<dyn SessionStore>;

cases! {
    a_row_comes_back_as_it_was,
    an_id_is_not_used_twice,
    an_advance_changes_counter_and_times,
    an_advance_may_skip_numbers,
    an_advance_needs_the_expected_counter,
    an_idle_session_ends_with_its_absolute_lifetime,
    an_expired_session_does_not_advance,
    a_revoked_session_does_not_advance,
    a_session_is_revoked_once,
    an_expired_session_can_be_revoked,
    a_session_that_does_not_exist_is_absent,
    sessions_of_a_subject_are_revoked_and_no_others,
    counters_have_63_bits,
    of_many_advances_at_once_one_succeeds,
    after_a_revocation_nothing_advances,
    a_hundred_uses_of_one_token_are_one_rotation,
}

/// Rows that have expired are removed with new ones. For stores without a clock.
pub(crate) async fn removes_expired_rows(store: impl SessionStore) {
    let store = Arc::new(store) as Store;
    let start = now();
    let old = |seconds: i64| {
        let until = later(start, seconds);
        SessionRow { idle_expires_at: until, absolute_expires_at: until, ..row_at("old", start) }
    };
    let mut rows = Vec::new();
    for nth in 0..30 {
        rows.push(created(&store, old(10 + nth % 2)).await);
    }
    let kept = created(&store, old(21)).await;
    for _ in 0..2 {
        created(&store, SessionRow { created_at: later(start, 20), ..row_at("new", start) }).await;
    }
    for row in &rows {
        assert_eq!(advance(&store, row, 7, 8).await, Advanced::Absent);
    }
    assert_eq!(stored(&store, kept.id).await, kept);
}

fn id() -> SessionId {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let mut octets = [0xC3; 16];
    octets[8..].copy_from_slice(&NEXT.fetch_add(1, Ordering::Relaxed).to_be_bytes());
    SessionId::from_bytes(octets)
}

fn row(subject: &str) -> SessionRow {
    row_at(subject, now())
}

fn row_at(subject: &str, now: NumericDate) -> SessionRow {
    SessionRow {
        id: id(),
        subject: subject.to_owned(),
        client: "web".to_owned(),
        counter: 0,
        refreshed_at: now,
        created_at: now,
        idle_expires_at: later(now, 1000),
        absolute_expires_at: later(now, 5000),
        revoked_at: None,
        data: "null".to_owned(),
    }
}

async fn created(store: &Store, row: SessionRow) -> SessionRow {
    store.create(&row).await.unwrap();
    row
}

async fn advance(store: &Store, row: &SessionRow, from: u64, to: u64) -> Advanced {
    let advance = Advance { id: row.id, from, to, now: now(), idle_expires_at: after(1000) };
    store.advance(&advance).await.unwrap()
}

/// The row, by an advance that is refused.
async fn stored(store: &Store, id: SessionId) -> SessionRow {
    let now = NumericDate::from_seconds(i64::from(u32::MAX)).unwrap();
    let advance = Advance { id, from: 1 << 62, to: 0, now, idle_expires_at: now };
    match store.advance(&advance).await.unwrap() {
        Advanced::Unchanged(row) => row,
        other => panic!("expected a row, found {other:?}"),
    }
}

async fn a_row_comes_back_as_it_was(store: Store) {
    let plain = row("alice");
    let odd = SessionRow {
        subject: "'; DROP TABLE x; -- \" \\ % _ \u{1F980} ${1}".to_owned(),
        client: "é".repeat(127),
        counter: 300,
        refreshed_at: after(-5),
        created_at: after(-1000),
        data: format!("{{\"text\":\"{}\\u0000 'quoted' \u{2028}\"}}", "x".repeat(16_000)),
        ..row("x")
    };
    let long = SessionRow { subject: "s".repeat(255), ..row("x") };
    for row in [plain, odd, long] {
        let row = created(&store, row).await;
        assert_eq!(stored(&store, row.id).await, row);
    }
}

async fn an_id_is_not_used_twice(store: Store) {
    let first = created(&store, row("alice")).await;
    let second = SessionRow { id: first.id, counter: 7, ..row("mallory") };
    store.create(&second).await.unwrap_err();
    assert_eq!(stored(&store, first.id).await, first);
    assert_eq!(store.revoke(Revoke::Subject("mallory"), now()).await.unwrap(), []);
}

async fn an_advance_changes_counter_and_times(store: Store) {
    let before = created(&store, row("alice")).await;
    let advance = Advance { id: before.id, from: 0, to: 1, now: after(10), idle_expires_at: after(1010) };
    let expected = SessionRow {
        counter: 1,
        refreshed_at: advance.now,
        idle_expires_at: advance.idle_expires_at,
        ..before.clone()
    };
    assert_eq!(store.advance(&advance).await.unwrap(), Advanced::Changed(expected.clone()));
    assert_eq!(stored(&store, before.id).await, expected);
    // a clock that was set back
    let back = Advance { from: 1, to: 2, now: after(-100), idle_expires_at: after(900), ..advance };
    let Advanced::Changed(row) = store.advance(&back).await.unwrap() else { panic!("not changed") };
    assert_eq!((row.refreshed_at, row.idle_expires_at), (back.now, back.idle_expires_at));
}

async fn an_advance_may_skip_numbers(store: Store) {
    let row = created(&store, row("alice")).await;
    let Advanced::Changed(row) = advance(&store, &row, 0, 8).await else { panic!("not changed") };
    assert_eq!(row.counter, 8);
}

async fn an_advance_needs_the_expected_counter(store: Store) {
    let row = created(&store, SessionRow { counter: 5, ..row("alice") }).await;
    for from in [0, 4, 6, 50, 55] {
        assert_eq!(advance(&store, &row, from, from + 1).await, Advanced::Unchanged(row.clone()), "{from}");
    }
}

async fn an_idle_session_ends_with_its_absolute_lifetime(store: Store) {
    let row = created(&store, row("alice")).await;
    for (from, asked, expected) in [(0, 4999, 4999), (1, 5000, 5000), (2, 5001, 5000), (3, 1 << 32, 5000)] {
        let at = |seconds: i64| NumericDate::from_seconds(row.created_at.seconds() + seconds).unwrap();
        let advance = Advance { id: row.id, from, to: from + 1, now: now(), idle_expires_at: at(asked) };
        let Advanced::Changed(row) = store.advance(&advance).await.unwrap() else { panic!("not changed") };
        assert_eq!((row.idle_expires_at, row.absolute_expires_at), (at(expected), at(5000)));
    }
}

async fn an_expired_session_does_not_advance(store: Store) {
    let row = created(&store, row("alice")).await;
    let end = row.idle_expires_at.seconds();
    let advance = |now: i64| Advance {
        id: row.id,
        from: 0,
        to: 1,
        now: NumericDate::from_seconds(now).unwrap(),
        idle_expires_at: row.absolute_expires_at,
    };
    for late in [end, end + 1, end + 100_000] {
        assert_eq!(store.advance(&advance(late)).await.unwrap(), Advanced::Unchanged(row.clone()));
    }
    assert!(matches!(store.advance(&advance(end - 1)).await.unwrap(), Advanced::Changed(_)));
}

async fn a_revoked_session_does_not_advance(store: Store) {
    let row = created(&store, row("alice")).await;
    let at = now();
    assert_eq!(store.revoke(Revoke::Session(row.id), at).await.unwrap(), [row.id]);
    let expected = SessionRow { revoked_at: Some(at), ..row.clone() };
    assert_eq!(advance(&store, &row, 0, 1).await, Advanced::Unchanged(expected));
}

async fn a_session_is_revoked_once(store: Store) {
    let row = created(&store, row("twice")).await;
    let first = now();
    assert_eq!(store.revoke(Revoke::Session(row.id), first).await.unwrap(), [row.id]);
    assert_eq!(store.revoke(Revoke::Session(row.id), after(50)).await.unwrap(), []);
    assert_eq!(store.revoke(Revoke::Subject("twice"), after(50)).await.unwrap(), []);
    assert_eq!(stored(&store, row.id).await.revoked_at, Some(first));
}

async fn an_expired_session_can_be_revoked(store: Store) {
    // the clock was ahead when it was revoked
    let row = created(&store, row("alice")).await;
    assert_eq!(store.revoke(Revoke::Session(row.id), after(2000)).await.unwrap(), [row.id]);
    assert!(
        matches!(advance(&store, &row, 0, 1).await, Advanced::Unchanged(row) if row.revoked_at.is_some())
    );
}

async fn a_session_that_does_not_exist_is_absent(store: Store) {
    let none = row("nobody");
    assert_eq!(advance(&store, &none, 0, 1).await, Advanced::Absent);
    assert_eq!(store.revoke(Revoke::Session(none.id), now()).await.unwrap(), []);
    assert_eq!(store.revoke(Revoke::Subject("nobody"), now()).await.unwrap(), []);
    // none of this has created it
    assert_eq!(advance(&store, &none, 0, 1).await, Advanced::Absent);
}

async fn sessions_of_a_subject_are_revoked_and_no_others(store: Store) {
    let others =
        ["Carol", "carol ", " carol", "carol\u{301}", "caro", "carol2", "%", "_arol", "carol:1", "*"];
    let mut sessions = BTreeMap::new();
    for subject in others.iter().chain(&["carol", "carol", "carol"]) {
        let row = created(&store, row(subject)).await;
        sessions.insert(row.id, row);
    }
    let one = sessions.values().find(|row| row.subject == "carol").unwrap().id;
    assert_eq!(store.revoke(Revoke::Session(one), now()).await.unwrap(), [one]);
    let mut revoked = store.revoke(Revoke::Subject("carol"), now()).await.unwrap();
    revoked.sort_unstable();
    let of_carol = sessions.values().filter(|row| row.subject == "carol" && row.id != one);
    assert_eq!(revoked, of_carol.map(|row| row.id).collect::<Vec<_>>());
    for (id, row) in sessions {
        let is_revoked = stored(&store, id).await.revoked_at.is_some();
        assert_eq!(is_revoked, row.subject == "carol", "{:?}", row.subject);
    }
    for wildcard in ["%", "*", "_arol"] {
        assert_eq!(store.revoke(Revoke::Subject(wildcard), now()).await.unwrap().len(), 1, "{wildcard}");
    }
}

async fn counters_have_63_bits(store: Store) {
    // beyond what a double holds
    let large = (1 << 53) + 1;
    let row = created(&store, SessionRow { counter: large, ..row("alice") }).await;
    assert!(
        matches!(advance(&store, &row, large - 1, large).await, Advanced::Unchanged(row) if row.counter == large)
    );
    let most = i64::MAX.unsigned_abs();
    assert!(
        matches!(advance(&store, &row, large, most).await, Advanced::Changed(row) if row.counter == most)
    );
    assert_eq!(stored(&store, row.id).await.counter, most);
}

async fn of_many_advances_at_once_one_succeeds(store: Store) {
    let row = created(&store, row("alice")).await;
    for from in 0..5 {
        let tasks: Vec<_> = (0..50)
            .map(|_| {
                let (store, row) = (Arc::clone(&store), row.clone());
                tokio::spawn(async move { advance(&store, &row, from, from + 1).await })
            })
            .collect();
        let mut changed = 0;
        for task in tasks {
            match task.await.unwrap() {
                Advanced::Changed(_) => changed += 1,
                Advanced::Unchanged(row) => assert!(row.counter >= from),
                Advanced::Absent => panic!("absent"),
            }
        }
        assert_eq!(changed, 1);
        assert_eq!(stored(&store, row.id).await.counter, from + 1);
    }
}

async fn after_a_revocation_nothing_advances(store: Store) {
    let row = created(&store, row("erin")).await;
    let advancing = {
        let (store, row) = (Arc::clone(&store), row.clone());
        tokio::spawn(async move {
            let mut from = 0;
            while let Advanced::Changed(_) = advance(&store, &row, from, from + 1).await {
                from += 1;
            }
        })
    };
    tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    assert_eq!(store.revoke(Revoke::Subject("erin"), now()).await.unwrap(), [row.id]);
    let counter = stored(&store, row.id).await.counter;
    advancing.await.unwrap();
    assert_eq!(stored(&store, row.id).await.counter, counter);
}

async fn a_hundred_uses_of_one_token_are_one_rotation(store: Store) {
    use_one_token(store, 100).await;
}
