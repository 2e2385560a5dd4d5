//! Calls that are given up: because they took too long, or because a client went away.

use super::*;

/// A client that holds a lock until it is dropped.
async fn lock(server: &Server, database: &str, statement: &str) -> Client {
    let holder = client(server, database, "").await;
    holder.batch_execute(&format!("BEGIN; {statement}")).await.unwrap();
    holder
}

/// Until no statement of this database waits for a lock.
async fn nobody_waits(server: &Server, database: &str) {
    let (admin, begin) = (client(server, "postgres", "").await, Instant::now());
    let waiting = "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = $1";
    while !admin.query(waiting, &[&database]).await.unwrap().is_empty() {
        assert!(begin.elapsed() < Duration::from_secs(60), "a statement waits for the lock");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Without a `statement_timeout`, the store cancels the statement.
#[tokio::test(flavor = "multi_thread")]
async fn statements_that_were_given_up_neither_stop_the_store_nor_have_a_late_effect() {
    let Some(server) = server() else { return };
    drop(store(&server, "stuck").await);
    let parameters = parameters(&server, "stuck", "-c statement_timeout=0");
    let store = Arc::new(PostgresStore::new(&parameters, NoTls).unwrap());
    let sessions = Sessions::new(Arc::clone(&store), secret(7));
    let session = log_in(&sessions).await;
    let holder = lock(&server, "stuck", "SELECT id FROM jwt_claims_sessions FOR UPDATE").await;
    let calls: Vec<_> = (0..12)
        .map(|_| {
            let (sessions, token) = (sessions.clone(), session.refresh_token().to_owned());
            tokio::spawn(async move {
                let refreshed = sessions.refresh(&token, "web");
                tokio::time::timeout(Duration::from_secs(1), refreshed).await.is_err()
            })
        })
        .collect();
    for call in calls {
        assert!(call.await.unwrap(), "it does not wait for the lock");
    }
    let mut found = store.find(&[entry(1, after(10)).key]).await;
    for _ in 0..5 {
        if found.is_err() {
            found = store.find(&[entry(1, after(10)).key]).await;
        }
    }
    assert_eq!(found.unwrap(), [None]);
    nobody_waits(&server, "stuck").await;
    drop(holder);
    // otherwise this would be the same token again
    assert_eq!(sessions.refresh(session.refresh_token(), "web").await.unwrap().outcome(), Outcome::Rotated);
}

/// The connections to this database, except for that of `admin`.
async fn connections(admin: &Client) -> Vec<i32> {
    let others = "SELECT pid FROM pg_stat_activity WHERE datname = current_database()
        AND pid <> pg_backend_pid() AND backend_type = 'client backend'";
    admin.query(others, &[]).await.unwrap().iter().map(|row| row.get(0)).collect()
}

/// The server ends the statement by itself.
#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_was_dropped_does_not_cost_a_connection() {
    let Some(server) = server() else { return };
    let admin = client(&server, "postgres", "").await;
    admin.batch_execute("CREATE DATABASE dropped").await.unwrap();
    let admin = client(&server, "dropped", "").await;
    admin.batch_execute(PostgresStore::SCHEMA).await.unwrap();
    let store = PostgresStore::new(&parameters(&server, "dropped", ""), NoTls).unwrap();
    assert_eq!(store.find(&[entry(1, after(10)).key]).await.unwrap(), [None]);
    let before = connections(&admin).await;
    assert_eq!(before.len(), 1);
    admin.batch_execute("BEGIN; LOCK TABLE jwt_claims_entries IN ACCESS EXCLUSIVE MODE").await.unwrap();
    let known = entry(1, after(10));
    let insert = store.insert(&known, after(0));
    assert!(tokio::time::timeout(Duration::from_millis(300), insert).await.is_err());
    // longer than a connection is kept whose statement the server does not end
    tokio::time::sleep(Duration::from_secs(3)).await;
    admin.batch_execute("ROLLBACK").await.unwrap();
    nobody_waits(&server, "dropped").await;
    assert!(connections(&admin).await.contains(&before[0]));
    assert!(store.find(&[known.key]).await.is_ok());
}

#[tokio::test]
async fn a_schema_whose_creation_was_given_up_does_not_hold_up_the_store() {
    let Some(server) = server() else { return };
    drop(store(&server, "creates").await);
    let parameters = parameters(&server, "creates", "-c statement_timeout=0");
    let store = PostgresStore::new(&parameters, NoTls).unwrap();
    let _holder = lock(&server, "creates", "SELECT pg_advisory_xact_lock(7307493316905)").await;
    let created = store.create_schema();
    assert!(tokio::time::timeout(Duration::from_secs(1), created).await.is_err());
    assert_eq!(store.find(&[entry(1, after(10)).key]).await.unwrap(), [None]);
}

/// The `statement_timeout` of the connection that writes.
async fn statement_timeout(store: &PostgresStore, admin: &Client) -> String {
    store.insert(&entry(1, after(10)), after(0)).await.unwrap();
    let row = admin.query_one("SELECT value FROM seen ORDER BY id DESC LIMIT 1", &[]).await.unwrap();
    row.get(0)
}

const SHOWS_THE_TIMEOUT: &str = "
    CREATE TABLE seen (id SERIAL, value TEXT);
    CREATE FUNCTION see() RETURNS TRIGGER LANGUAGE plpgsql AS
        'BEGIN INSERT INTO seen (value) VALUES (current_setting(''statement_timeout'')); RETURN NEW; END';
    CREATE TRIGGER sees BEFORE INSERT ON jwt_claims_entries FOR EACH ROW EXECUTE FUNCTION see()";

#[tokio::test]
async fn the_server_ends_a_statement_before_its_call_is_given_up() {
    let Some(server) = server() else { return };
    let of_store = store(&server, "ends").await;
    let admin = client(&server, "ends", "").await;
    admin.batch_execute(SHOWS_THE_TIMEOUT).await.unwrap();
    assert_eq!(statement_timeout(&of_store, &admin).await, "4500ms");
    // what the application has set is kept
    for (options, expected) in
        [("-c statement_timeout=3s", "3s"), ("-c search_path=public", "4500ms"), ("", "4500ms")]
    {
        let store = PostgresStore::new(&parameters(&server, "ends", options), NoTls).unwrap();
        assert_eq!(statement_timeout(&store, &admin).await, expected, "{options}");
    }
    // a pooler that refuses options
    let port = pooler(server.port).await;
    let parameters = format!("host=127.0.0.1 port={port} user=app dbname=ends");
    let store = PostgresStore::new(&parameters, NoTls).unwrap();
    assert_eq!(statement_timeout(&store, &admin).await, "0");
}

/// Refuses start-up options as PgBouncer does, and leads to the server.
async fn pooler(server: u16) -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        loop {
            let (mut client, _) = listener.accept().await.unwrap();
            let mut start = vec![0; 4];
            client.read_exact(&mut start).await.unwrap();
            let length = u32::from_be_bytes(start[..4].try_into().unwrap());
            start.resize(usize::try_from(length).unwrap(), 0);
            client.read_exact(&mut start[4..]).await.unwrap();
            if start.windows(8).any(|name| name == b"options\0") {
                let fields = b"SFATAL\0C08P01\0Munsupported startup parameter: options\0\0";
                let length = u32::try_from(fields.len() + 4).unwrap().to_be_bytes();
                client.write_all(&[b"E", &length[..], fields].concat()).await.unwrap();
                continue;
            }
            tokio::spawn(async move {
                let mut server = TcpStream::connect((Ipv4Addr::LOCALHOST, server)).await?;
                server.write_all(&start).await?;
                copy_bidirectional(&mut client, &mut server).await
            });
        }
    });
    port
}
