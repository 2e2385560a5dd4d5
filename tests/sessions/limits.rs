//! What is refused before there is a session.

use jwt_claims::sessions::{Lifetimes, NewSession, Secret, SessionId, Sessions};
use jwt_claims::store::MemoryStore;

use crate::support::{Service, seconds, secret};

#[test]
fn names_have_limits() {
    for name in ["", &"x".repeat(256), &"é".repeat(128), "a\0b", "a\nb", "\u{85}"] {
        for names in [(name, "web"), ("alice", name)] {
            let error = NewSession::new(names.0, names.1).unwrap_err();
            assert_eq!(error.code(), "invalid_config", "{names:?}");
        }
    }
    assert!(NewSession::new("é".repeat(127), "x".repeat(255)).is_ok());
}

#[tokio::test]
async fn data_have_a_limit() {
    let login = |data: &str| NewSession::new("alice", "web").unwrap().with_data(&data);
    assert_eq!(login(&"x".repeat(16 * 1024 - 1)).unwrap_err().code(), "invalid_config");
    let most = "x".repeat(16 * 1024 - 2);
    let session = Service::new().sessions.create(login(&most).unwrap()).await.unwrap();
    assert_eq!(session.data::<String>().unwrap(), most);
    let not_json = std::collections::BTreeMap::from([((1, 2), 3)]);
    assert!(NewSession::new("alice", "web").unwrap().with_data(&not_json).is_err());
}

#[test]
fn secrets_have_32_bytes() {
    for length in [0, 1, 16, 31] {
        let error = Secret::from_bytes(vec![7; length]).unwrap_err();
        assert_eq!(error.code(), "invalid_key", "{length}");
    }
    assert!(Secret::from_bytes([7; 32]).is_ok() && Secret::from_bytes([7; 1000]).is_ok());
}

#[test]
fn lifetimes_have_limits() {
    let set = |idle: u64, absolute: u64, grace: u64| {
        let mut lifetimes = Lifetimes::default();
        (lifetimes.idle, lifetimes.absolute, lifetimes.grace) =
            (seconds(idle), seconds(absolute), seconds(grace));
        Sessions::new(MemoryStore::new(1).unwrap(), secret(7)).with_lifetimes(lifetimes)
    };
    assert!(set(61, 61, 60).is_ok() && set(1, 1, 0).is_ok() && set(3600, 3650 * 24 * 3600, 10).is_ok());
    for (idle, absolute, grace) in [
        (0, 100, 0),
        (100, 99, 10),
        (100, 100, 61),
        (10, 100, 10),
        (100, 3651 * 24 * 3600, 10),
        (u64::MAX, u64::MAX, 0),
    ] {
        assert_eq!(
            set(idle, absolute, grace).unwrap_err().code(),
            "invalid_config",
            "{idle} {absolute} {grace}"
        );
    }
}

#[test]
fn ids_have_one_spelling() {
    let text = "AAECAwQFBgcICQoLDA0ODw";
    assert_eq!(text.parse::<SessionId>().unwrap().as_bytes()[15], 15);
    for text in [
        "",
        "AAECAwQFBgcICQoLDA0OD",
        "AAECAwQFBgcICQoLDA0ODx",
        "AAECAwQFBgcICQoLDA0ODw==",
        " AAECAwQFBgcICQoLDA0OD",
    ] {
        assert!(text.parse::<SessionId>().is_err(), "{text}");
    }
}

#[tokio::test]
async fn no_secret_is_in_debug() {
    let service = Service::new();
    let session = service.log_in().await;
    let shown = format!("{session:?} {:?} {:?} {:?}", service.sessions, secret(7), service.store);
    assert!(!shown.contains(session.refresh_token()) && !shown.contains("alice"), "{shown}");
    assert!(!shown.contains("7, 7") && !shown.contains("070707"), "{shown}");
    let answer = jwt_claims::sessions::TokenResponse::bearer("secret-access", 300, &session);
    let shown = format!("{answer:?}");
    assert!(!shown.contains(session.refresh_token()) && !shown.contains("secret-access"), "{shown}");
    let error = service.sessions.refresh(&session.refresh_token()[..75], "web").await.unwrap_err();
    assert!(!format!("{error:?} {error}").contains(&session.refresh_token()[..20]));
}
