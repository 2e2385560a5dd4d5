//! The authorization code flow.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::site::{Answer, Site, VERIFIER};

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
        ("resource", Some(&*site.demo.reports), "invalid_target"),
        ("scope", Some("admin"), "invalid_scope"),
        ("scope", Some(" "), "invalid_scope"),
        ("prompt", Some("consent"), "invalid_request"),
        ("prompt", Some("none login"), "invalid_request"),
        ("max_age", Some("soon"), "invalid_request"),
        ("request", Some("eyJhbGciOiJub25lIn0.e30."), "request_not_supported"),
        ("request_uri", Some("https://evil.example/"), "request_uri_not_supported"),
        ("registration", Some("{}"), "registration_not_supported"),
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
async fn a_repeated_parameter_goes_back_to_the_client() {
    let site = Site::start().await;
    for (name, value, error) in [
        ("scope", "openid", "invalid_request"),
        ("state", "other", "invalid_request"),
        ("nonce", "other", "invalid_request"),
        ("resource", &*site.demo.orders, "invalid_target"),
    ] {
        let mut parameters = site.authorization(name, Some(value));
        parameters.push((name.into(), value.into()));
        let location = site.authorize(&parameters).await.header("location").unwrap().to_owned();
        assert!(location.starts_with(&format!("{}?error={error}&", site.callback())), "{location}");
    }
}

#[tokio::test]
async fn an_empty_parameter_is_omitted() {
    let site = Site::start().await;
    for name in ["resource", "max_age", "prompt", "request", "request_uri", "nonce"] {
        let parameters = site.authorization(name, Some(""));
        assert_eq!(site.authorize(&parameters).await.status, 200, "{name}");
        let code = site.approve(&site.cookie().await, &parameters).await.code();
        let answer = site.exchange(&code, "resource", "").await;
        assert_eq!(answer.status, 200, "{name}");
        let next = site.refresh("orders-page", &answer.text("refresh_token"), Some("")).await;
        assert_eq!(next.status, 200, "{name}");
    }
}

#[tokio::test]
async fn an_authorization_request_can_be_posted() {
    let site = Site::start().await;
    let post = |parameters| Answer::of(site.post("/authorize").header("Origin", "null").form(&parameters));
    let answer = post(site.authorization("", None)).await;
    assert_eq!(answer.status, 303);
    let page = site.get(format!("{}{}", site.demo.issuer, answer.header("location").unwrap())).await;
    assert_eq!(page.status, 200);
    assert_eq!(answer.header("location").unwrap().matches("state=a+state+%26+more").count(), 1);
    let answer = post(site.authorization("response_type", Some("token"))).await;
    assert!(answer.header("location").unwrap().starts_with(&format!("{}?error=", site.callback())));
    assert_eq!(post(site.authorization("client_id", Some("web"))).await.status, 400);
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
        let code = site.approve(&site.cookie().await, &site.authorization("scope", Some(scope))).await.code();
        let answer = site.exchange(&code, "", "").await.json();
        assert_eq!(answer.as_object().unwrap().keys().collect::<Vec<_>>(), names);
    }
}

#[tokio::test]
async fn an_unknown_scope_is_not_granted() {
    let site = Site::start().await;
    for (requested, granted) in
        [("openid admin", "openid"), ("offline_access  openid openid", "openid offline_access")]
    {
        let parameters = site.authorization("scope", Some(requested));
        let code = site.approve(&site.cookie().await, &parameters).await.code();
        assert_eq!(site.exchange(&code, "", "").await.json()["scope"], granted, "{requested}");
    }
}

/// An authorization request of the page of the reports, which may have tokens for both.
fn of_reports(site: &Site, resource: Option<&str>) -> Vec<(String, String)> {
    let mut parameters = site.authorization("client_id", Some("reports-page"));
    parameters.retain(|(name, _)| name != "redirect_uri");
    parameters.push(("redirect_uri".into(), format!("{}/callback", site.demo.reports)));
    parameters.extend(resource.map(|resource| ("resource".into(), resource.into())));
    parameters
}

async fn exchange_of_reports(site: &Site, code: &str, resource: Option<&str>) -> Answer {
    let callback = format!("{}/callback", site.demo.reports);
    let form = [
        ("grant_type", "authorization_code"),
        ("client_id", "reports-page"),
        ("redirect_uri", &callback),
        ("code", code),
        ("code_verifier", VERIFIER),
    ];
    let resource = resource.map(|resource| ("resource", resource));
    let form: Vec<_> = form.into_iter().chain(resource).collect();
    Answer::of(site.post("/token").form(&form)).await
}

#[tokio::test]
async fn a_client_gets_tokens_for_its_services_alone() {
    let site = Site::start().await;
    let (orders, reports) = (&*site.demo.orders, &*site.demo.reports);
    let code = site.code().await;
    for resource in [reports, "https://evil.example"] {
        assert_eq!(site.exchange(&code, "resource", resource).await.text("error"), "invalid_target");
    }
    // a refused request uses neither the code nor the refresh token up
    let token = site.exchange(&code, "resource", orders).await.text("refresh_token");
    for resource in [reports, "https://evil.example"] {
        assert_eq!(site.refresh("orders-page", &token, Some(resource)).await.text("error"), "invalid_target");
    }
    site.move_clock(30).await;
    let next = site.refresh("orders-page", &token, Some(orders)).await;
    assert_eq!(site.call_orders(&next.text("access_token")).await, 200);
}

#[tokio::test]
async fn a_grant_is_for_one_service_of_a_client_with_two() {
    let site = Site::start().await;
    let (orders, reports) = (&*site.demo.orders, &*site.demo.reports);
    let mut ahead = 0;
    // without a resource, the first one of the client is granted
    for (requested, granted, other, status) in
        [(Some(orders), orders, reports, 200), (None, reports, orders, 401)]
    {
        let parameters = of_reports(&site, requested);
        let code = site.approve(&site.cookie().await, &parameters).await.code();
        let refused = exchange_of_reports(&site, &code, Some(other)).await;
        assert_eq!(refused.text("error"), "invalid_target");
        // the client keeps the code, and its refresh tokens
        let mut answer = exchange_of_reports(&site, &code, Some(granted)).await;
        for resource in [None, Some(granted)] {
            assert_eq!(site.call_orders(&answer.text("access_token")).await, status);
            let token = answer.text("refresh_token");
            let refused = site.refresh("reports-page", &token, Some(other)).await;
            assert_eq!(refused.text("error"), "invalid_grant");
            ahead += 30;
            site.move_clock(ahead).await;
            answer = site.refresh("reports-page", &token, resource).await;
        }
        assert_eq!(site.call_orders(&answer.text("access_token")).await, status);
        let token = answer.text("refresh_token");
        let form = [("client_id", "reports-page"), ("token", &token)];
        assert_eq!(Answer::of(site.post("/revoke").form(&form)).await.status, 200);
        assert_eq!(site.refresh("reports-page", &token, None).await.text("error"), "invalid_grant");
        assert_eq!(site.call_orders(&answer.text("access_token")).await, 401);
    }
}

#[tokio::test]
async fn a_client_can_ask_for_a_fresh_login() {
    let site = Site::start().await;
    let cookie = site.cookie().await;
    site.move_clock(120).await;
    let request = |name, value| site.authorization(name, Some(value));
    let mut cookie = cookie;
    for (name, value) in [("prompt", "login"), ("max_age", "0"), ("max_age", "60")] {
        let answer = site.approve(&cookie, &request(name, value)).await;
        assert_eq!((answer.status, &*answer.text("error")), (401, "login_required"), "{name}={value}");
        // the session goes on, with the next cookie
        cookie = answer.cookie();
    }
    assert_eq!(site.approve(&cookie, &request("max_age", "600")).await.status, 200);
    for (name, value) in [("prompt", "login"), ("max_age", "0"), ("max_age", "60")] {
        assert_eq!(site.approve(&site.cookie().await, &request(name, value)).await.status, 200);
    }
}

#[tokio::test]
async fn without_a_prompt_the_client_learns_that_there_is_no_login() {
    let site = Site::start().await;
    let mut silent = site.authorization("prompt", Some("none"));
    let refused = |answer: Answer| {
        assert_eq!(answer.status, 200);
        let start = format!("{}?error=login_required&", site.callback());
        assert!(answer.text("location").starts_with(&start), "{answer:?}");
    };
    refused(site.approve("", &silent).await);
    let cookie = site.cookie().await;
    assert!(!site.approve(&cookie, &silent).await.code().is_empty());
    let cookie = site.cookie().await;
    site.move_clock(120).await;
    silent.push(("max_age".into(), "60".into()));
    refused(site.approve(&cookie, &silent).await);
}

#[tokio::test]
async fn without_a_prompt_a_client_learns_what_failed() {
    let site = Site::start().await;
    let silent = site.authorization("prompt", Some("none"));
    let error_of = |answer: &Answer| {
        let location = answer.text("location");
        location.split(['?', '&']).find_map(|part| part.strip_prefix("error=")).map(str::to_owned)
    };
    let outdated = site.cookie().await;
    let newer = site.token(&site.token(&outdated).await.cookie()).await.cookie();
    let answer = site.approve(&outdated, &silent).await;
    assert_eq!(error_of(&answer).unwrap(), "temporarily_unavailable");
    assert_eq!(answer.header("set-cookie"), None, "the session goes on");
    assert_eq!(site.log_out("/session/logout", &newer).await, 204);
    let answer = site.approve(&newer, &silent).await;
    assert_eq!(error_of(&answer).unwrap(), "login_required");
    assert!(answer.header("set-cookie").unwrap().ends_with("Max-Age=0"), "the session has ended");
}

#[tokio::test]
async fn a_revocation_of_an_access_token_is_refused_because_it_would_do_nothing() {
    let site = Site::start().await;
    let answer = site.exchange(&site.code().await, "", "").await;
    for (name, status, error) in [("access_token", 400, "unsupported_token_type"), ("refresh_token", 200, "")]
    {
        let token = answer.text(name);
        let form = [("client_id", "orders-page"), ("token", &token)];
        let revocation = Answer::of(site.post("/revoke").form(&form)).await;
        assert_eq!(revocation.status, status);
        match error {
            "" => assert_eq!(revocation.body, ""),
            error => assert_eq!(revocation.text("error"), error),
        }
    }
}

#[tokio::test]
async fn the_id_token_has_the_time_of_the_login() {
    let site = Site::start().await;
    let cookie = site.cookie().await;
    site.move_clock(120).await;
    let code = site.approve(&cookie, &site.authorization("", None)).await.code();
    let token = site.exchange(&code, "", "").await.text("id_token");
    let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap();
    let claims: serde_json::Value = serde_json::from_slice(&claims).unwrap();
    let age = claims["iat"].as_i64().unwrap() - claims["auth_time"].as_i64().unwrap();
    assert!((119..=200).contains(&age), "{age}");
}
