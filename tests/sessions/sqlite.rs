//! The store in a file of SQLite.

use std::sync::Arc;
use std::time::{Duration, Instant};

use jwt_claims::sessions::{NewSession, Outcome, Sessions};
use jwt_claims::store::{EntryStore, SqliteStore};
use jwt_claims::{ErrorKind, FixedClock};

use crate::conformance::{self, Setup, after};
use crate::many::{self, uses};
use crate::process::{self, TOKEN, numbered};
use crate::support::{START, log_in, secret};
use jwt_claims_servers::Folder;

pub(crate) fn setup() -> Setup {
    let folder = Folder::create();
    Setup::new("SQLite", SqliteStore::open(folder.path().join("a.db")).unwrap(), folder)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn it_conforms() {
    conformance::run(setup()).await;
    let folder = Folder::create();
    let open = |name| SqliteStore::open(folder.path().join(name)).unwrap();
    conformance::sessions::removes_expired_rows(open("a.db")).await;
    conformance::entries::removes_expired_entries(open("b.db")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn several_stores_share_a_file() {
    let folder = Folder::create();
    let file = folder.path().join("sessions.db");
    // the uses are within the grace, however long they take
    let clock = FixedClock::at(START);
    let open = || Sessions::new(SqliteStore::open(&file).unwrap(), secret(7)).with_clock(clock.clone());
    let services = [open(), open(), open()];
    let token = log_in(&services[0]).await.refresh_token().to_owned();
    let tasks = services.map(|sessions| {
        let token = token.clone();
        tokio::spawn(async move { uses(&sessions, &token, 30).await })
    });
    let (mut rotations, mut children) = (0, Vec::new());
    for task in tasks {
        let (outcomes, next) = task.await.unwrap();
        rotations += outcomes.iter().filter(|outcome| **outcome == Outcome::Rotated).count();
        children.push(next);
    }
    assert_eq!(rotations, 1);
    assert!(children[0].len() == 1 && children.iter().all(|next| *next == children[0]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_waits_for_another_process_but_not_for_ever() {
    let folder = Folder::create();
    let file = folder.path().join("sessions.db");
    let sessions = Sessions::new(SqliteStore::open(&file).unwrap(), secret(7));
    let session = log_in(&sessions).await;
    let other = rusqlite::Connection::open(&file).unwrap();
    let lock = |seconds: u64| {
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        tokio::time::sleep(Duration::from_secs(seconds))
    };
    let release = lock(1);
    let (refreshed, ()) = tokio::join!(sessions.refresh(session.refresh_token(), "web"), async {
        release.await;
        other.execute_batch("COMMIT").unwrap();
    });
    let session = refreshed.unwrap();
    drop(lock(0));
    let begin = Instant::now();
    let error = sessions.refresh(session.refresh_token(), "web").await.unwrap_err();
    assert_eq!((error.code(), error.kind()), ("store_unavailable", ErrorKind::Unavailable));
    assert!((4..60).contains(&begin.elapsed().as_secs()), "{:?}", begin.elapsed());
    other.execute_batch("COMMIT").unwrap();
    assert_eq!(sessions.refresh(session.refresh_token(), "web").await.unwrap().outcome(), Outcome::Rotated);
}

#[tokio::test]
async fn a_file_that_cannot_be_used_is_an_error() {
    let folder = Folder::create();
    std::fs::write(
        folder.path().join("text"),
        "this is not a database, but it is long enough to be read".repeat(20),
    )
    .unwrap();
    for file in ["text", "missing/sessions.db", "."] {
        let error = SqliteStore::open(folder.path().join(file)).unwrap_err();
        assert_eq!(error.code(), "store_unavailable", "{file}");
    }
    assert_eq!(SqliteStore::open(":memory:").unwrap_err().code(), "store_unavailable", "it has no log");
}

#[tokio::test]
async fn a_row_that_is_not_a_session_is_an_error() {
    let folder = Folder::create();
    let file = folder.path().join("sessions.db");
    let sessions = Sessions::new(SqliteStore::open(&file).unwrap(), secret(7));
    let other = rusqlite::Connection::open(&file).unwrap();
    for change in ["counter = -1, revoked_at = 1", "idle_expires_at = 9223372036854775807, revoked_at = 1"] {
        let session = log_in(&sessions).await;
        other.execute_batch(&format!("UPDATE jwt_claims_sessions SET {change} WHERE counter >= 0")).unwrap();
        let error = sessions.refresh(session.refresh_token(), "web").await.unwrap_err();
        assert_eq!(error.code(), "store_unavailable", "{change}");
    }
    other.execute_batch("DROP TABLE jwt_claims_sessions").unwrap();
    let error = sessions.create(NewSession::new("alice", "web").unwrap()).await.unwrap_err();
    assert_eq!(error.code(), "store_unavailable");
}

#[tokio::test]
async fn an_older_copy_of_the_file_is_put_right_by_the_newest_token() {
    let folder = Folder::create();
    let (file, backup) = (folder.path().join("sessions.db"), folder.path().join("backup.db"));
    let sessions = Sessions::new(SqliteStore::open(&file).unwrap(), secret(7));
    let mut session = log_in(&sessions).await;
    let other = rusqlite::Connection::open(&file).unwrap();
    other.execute("VACUUM INTO ?1", [backup.to_str().unwrap()]).unwrap();
    for _ in 0..5 {
        session = sessions.refresh(session.refresh_token(), "web").await.unwrap();
    }
    let restored = Sessions::new(SqliteStore::open(&backup).unwrap(), secret(7));
    let next = restored.refresh(session.refresh_token(), "web").await.unwrap();
    assert_eq!(next.outcome(), Outcome::Recovered);
    assert_eq!(restored.refresh(next.refresh_token(), "web").await.unwrap().outcome(), Outcome::Rotated);
}

#[tokio::test]
#[ignore = "a child process of the next test"]
async fn fills_the_disk() {
    let Some(place) = process::place() else { return };
    let store = process::open(&place).await;
    let sessions = Sessions::new(Arc::clone(&store), secret(7));
    let login = || NewSession::new("bob", "web").unwrap().with_data(&"x".repeat(16_000)).unwrap();
    let mut count = 0;
    let error = loop {
        match sessions.create(login()).await {
            Ok(_) => count += 1,
            Err(error) => break error,
        }
        assert!(count < 1000, "the disk is not full");
    };
    assert_eq!(error.code(), "store_unavailable");
    // there is room for a few entries left
    let mut entries = 0;
    while store.insert(&numbered(entries), after(0)).await.is_ok() {
        entries += 1;
        assert!(entries < 10_000, "the disk is not full");
    }
    store.raise(&numbered(entries), after(0)).await.unwrap_err();
    assert_eq!(store.find(&[numbered(entries).key]).await.unwrap(), [None]);
    let token = std::env::var(TOKEN).unwrap();
    let refreshed = sessions.refresh(&token, "web").await;
    assert!(refreshed.is_ok() || refreshed.as_ref().unwrap_err().code() == "store_unavailable");
    println!("full after {count} and {entries} entries");
}

#[tokio::test]
async fn a_full_disk_is_503_and_loses_nothing() {
    let folder = Folder::create();
    let file = folder.path().join("sessions.db");
    let store = Arc::new(SqliteStore::open(&file).unwrap());
    let sessions = Sessions::new(Arc::clone(&store), secret(7));
    let session = log_in(&sessions).await;
    // files of this process can have 512 KiB
    let place = format!("sqlite {}", file.display());
    let mut command = process::child("sqlite::fills_the_disk", &place, "ulimit -f 1024; trap '' XFSZ;");
    let output = command.env(TOKEN, session.refresh_token()).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && text.contains("full after"), "{text}");
    assert!(sessions.refresh(session.refresh_token(), "web").await.is_ok());
    let (_, entries) = text.rsplit_once(" and ").unwrap();
    for nth in 0..entries.split(' ').next().unwrap().parse().unwrap() {
        assert!(!store.insert(&numbered(nth), after(0)).await.unwrap(), "{nth}");
    }
}

#[tokio::test]
async fn a_file_that_is_read_only_is_an_error() {
    let folder = Folder::create();
    let file = folder.path().join("sessions.db");
    drop(SqliteStore::open(&file).unwrap());
    let error = SqliteStore::open(format!("file:{}?mode=ro", file.display())).unwrap_err();
    assert_eq!(error.code(), "store_unavailable");
    assert!(error.to_string().contains("read-only"), "{error}");
}

/// As the version before left it.
#[tokio::test]
async fn a_file_without_the_table_of_entries_gets_it() {
    let folder = Folder::create();
    let file = folder.path().join("sessions.db");
    let sessions = Sessions::new(SqliteStore::open(&file).unwrap(), secret(7));
    let session = log_in(&sessions).await;
    drop(sessions);
    let other = rusqlite::Connection::open(&file).unwrap();
    other.execute_batch("DROP TABLE jwt_claims_entries").unwrap();
    let store = Arc::new(SqliteStore::open(&file).unwrap());
    assert!(store.insert(&numbered(1), after(0)).await.unwrap());
    assert!(Sessions::new(store, secret(7)).refresh(session.refresh_token(), "web").await.is_ok());
}

/// A look at revocations does not wait for logins.
#[tokio::test(flavor = "multi_thread")]
async fn a_read_does_not_wait_for_a_write() {
    let folder = Folder::create();
    let file = folder.path().join("sessions.db");
    let store = Arc::new(SqliteStore::open(&file).unwrap());
    store.insert(&numbered(1), after(0)).await.unwrap();
    let other = rusqlite::Connection::open(&file).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let write = {
        let store = Arc::clone(&store);
        tokio::spawn(async move {
            // again if it has waited for too long: that has written nothing
            loop {
                if let Ok(is_new) = store.insert(&numbered(2), after(0)).await {
                    break is_new;
                }
            }
        })
    };
    for _ in 0..100 {
        assert_eq!(store.find(&[numbered(1).key, numbered(2).key]).await.unwrap(), [Some(1), None]);
        tokio::task::yield_now().await;
    }
    assert!(!write.is_finished());
    other.execute_batch("COMMIT").unwrap();
    assert!(write.await.unwrap());
    assert_eq!(store.find(&[numbered(2).key]).await.unwrap(), [Some(2)]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn ten_thousand_uses_of_one_token_at_once_are_one_rotation() {
    let folder = Folder::create();
    let store = SqliteStore::open(folder.path().join("sessions.db")).unwrap();
    many::use_one_token_of_a_database(Arc::new(store)).await;
}
