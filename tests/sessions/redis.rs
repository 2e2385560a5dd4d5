//! The store in Redis, on a server of its own.

mod refused;

use std::sync::Arc;
use std::time::{Duration, Instant};

use jwt_claims::revocation::Revocations;
use jwt_claims::sessions::{NewSession, Outcome, Session, SessionId, Sessions};
use jwt_claims::store::{
    Advance, Advanced, Entry, EntryStore, RedisOptions, RedisStore, Revoke, SessionRow, SessionStore,
};
use jwt_claims::{Error, NumericDate};
use redis::{AsyncConnectionConfig, Cmd};

use crate::conformance::entries::entry;
use crate::conformance::{self, Setup, after, later};
use crate::forwarder::Forwarder;
use crate::many;
use crate::support::{MINUTE, log_in, secret};
use crate::unreliable::access;
use jwt_claims_servers::{self as servers, Server};

pub(crate) async fn connect(server: &Server, options: RedisOptions) -> Result<RedisStore, Error> {
    RedisStore::connect(&format!("redis://127.0.0.1:{}/", server.port), options).await
}

async fn sessions(server: &Server) -> Sessions {
    Sessions::new(connect(server, RedisOptions::default()).await.unwrap(), secret(7))
}

/// Sends a command beside the store.
async fn command<T: redis::FromRedisValue>(server: &Server, words: &[&str]) -> T {
    let client = redis::Client::open(format!("redis://127.0.0.1:{}/", server.port)).unwrap();
    let patient = Some(Duration::from_secs(30));
    let config = AsyncConnectionConfig::new().set_connection_timeout(patient).set_response_timeout(patient);
    let mut connection = client.get_multiplexed_async_connection_with_config(&config).await.unwrap();
    let mut command = Cmd::new();
    words.iter().for_each(|word| {
        command.arg(*word);
    });
    command.query_async(&mut connection).await.unwrap()
}

pub(crate) async fn setup() -> Option<Setup> {
    let server = servers::redis(&[])?;
    let store = connect(&server, RedisOptions::default()).await.unwrap();
    Some(Setup::new("Redis", store, server))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn it_conforms() {
    let Some(setup) = setup().await else { return };
    conformance::run(setup).await;
}

/// A write waits for a replica.
fn with_a_replica() -> RedisOptions {
    let mut options = RedisOptions::default();
    options.replicas = 1;
    options.replicas_timeout = Duration::from_secs(5);
    options
}

/// A server and its replica, which has what the server has.
async fn replicated() -> Option<(Server, Server)> {
    let server = servers::redis(&["--repl-diskless-sync-delay", "0"])?;
    let port = server.port.to_string();
    let replica = servers::redis(&["--replicaof", "127.0.0.1", &port])?;
    let begin = Instant::now();
    while command::<i64>(&server, &["WAIT", "1", "100"]).await == 0 {
        assert!(begin.elapsed() < MINUTE, "the replica does not come");
    }
    Some((server, replica))
}

pub(crate) async fn setup_with_a_replica() -> Option<Setup> {
    let (server, replica) = replicated().await?;
    let store = connect(&server, with_a_replica()).await.unwrap();
    Some(Setup::new("Redis with a replica", store, (server, replica)))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn it_conforms_with_a_replica() {
    let Some(setup) = setup_with_a_replica().await else { return };
    conformance::run(setup).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_a_replica_must_have_is_there() {
    let Some((server, replica)) = replicated().await else { return };
    let store = Arc::new(connect(&server, with_a_replica()).await.unwrap());
    let sessions = Sessions::new(Arc::clone(&store), secret(7));
    let count = |server| command::<i64>(server, &["DBSIZE"]);
    for _ in 0..50 {
        log_in(&sessions).await;
        store.insert(&entry(1, after(100)), after(0)).await.unwrap();
        store.raise(&entry(1, after(100)), after(0)).await.unwrap();
        assert_eq!(count(&server).await, count(&replica).await);
    }
    let (session, revoked) = (log_in(&sessions).await, log_in(&sessions).await);
    assert!(sessions.revoke_session(revoked.id()).await.unwrap());
    let key = format!("jwt-claims:session:{}", revoked.id());
    assert_eq!(command::<i64>(&replica, &["HEXISTS", &key, "revoked_at"]).await, 1);
    drop(replica);
    let error = sessions.revoke_session(session.id()).await.unwrap_err();
    assert!(error.code() == "store_unavailable" && error.to_string().contains("1 replicas"), "{error}");
    let error = sessions.create(NewSession::new("alice", "web").unwrap()).await.unwrap_err();
    assert!(error.code() == "store_unavailable" && error.to_string().contains("1 replicas"), "{error}");
    for error in [
        store.insert(&entry(1, after(100)), after(0)).await.map(|_| ()).unwrap_err(),
        store.raise(&entry(1, after(100)), after(0)).await.unwrap_err(),
    ] {
        assert!(error.to_string().contains("1 replicas"), "{error}");
    }
}

#[tokio::test]
async fn a_server_that_removes_keys_is_refused() {
    for policy in ["allkeys-lru", "volatile-ttl"] {
        let Some(server) = servers::redis(&["--maxmemory", "100mb", "--maxmemory-policy", policy]) else {
            return;
        };
        let error = connect(&server, RedisOptions::default()).await.unwrap_err();
        assert!(error.code() == "invalid_config" && error.to_string().contains(policy), "{error}");
        let mut options = RedisOptions::default();
        options.accept_eviction = true;
        // for sessions alone
        let store = Arc::new(connect(&server, options).await.unwrap());
        let sessions = Sessions::new(Arc::clone(&store), secret(7));
        let session = log_in(&sessions).await;
        assert!(sessions.refresh(session.refresh_token(), "web").await.is_ok());
        assert!(sessions.revoke_session(session.id()).await.unwrap());
        // the server may remove the index, and keep the sessions
        log_in(&sessions).await;
        assert_eq!(command::<i64>(&server, &["DEL", "jwt-claims:subject:alice"]).await, 1);
        let error = sessions.revoke_subject("alice").await.unwrap_err();
        assert_eq!(error.code(), "store_unavailable");
        let entry = entry(1, after(100));
        for error in [
            store.insert(&entry, after(0)).await.map(drop).unwrap_err(),
            store.raise(&entry, after(0)).await.unwrap_err(),
            store.find(&[entry.key]).await.map(drop).unwrap_err(),
            store.find(&[]).await.map(drop).unwrap_err(),
            store.revoke(Revoke::Subject("alice"), after(0)).await.map(drop).unwrap_err(),
        ] {
            let text = error.to_string();
            assert!(text.contains(policy) && text.contains("noeviction"), "{text}");
        }
        // it is not out of reach
        let revocations = Revocations::new(store).accept_if_unavailable();
        assert_eq!(revocations.check(&access()).await.unwrap_err().code(), "store_unavailable");
    }
}

#[tokio::test]
async fn an_entry_that_cannot_be_read_is_no_outage() {
    let Some(mut server) = servers::redis(&[]) else { return };
    let store = connect(&server, RedisOptions::default()).await.unwrap();
    let (revocations, token) = (Revocations::new(store).accept_if_unavailable(), access());
    assert!(revocations.check(&token).await.is_ok());
    revocations.revoke_subject("alice").await.unwrap();
    let keys: Vec<String> = command(&server, &["KEYS", "jwt-claims:entry:*"]).await;
    for junk in ["", "junk", "1", "-1 5"] {
        let () = command(&server, &["SET", &keys[0], junk]).await;
        assert_eq!(revocations.check(&token).await.unwrap_err().code(), "store_unavailable", "{junk}");
    }
    server.kill();
    assert!(revocations.check(&token).await.is_ok());
}

#[tokio::test]
async fn what_is_no_server_is_an_error_without_the_password() {
    let port = servers::free_port();
    let (silent, _listener) = servers::silent();
    let mut options = RedisOptions::default();
    options.timeout = Duration::from_millis(300);
    let urls = [
        (format!("redis://:pa55word@127.0.0.1:{port}/"), "store_unavailable"),
        (format!("redis://:pa55word@127.0.0.1:{silent}/"), "store_unavailable"),
        ("http://:pa55word@127.0.0.1/".to_owned(), "invalid_config"),
        ("rediss://:pa55word@127.0.0.1:pa55word/".to_owned(), "invalid_config"),
        ("redis://:pa55word@127.0.0.1:pa55word/".to_owned(), "invalid_config"),
    ];
    for (url, code) in urls {
        let error = RedisStore::connect(&url, options.clone()).await.unwrap_err();
        assert_eq!(error.code(), code, "{url}");
        assert!(!format!("{error} {error:?}").contains("pa55word"), "{error}");
    }
}

/// These tests enable no TLS feature of the crate `redis`.
#[tokio::test]
async fn a_url_with_tls_without_a_feature_for_it_names_the_feature() {
    for scheme in ["rediss", "valkeys"] {
        let url = format!("{scheme}://127.0.0.1/");
        let error = RedisStore::connect(&url, RedisOptions::default()).await.unwrap_err();
        assert_eq!(error.code(), "invalid_config", "{scheme}");
        assert!(error.to_string().contains("enable its feature `tokio-rustls-comp`"), "{error}");
    }
    let error = RedisStore::connect("redis:///", RedisOptions::default()).await.unwrap_err();
    assert!(!error.to_string().contains("TLS"), "{error}");
}

/// Refreshes until the store is there again.
async fn refresh_again(sessions: &Sessions, token: &str) -> Session {
    let begin = Instant::now();
    loop {
        match sessions.refresh(token, "web").await {
            Ok(session) => return session,
            Err(error) => assert_eq!(error.code(), "store_unavailable", "{error}"),
        }
        assert!(begin.elapsed() < MINUTE, "the store does not come back");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_killed_and_started_keeps_sessions() {
    let Some(mut server) = servers::redis(&["--appendonly", "yes", "--appendfsync", "always"]) else {
        return;
    };
    let sessions = sessions(&server).await;
    let (session, revoked) = (log_in(&sessions).await, log_in(&sessions).await);
    let session = sessions.refresh(session.refresh_token(), "web").await.unwrap();
    sessions.revoke_session(revoked.id()).await.unwrap();
    server.kill();
    let error = sessions.refresh(session.refresh_token(), "web").await.unwrap_err();
    assert_eq!(error.code(), "store_unavailable");
    server.restart();
    assert_eq!(refresh_again(&sessions, session.refresh_token()).await.outcome(), Outcome::Rotated);
    assert_eq!(sessions.refresh(revoked.refresh_token(), "web").await.unwrap_err().code(), "session_ended");
}

#[tokio::test]
async fn a_full_server_refuses_and_a_read_only_one_too() {
    let Some(server) = servers::redis(&[]) else { return };
    let sessions = sessions(&server).await;
    let session = log_in(&sessions).await;
    let new = || NewSession::new("alice", "web").unwrap();
    let () = command(&server, &["CONFIG", "SET", "maxmemory", "1"]).await;
    assert_eq!(sessions.create(new()).await.unwrap_err().code(), "store_unavailable");
    assert_eq!(
        sessions.refresh(session.refresh_token(), "web").await.unwrap_err().code(),
        "store_unavailable"
    );
    assert_eq!(sessions.revoke_session(session.id()).await.unwrap_err().code(), "store_unavailable");
    assert_eq!(sessions.revoke_subject("alice").await.unwrap_err().code(), "store_unavailable");
    let () = command(&server, &["CONFIG", "SET", "maxmemory", "0"]).await;
    let () = command(&server, &["REPLICAOF", "127.0.0.1", "1"]).await;
    assert_eq!(sessions.create(new()).await.unwrap_err().code(), "store_unavailable");
    assert_eq!(
        sessions.refresh(session.refresh_token(), "web").await.unwrap_err().code(),
        "store_unavailable"
    );
    assert_eq!(sessions.revoke_session(session.id()).await.unwrap_err().code(), "store_unavailable");
    let () = command(&server, &["REPLICAOF", "NO", "ONE"]).await;
    assert_eq!(sessions.refresh(session.refresh_token(), "web").await.unwrap().outcome(), Outcome::Rotated);
}

fn row(id: u8, subject: &str, seconds: i64) -> SessionRow {
    let now = NumericDate::from_seconds(NumericDate::now().seconds()).unwrap();
    let until = NumericDate::from_seconds(now.seconds() + seconds).unwrap();
    SessionRow {
        id: SessionId::from_bytes([id; 16]),
        subject: subject.to_owned(),
        client: "web".to_owned(),
        counter: 0,
        refreshed_at: now,
        created_at: now,
        idle_expires_at: until,
        absolute_expires_at: until,
        revoked_at: None,
        data: "null".to_owned(),
    }
}

#[tokio::test]
async fn keys_expire_with_their_session_and_not_before() {
    let Some(server) = servers::redis(&[]) else { return };
    let store = connect(&server, RedisOptions::default()).await.unwrap();
    let rows = [row(1, "alice", 9000), row(2, "alice", 5), row(3, "bob", 5)];
    for row in &rows {
        store.create(row).await.unwrap();
    }
    let end = rows[0].absolute_expires_at.seconds();
    let expiry = |key: &'static str| {
        let server = &server;
        async move { command::<i64>(server, &["EXPIRETIME", key]).await }
    };
    let session = format!("jwt-claims:session:{}", rows[0].id).leak();
    // neither a refresh nor a revocation changes when the key is removed
    let (now, idle) = (rows[0].created_at, rows[0].absolute_expires_at);
    let advance = Advance { id: rows[0].id, from: 0, to: 1, now, idle_expires_at: idle };
    assert!(matches!(store.advance(&advance).await.unwrap(), Advanced::Changed(_)));
    assert_eq!(expiry(session).await, end);
    store.revoke(Revoke::Session(rows[0].id), now).await.unwrap();
    assert_eq!(expiry(session).await, end);
    assert_eq!(expiry("jwt-claims:subject:alice").await, end);
    tokio::time::sleep(Duration::from_millis(6100)).await;
    assert_eq!(command::<i64>(&server, &["EXISTS", session, "jwt-claims:subject:alice"]).await, 2);
    let gone = [&rows[1], &rows[2]].map(|row| format!("jwt-claims:session:{}", row.id));
    assert_eq!(command::<i64>(&server, &["EXISTS", &gone[0], &gone[1], "jwt-claims:subject:bob"]).await, 0);
    // the next login of the subject removes the entry of the session that is gone
    store.create(&row(4, "alice", 50)).await.unwrap();
    assert_eq!(command::<i64>(&server, &["ZCARD", "jwt-claims:subject:alice"]).await, 2);
    assert_eq!(expiry("jwt-claims:subject:alice").await, end);
}

#[tokio::test]
async fn a_session_that_the_server_would_forget_at_once_is_an_error() {
    let Some(server) = servers::redis(&[]) else { return };
    let store = connect(&server, RedisOptions::default()).await.unwrap();
    let error = store.create(&row(1, "alice", -5)).await.unwrap_err();
    assert!(error.to_string().contains("clock"), "{error}");
}

#[tokio::test]
async fn stores_with_different_prefixes_do_not_meet() {
    let Some(server) = servers::redis(&[]) else { return };
    let with = |prefix: &str| {
        let mut options = RedisOptions::default();
        prefix.clone_into(&mut options.prefix);
        connect(&server, options)
    };
    let (one, two) = (with("one:").await.unwrap(), with("two:").await.unwrap());
    let (first, now) = (row(1, "alice", 100), NumericDate::now());
    one.create(&first).await.unwrap();
    assert_eq!(two.revoke(Revoke::Subject("alice"), now).await.unwrap(), []);
    assert_eq!(two.revoke(Revoke::Session(first.id), now).await.unwrap(), []);
    assert_eq!(one.revoke(Revoke::Subject("alice"), now).await.unwrap(), [first.id]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn services_that_share_a_server_advance_each_token_once() {
    let Some(server) = servers::redis(&[]) else { return };
    let store = async || Arc::new(connect(&server, RedisOptions::default()).await.unwrap());
    many::share_a_database([store().await, store().await]).await;
}

#[tokio::test]
async fn a_login_of_a_replica_whose_clock_is_ahead_keeps_the_sessions_of_the_subject() {
    let Some(server) = servers::redis(&[]) else { return };
    let store = connect(&server, RedisOptions::default()).await.unwrap();
    store.create(&row(1, "alice", 9000)).await.unwrap();
    let mut ahead = row(2, "alice", 200_000);
    ahead.created_at = NumericDate::from_seconds(ahead.created_at.seconds() + 100_000).unwrap();
    store.create(&ahead).await.unwrap();
    assert_eq!(store.revoke(Revoke::Subject("alice"), ahead.created_at).await.unwrap().len(), 2);
}

#[tokio::test]
async fn keys_of_entries_outlive_them_by_a_minute() {
    let Some(server) = servers::redis(&[]) else { return };
    let store = connect(&server, RedisOptions::default()).await.unwrap();
    let first = entry(1, after(100));
    let expiry = || async {
        let keys: Vec<String> = command(&server, &["KEYS", "jwt-claims:entry:*"]).await;
        assert_eq!(keys.len(), 1);
        command::<i64>(&server, &["EXPIRETIME", &keys[0]]).await
    };
    store.insert(&first, after(0)).await.unwrap();
    assert_eq!(expiry().await, first.expires_at.seconds() + 60);
    for (longer, expected) in [(-50, 0), (100, 100), (99, 100)] {
        let raised = Entry { value: 2, expires_at: later(first.expires_at, longer), ..first };
        store.raise(&raised, after(0)).await.unwrap();
        assert_eq!(expiry().await, first.expires_at.seconds() + expected + 60);
    }
}

#[tokio::test]
async fn an_entry_is_kept_though_the_clock_of_the_server_is_ahead() {
    let Some(server) = servers::redis(&[]) else { return };
    let store = connect(&server, RedisOptions::default()).await.unwrap();
    // the clock of the service is 40 s behind
    let (now, end) = (after(-40), after(-30));
    for write in [entry(7, end), entry(8, end)] {
        store.insert(&write, now).await.unwrap();
        store.raise(&write, now).await.unwrap();
        assert_eq!(store.find(&[write.key]).await.unwrap(), [Some(write.value)]);
        assert!(!store.insert(&write, now).await.unwrap());
    }
    // a server that would forget an entry at once is an error
    let far = entry(1, after(-900));
    let error = store.insert(&far, after(-1000)).await.unwrap_err();
    assert!(error.to_string().contains("clock"), "{error}");
    let error = store.raise(&far, after(-1000)).await.unwrap_err();
    assert!(error.to_string().contains("clock"), "{error}");
}

#[tokio::test]
async fn a_full_server_finds_entries_and_a_replica_does_not_and_both_write_none() {
    let Some(server) = servers::redis(&[]) else { return };
    let (store, known) = (connect(&server, RedisOptions::default()).await.unwrap(), entry(7, after(100)));
    store.insert(&known, after(0)).await.unwrap();
    let bad_days = [
        (["CONFIG", "SET", "maxmemory", "1"], ["CONFIG", "SET", "maxmemory", "0"].as_slice(), true),
        // it may be behind
        (["REPLICAOF", "127.0.0.1", "1", ""], &["REPLICAOF", "NO", "ONE"], false),
    ];
    for (begin, end, is_found) in bad_days {
        let begin: Vec<_> = begin.into_iter().filter(|word| !word.is_empty()).collect();
        let () = command(&server, &begin).await;
        store.insert(&entry(1, after(100)), after(0)).await.unwrap_err();
        store.raise(&Entry { value: 8, ..known }, after(0)).await.unwrap_err();
        assert_eq!(store.find(&[known.key]).await.is_ok_and(|found| found == [Some(7)]), is_found);
        let () = command(&server, end).await;
    }
    store.raise(&Entry { value: 8, ..known }, after(0)).await.unwrap();
    assert_eq!(store.find(&[known.key]).await.unwrap(), [Some(8)]);
}

/// The replica was promoted without the last writes of its server.
#[tokio::test]
async fn after_a_failover_sessions_are_put_right_and_lost_entries_are_unknown() {
    let Some((mut server, replica)) = replicated().await else { return };
    let store = Arc::new(connect(&server, RedisOptions::default()).await.unwrap());
    let before = Sessions::new(Arc::clone(&store), secret(7));
    let (mut session, revoked) = (log_in(&before).await, log_in(&before).await);
    let (early, late) = (entry(1, after(100)), entry(2, after(100)));
    store.insert(&early, after(0)).await.unwrap();
    // WAIT counts the writes of its own connection
    let begin = Instant::now();
    while command::<i64>(&replica, &["DBSIZE"]).await < command::<i64>(&server, &["DBSIZE"]).await {
        assert!(begin.elapsed() < MINUTE, "the replica is behind");
    }
    let () = command(&replica, &["REPLICAOF", "NO", "ONE"]).await;
    for _ in 0..5 {
        session = before.refresh(session.refresh_token(), "web").await.unwrap();
    }
    before.revoke_session(revoked.id()).await.unwrap();
    store.insert(&late, after(0)).await.unwrap();
    server.kill();
    let promoted = Arc::new(connect(&replica, RedisOptions::default()).await.unwrap());
    let sessions = Sessions::new(Arc::clone(&promoted), secret(7));
    let next = sessions.refresh(session.refresh_token(), "web").await.unwrap();
    assert_eq!(next.outcome(), Outcome::Recovered);
    assert_eq!(sessions.refresh(next.refresh_token(), "web").await.unwrap().outcome(), Outcome::Rotated);
    assert!(!promoted.insert(&early, after(0)).await.unwrap());
    // `RedisOptions::replicas` is against this
    assert!(promoted.insert(&late, after(0)).await.unwrap());
    assert!(sessions.refresh(revoked.refresh_token(), "web").await.is_ok());
}

/// A failover that does not close connections.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_was_demoted_is_left_for_its_successor() {
    let Some((server, replica)) = replicated().await else { return };
    let address = Forwarder::start(server.port).await;
    let url = |port: u16| format!("redis://127.0.0.1:{port}/");
    let store = RedisStore::connect(&url(address.port), RedisOptions::default()).await.unwrap();
    let store = Arc::new(store);
    let sessions = Sessions::new(Arc::clone(&store), secret(7));
    let known = entry(7, after(100));
    let writer = Arc::new(connect(&server, with_a_replica()).await.unwrap());
    writer.insert(&known, after(0)).await.unwrap();
    let session = log_in(&Sessions::new(writer, secret(7))).await;
    let () = command(&replica, &["REPLICAOF", "NO", "ONE"]).await;
    let () = command(&server, &["REPLICAOF", "127.0.0.1", &replica.port.to_string()]).await;
    let unknown = SessionId::from_bytes([9; 16]);
    for error in [
        store.insert(&known, after(0)).await.map(drop).unwrap_err(),
        store.raise(&known, after(0)).await.unwrap_err(),
        // these write nothing, and the server may be behind
        store.find(&[known.key]).await.map(drop).unwrap_err(),
        store.revoke(Revoke::Session(unknown), after(0)).await.map(drop).unwrap_err(),
        store.revoke(Revoke::Subject("bob"), after(0)).await.map(drop).unwrap_err(),
    ] {
        assert!(error.to_string().contains("found a replica"), "{error}");
    }
    let error = RedisStore::connect(&url(server.port), RedisOptions::default()).await.unwrap_err();
    assert!(error.code() == "store_unavailable" && error.to_string().contains("found a replica"), "{error}");
    // the old server is now the replica
    address.lead_to(replica.port);
    assert_eq!(refresh_again(&sessions, session.refresh_token()).await.outcome(), Outcome::Rotated);
    assert_eq!(store.find(&[known.key]).await.unwrap(), [Some(7)]);
    assert!(!store.insert(&known, after(0)).await.unwrap());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn ten_thousand_uses_of_one_token_at_once_are_one_rotation() {
    let Some(server) = servers::redis(&[]) else { return };
    many::use_one_token_of_a_database(Arc::new(connect(&server, RedisOptions::default()).await.unwrap()))
        .await;
}
