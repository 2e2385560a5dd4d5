//! The store in memory.

use jwt_claims::sessions::{NewSession, Sessions};
use jwt_claims::store::{Entry, EntryKey, EntryKind, EntryStore, MemoryStore, Revoke, SessionStore};
use jwt_claims::{ErrorKind, FixedClock};

use crate::conformance::entries::entry;
use crate::conformance::{self, Setup};
use crate::support::{DAY, START, at, secret};

pub(crate) fn setup() -> Setup {
    Setup::new("memory", MemoryStore::new(10_000).unwrap(), ())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn it_conforms() {
    conformance::run(setup()).await;
    conformance::entries::removes_expired_entries(MemoryStore::new(102).unwrap()).await;
}

#[tokio::test]
async fn a_full_store_refuses_new_sessions_and_keeps_the_others() {
    let clock = FixedClock::at(START);
    let store = std::sync::Arc::new(MemoryStore::new(100).unwrap());
    let sessions = Sessions::new(store.clone(), secret(7)).with_clock(clock.clone());
    let login = |nth: usize| NewSession::new(format!("user {nth}"), "web").unwrap();
    let mut tokens = Vec::new();
    for nth in 0..100 {
        tokens.push(sessions.create(login(nth)).await.unwrap().refresh_token().to_owned());
    }
    for nth in 0..1000 {
        let error = sessions.create(login(nth)).await.unwrap_err();
        assert_eq!((error.code(), error.kind()), ("store_unavailable", ErrorKind::Unavailable));
    }
    clock.set(START + DAY);
    for token in &mut tokens[50..] {
        *token = sessions.refresh(token, "web").await.unwrap().refresh_token().to_owned();
    }
    // half of them expire
    clock.set(START + 14 * DAY);
    for nth in 0..50 {
        assert!(sessions.create(login(nth)).await.is_ok(), "{nth}");
    }
    assert!(sessions.create(login(0)).await.is_err());
    for token in &tokens[50..] {
        assert!(sessions.refresh(token, "web").await.is_ok());
    }
    assert!(format!("{store:?}").contains("sessions: 100"), "{store:?}");
}

/// Otherwise one account that logs in and out would keep others from logging in.
#[tokio::test]
async fn revoked_sessions_make_room_for_new_ones() {
    let store = std::sync::Arc::new(MemoryStore::new(10).unwrap());
    let sessions = Sessions::new(store.clone(), secret(7)).with_clock(FixedClock::at(START));
    let login = |user: &str| sessions.create(NewSession::new(user, "web").unwrap());
    let mut others = Vec::new();
    for nth in 0..9 {
        others.push(login(&format!("user {nth}")).await.unwrap().refresh_token().to_owned());
    }
    for _ in 0..100 {
        let session = login("mallory").await.unwrap();
        assert!(login("mallory").await.is_err(), "it is full");
        assert!(sessions.revoke_session(session.id()).await.unwrap());
        let error = sessions.refresh(session.refresh_token(), "web").await.unwrap_err();
        assert_eq!(error.code(), "session_ended");
    }
    // the row of the session that was revoked last makes room once
    let session = login("mallory").await.unwrap();
    assert!(login("mallory").await.is_err());
    assert_eq!(store.revoke(Revoke::Subject("mallory"), at(START)).await.unwrap(), [session.id()]);
    let error = sessions.refresh(session.refresh_token(), "web").await.unwrap_err();
    assert_eq!(error.code(), "session_ended");
    for token in &mut others {
        assert!(sessions.refresh(token, "web").await.is_ok());
    }
    assert!(format!("{store:?}").contains("sessions: 10"), "{store:?}");
}

#[test]
fn it_has_room() {
    assert_eq!(MemoryStore::new(0).unwrap_err().code(), "invalid_config");
}

#[tokio::test]
async fn a_store_that_is_full_of_entries_refuses_new_ones_of_their_kind_and_keeps_the_others() {
    let store = MemoryStore::new(10).unwrap();
    let entry = |kind, nth: u8, until| Entry {
        key: EntryKey::new(kind, [&[nth][..]]),
        value: nth.into(),
        expires_at: at(START + until),
    };
    let proof = |nth| entry(EntryKind::UsedProof, nth, 60);
    for nth in 0..10 {
        assert!(store.insert(&proof(nth), at(START)).await.unwrap());
    }
    for nth in 10..100 {
        let error = store.insert(&proof(nth), at(START + 59)).await.unwrap_err();
        assert!(error.to_string().contains("10 entries"), "{error}");
        store.raise(&proof(nth), at(START + 59)).await.unwrap_err();
    }
    // the known ones go on, and other kinds have room
    assert!(!store.insert(&proof(3), at(START + 59)).await.unwrap());
    store.raise(&proof(3), at(START + 59)).await.unwrap();
    for kind in [EntryKind::Revocation, EntryKind::UsedToken] {
        for nth in 0..10 {
            store.raise(&entry(kind, nth, 1000), at(START)).await.unwrap();
        }
        store.raise(&entry(kind, 10, 1000), at(START)).await.unwrap_err();
    }
    let keys: Vec<_> = (0..10).map(|nth| proof(nth).key).collect();
    let all: Vec<_> = (0..10).map(Some).collect();
    assert_eq!(store.find(&keys).await.unwrap(), all);
    // they expire, and no other ones
    assert!(store.insert(&entry(EntryKind::UsedProof, 50, 200), at(START + 60)).await.unwrap());
    assert_eq!(store.find(&keys).await.unwrap(), vec![None; 10]);
    let keys: Vec<_> = (0..10).map(|nth| entry(EntryKind::Revocation, nth, 0).key).collect();
    assert_eq!(store.find(&keys).await.unwrap(), all);
    assert!(format!("{store:?}").contains("entries: 21"), "{store:?}");
}

/// The limit holds for many at once, too.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_inserts_at_once_as_many_succeed_as_there_is_room() {
    let store = std::sync::Arc::new(MemoryStore::new(50).unwrap());
    let tasks: Vec<_> = (0..200)
        .map(|_| {
            let (store, entry) = (store.clone(), entry(1, at(START + 60)));
            tokio::spawn(async move { store.insert(&entry, at(START)).await.is_ok() })
        })
        .collect();
    let mut inserted = 0;
    for task in tasks {
        inserted += usize::from(task.await.unwrap());
    }
    assert_eq!(inserted, 50);
}
