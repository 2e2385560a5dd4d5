//! Authorization codes, and what ends them.

use serde_json::json;

use crate::site::{Answer, Site};

#[tokio::test]
async fn a_code_is_used_once() {
    let site = Site::start().await;
    let code = site.code().await;
    let first = site.exchange(&code, "", "").await;
    assert_eq!(first.status, 200, "{first:?}");
    assert_eq!(site.exchange(&code, "", "").await.text("error"), "invalid_grant");
    // somebody has a copy of the code, so the session that it created has ended
    let token = first.text("refresh_token");
    assert_eq!(site.refresh("orders-page", &token, None).await.text("error"), "invalid_grant");
}

#[tokio::test]
async fn a_code_is_valid_for_a_minute() {
    let site = Site::start().await;
    let (early, late) = (site.code().await, site.code().await);
    site.move_clock(20).await;
    assert_eq!(site.exchange(&early, "", "").await.status, 200);
    site.move_clock(90).await;
    assert_eq!(site.exchange(&late, "", "").await.text("error"), "invalid_grant");
}

#[tokio::test]
async fn a_code_is_for_its_client_and_its_verifier() {
    let site = Site::start().await;
    let other = format!("{}/callback", site.demo.reports);
    for (name, value) in [
        ("client_id", "reports-page"),
        ("redirect_uri", &*other),
        ("redirect_uri", ""),
        ("code_verifier", ""),
        ("code_verifier", &"a".repeat(43)),
        ("code_verifier", crate::site::CHALLENGE),
    ] {
        let code = site.code().await;
        let answer = site.exchange(&code, name, value).await;
        assert_eq!((answer.status, &*answer.text("error")), (400, "invalid_grant"), "{name} {value}");
        // a guess uses the code up
        assert_eq!(site.exchange(&code, "", "").await.text("error"), "invalid_grant", "{name} {value}");
    }
}

#[tokio::test]
async fn a_code_without_offline_access_that_comes_again_ends_the_session_of_its_token() {
    let site = Site::start().await;
    let cookie = site.cookie().await;
    let answer = site.approve(&cookie, &site.authorization("scope", Some("openid"))).await;
    let token = site.exchange(&answer.code(), "", "").await.text("access_token");
    assert_eq!(site.call_orders(&token).await, 200);
    assert_eq!(site.exchange(&answer.code(), "", "").await.text("error"), "invalid_grant");
    assert_eq!(site.call_orders(&token).await, 401);
    assert_eq!(site.token(&answer.cookie()).await.text("error"), "invalid_grant");
}

#[tokio::test]
async fn no_code_survives_the_session() {
    let site = Site::start().await;
    // the last one is a second login
    for path in ["/session/logout", "/session/logout-everywhere", "/session/login"] {
        let end = site.page_post(path).json(&json!({ "name": "bob", "password": "builder" }));
        let answer = site.approve(&site.cookie().await, &site.authorization("", None)).await;
        let other = site.log_in("carol", "carousel").await.cookie();
        let other = site.approve(&other, &site.authorization("", None)).await.code();
        assert_eq!(Answer::of(end.header("Cookie", answer.cookie())).await.status, 204);
        assert_eq!(site.exchange(&answer.code(), "", "").await.text("error"), "invalid_grant");
        assert_eq!(site.exchange(&other, "", "").await.status, 200, "the code of another user");
    }
}

#[tokio::test]
async fn no_code_survives_a_logout_everywhere_in_another_browser() {
    let site = Site::start().await;
    let code = site.code().await;
    let elsewhere = site.cookie().await;
    let logout = site.page_post("/session/logout-everywhere").header("Cookie", elsewhere);
    assert_eq!(Answer::of(logout).await.status, 204);
    assert_eq!(site.exchange(&code, "", "").await.text("error"), "invalid_grant");
}

#[tokio::test]
async fn no_code_survives_a_stolen_cookie() {
    let site = Site::start().await;
    let first = site.cookie().await;
    let answer = site.approve(&first, &site.authorization("", None)).await;
    site.move_clock(30).await;
    assert_eq!(site.token(&first).await.text("error"), "invalid_grant");
    assert_eq!(site.exchange(&answer.code(), "", "").await.text("error"), "invalid_grant");
}
