//! The store in memory.

use jwt_claims::sessions::{NewSession, Sessions};
use jwt_claims::store::{MemoryStore, Revoke, SessionStore};
use jwt_claims::{ErrorKind, FixedClock};

use crate::conformance;
use crate::support::{DAY, START, at, secret};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn it_conforms() {
    conformance::run("memory", MemoryStore::new(1000).unwrap()).await;
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
    // also revoked ones: they are removed when they expire
    store.revoke(Revoke::Subject("user 0"), at(START)).await.unwrap();
    assert!(sessions.create(login(0)).await.is_err());
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

#[test]
fn it_has_room() {
    assert_eq!(MemoryStore::new(0).unwrap_err().code(), "invalid_config");
}
