//! Passwords.

use std::time::Instant;

use sso_example::issuer::users::USERS;

use crate::site::{Answer, Site};

#[tokio::test]
async fn each_user_of_the_demo_can_log_in() {
    let site = Site::start().await;
    for user in USERS {
        assert_eq!(site.log_in(user.login, user.password).await.status, 204, "{}", user.login);
    }
}

#[tokio::test]
async fn a_failed_login_does_not_tell_which_half_was_wrong() {
    let site = Site::start().await;
    for (name, password) in [("alice", "builder"), ("nobody", "wonderland"), ("", "")] {
        let answer = site.log_in(name, password).await;
        assert_eq!(answer.status, 401);
        assert_eq!(answer.header("set-cookie"), None);
        let body = r#"{"error":"access_denied","error_description":"wrong name or password"}"#;
        assert_eq!(answer.body, body);
    }
}

#[tokio::test]
async fn a_failed_login_takes_as_long_for_names_that_do_not_exist() {
    let site = Site::start().await;
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    // The fastest of a few, by turns: what else the machine does only ever adds. Without the
    // hashing it would be a hundredth, not a quarter.
    for _ in 0..5 {
        for (name, times) in [("alice", &mut known), ("nobody", &mut unknown)] {
            let start = Instant::now();
            assert_eq!(site.log_in(name, "guess").await.status, 401);
            times.push(start.elapsed());
        }
    }
    let (known, unknown) = (known.iter().min().unwrap(), unknown.iter().min().unwrap());
    assert!(*unknown > *known / 4, "{unknown:?} for an unknown name, {known:?} for a known one");
}

#[tokio::test]
async fn bodies_that_are_no_login() {
    let site = Site::start().await;
    let login = r#"{"name": "alice", "password": "wonderland"}"#;
    let long = format!(r#"{{"name": "alice", "password": "{}"}}"#, "x".repeat(20_000));
    for (kind, body) in [
        ("text/plain", login),
        ("application/x-www-form-urlencoded", "name=alice&password=wonderland"),
        ("application/json", "{"),
        ("application/json", r#"{"name": "alice"}"#),
        ("application/json", &long),
    ] {
        let request = site.page_post("/session/login").header("Content-Type", kind).body(body.to_owned());
        let answer = Answer::of(request).await;
        assert_eq!((answer.status, &*answer.text("error")), (400, "invalid_request"), "{body:.60}");
        assert!(!answer.body.contains("wonderland"));
    }
}
