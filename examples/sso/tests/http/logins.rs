//! Passwords.

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

#[tokio::test]
async fn a_user_who_has_logged_out_everywhere_can_log_in_after_any_move_of_the_clock() {
    let site = Site::start().await;
    site.move_clock(360).await;
    let logout = site.page_post("/session/logout-everywhere").header("Cookie", site.cookie().await);
    assert_eq!(Answer::of(logout).await.status, 204);
    site.move_clock(361).await;
    site.move_clock(0).await;
    let token = site.token(&site.cookie().await).await.text("access_token");
    assert_eq!(site.call_orders(&token).await, 200);
}
