//! The authorization code flow.

use crate::site::{Answer, Site};

#[tokio::test]
async fn a_redirect_goes_to_the_registered_uri_alone() {
    let site = Site::start().await;
    let callback = site.callback();
    for uri in [
        "",
        "https://evil.example/",
        "//evil.example",
        &format!("{callback}/"),
        &format!("{callback}?next=https://evil.example"),
        &format!("{callback}#x"),
        &callback.to_uppercase(),
        &callback.replace("callback", "callback/../other"),
        &callback.replace("127.0.0.1", "localhost"),
        &format!("{}/callback", site.demo.reports),
    ] {
        let answer = site.authorize(&site.authorization("redirect_uri", Some(uri))).await;
        assert_eq!((answer.status, answer.header("location")), (400, None), "{uri}");
        let request = site.page_post("/session/authorize").header("Cookie", site.cookie().await);
        let answer = Answer::of(request.form(&site.authorization("redirect_uri", Some(uri)))).await;
        assert_eq!((answer.status, &*answer.text("location")), (400, ""), "{uri}");
    }
    for (name, value) in [("client_id", None), ("client_id", Some("web")), ("redirect_uri", None)] {
        let answer = site.authorize(&site.authorization(name, value)).await;
        assert_eq!((answer.status, answer.header("location")), (400, None), "{name}");
    }
    let mut twice = site.authorization("", None);
    twice.push(("redirect_uri".into(), "https://evil.example/".into()));
    let answer = site.authorize(&twice).await;
    assert_eq!((answer.status, answer.header("location")), (400, None));
}

#[tokio::test]
async fn other_errors_go_back_to_the_client() {
    let site = Site::start().await;
    for (name, value, error) in [
        ("response_type", Some("token"), "unsupported_response_type"),
        ("response_type", None, "unsupported_response_type"),
        ("code_challenge", None, "invalid_request"),
        ("code_challenge", Some("short"), "invalid_request"),
        ("code_challenge_method", None, "invalid_request"),
        ("code_challenge_method", Some("plain"), "invalid_request"),
        ("resource", Some("https://evil.example"), "invalid_target"),
    ] {
        let parameters = site.authorization(name, value);
        let answer = site.authorize(&parameters).await;
        assert_eq!(answer.status, 303);
        let post = site.page_post("/session/authorize").header("Cookie", site.cookie().await);
        let of_page = Answer::of(post.form(&parameters)).await.text("location");
        for location in [answer.header("location").unwrap(), &of_page] {
            assert!(location.starts_with(&format!("{}?error={error}&", site.callback())), "{location}");
            assert!(location.contains("&state=a+state+%26+more&iss=http%3A%2F%2Flocalhost"), "{location}");
        }
    }
}

#[tokio::test]
async fn a_code_is_used_once() {
    let site = Site::start().await;
    let code = site.code().await;
    let first = site.exchange(&code, "", "").await;
    assert_eq!(first.status, 200, "{first:?}");
    assert_eq!(site.exchange(&code, "", "").await.text("error"), "invalid_grant");
    // somebody has a copy of the code, so the session that it created has ended
    let token = first.text("refresh_token");
    let form = [("grant_type", "refresh_token"), ("client_id", "orders-page"), ("refresh_token", &token)];
    assert_eq!(Answer::of(site.post("/token").form(&form)).await.text("error"), "invalid_grant");
}

#[tokio::test]
async fn a_code_is_valid_for_a_minute() {
    let site = Site::start().await;
    let (early, late) = (site.code().await, site.code().await);
    site.move_clock(50).await;
    assert_eq!(site.exchange(&early, "", "").await.status, 200);
    site.move_clock(61).await;
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
async fn what_is_no_grant() {
    let site = Site::start().await;
    for (name, value, error) in [
        ("grant_type", "password", "unsupported_grant_type"),
        ("grant_type", "", "unsupported_grant_type"),
        ("client_id", "web", "invalid_client"),
        ("client_id", "", "invalid_client"),
        ("code", "", "invalid_grant"),
        ("code", "guess", "invalid_grant"),
    ] {
        let answer = site.exchange("guess", name, value).await;
        assert_eq!((answer.status, &*answer.text("error")), (400, error), "{name} {value}");
        assert_eq!(answer.header("cache-control"), Some("no-store"));
    }
    let json = site.post("/token").json(&serde_json::json!({ "grant_type": "authorization_code" }));
    assert_eq!(Answer::of(json).await.text("error"), "invalid_request");
}

#[tokio::test]
async fn a_client_gets_what_it_asked_for() {
    let site = Site::start().await;
    for (scope, names) in [
        ("", &["access_token", "expires_in", "token_type"][..]),
        ("openid", &["access_token", "expires_in", "id_token", "scope", "token_type"]),
    ] {
        let request = site.page_post("/session/authorize").header("Cookie", site.cookie().await);
        let location =
            Answer::of(request.form(&site.authorization("scope", Some(scope)))).await.text("location");
        let code = location.split(['?', '&']).find_map(|part| part.strip_prefix("code=")).unwrap();
        let answer = site.exchange(code, "", "").await.json();
        assert_eq!(answer.as_object().unwrap().keys().collect::<Vec<_>>(), names);
    }
}
