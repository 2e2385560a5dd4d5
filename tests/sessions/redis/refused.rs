//! Servers and users that refuse commands.

use super::*;

/// Those that the documentation of `RedisStore` names.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_user_with_the_documented_commands_can_do_everything() {
    let Some((server, replica)) = replicated().await else { return };
    let commands = "+role +info +eval +mget +zrange +wait \
        +exists +expireat +get +hget +hgetall +hmget +hset +hsetnx +set +time +zadd +zremrangebyscore";
    let mut rule = vec!["ACL", "SETUSER", "app", "on", ">pa55word", "~jwt-claims:*"];
    rule.extend(commands.split(' ').filter(|command| !command.is_empty()));
    let () = command(&server, &rule).await;
    let url = format!("redis://app:pa55word@127.0.0.1:{}/", server.port);
    let store = RedisStore::connect(&url, with_a_replica()).await.unwrap();
    conformance::run(Setup::new("Redis with an ACL", store, (server, replica))).await;
}

const PASSWORD: &str = ">pa55word";

/// A store whose user may send each command except for these.
async fn connect_without(server: &Server, commands: &[&str]) -> Result<RedisStore, Error> {
    let rule = ["ACL", "SETUSER", "app", "on", PASSWORD, "~jwt-claims:*", "+@all"];
    let () = command(server, &[&rule, commands].concat()).await;
    let url = format!("redis://app:pa55word@127.0.0.1:{}/", server.port);
    RedisStore::connect(&url, RedisOptions::default()).await
}

/// As in managed services.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_server_without_roles_conforms() {
    let Some(server) = servers::redis(&["--rename-command", "ROLE", ""]) else { return };
    let store = connect(&server, RedisOptions::default()).await.unwrap();
    conformance::run(Setup::new("Redis without ROLE", store, server)).await;
    let Some(server) = servers::redis(&[]) else { return };
    let store = connect_without(&server, &["-role"]).await.unwrap();
    conformance::run(Setup::new("Redis with a user without ROLE", store, server)).await;
}

/// Whether a token is accepted if the store is out of reach, once the server refuses.
async fn is_accepted_when_refused(store: &Arc<RedisStore>, refusal: &str) -> bool {
    let begin = Instant::now();
    loop {
        let error = store.find(&[entry(1, after(100)).key]).await.unwrap_err().to_string();
        if error.contains(refusal) {
            break;
        }
        assert!(begin.elapsed() < MINUTE, "expected {refusal}, found {error}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Revocations::new(Arc::clone(store)).accept_if_unavailable().check(&access()).await.is_ok()
}

#[tokio::test]
async fn a_server_that_refuses_the_command_or_the_key_is_no_outage() {
    let Some(server) = servers::redis(&[]) else { return };
    let store = Arc::new(connect_without(&server, &["-mget"]).await.unwrap());
    assert!(!is_accepted_when_refused(&store, "NoPerm").await);
    let store = Arc::new(connect_without(&server, &["resetkeys", "~other:*"]).await.unwrap());
    assert!(!is_accepted_when_refused(&store, "NoPerm").await);
    let Some(server) = servers::redis(&["--rename-command", "MGET", ""]) else { return };
    let store = Arc::new(connect(&server, RedisOptions::default()).await.unwrap());
    assert!(!is_accepted_when_refused(&store, "unknown command").await);
}

/// As when a password is changed.
#[tokio::test]
async fn a_server_that_refuses_the_user_is_no_outage_and_is_asked_again() {
    let Some(server) = servers::redis(&[]) else { return };
    let store = Arc::new(connect_without(&server, &[]).await.unwrap());
    let known = entry(7, after(100));
    store.insert(&known, after(0)).await.unwrap();
    // its connections are closed
    assert_eq!(command::<i64>(&server, &["ACL", "DELUSER", "app"]).await, 1);
    assert!(!is_accepted_when_refused(&store, "AuthenticationFailed").await);
    let () = command(&server, &["ACL", "SETUSER", "app", "on", PASSWORD, "~*", "+@all"]).await;
    let begin = Instant::now();
    while store.find(&[known.key]).await.ok() != Some(vec![Some(7)]) {
        assert!(begin.elapsed() < MINUTE, "the store does not come back");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Without `ROLE`, a write that is refused leads to the successor.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_without_roles_that_refuses_writes_is_left_for_its_successor() {
    let Some(server) = servers::redis(&["--rename-command", "ROLE", ""]) else { return };
    let Some(successor) = servers::redis(&[]) else { return };
    let address = Forwarder::start(server.port).await;
    let url = format!("redis://127.0.0.1:{}/", address.port);
    let store = RedisStore::connect(&url, RedisOptions::default()).await.unwrap();
    let () = command(&server, &["REPLICAOF", "127.0.0.1", &successor.port.to_string()]).await;
    address.lead_to(successor.port);
    let (known, begin) = (entry(7, after(100)), Instant::now());
    while store.insert(&known, after(0)).await.is_err() {
        assert!(begin.elapsed() < MINUTE, "the store does not leave the server");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(store.find(&[known.key]).await.unwrap(), [Some(7)]);
}
