//! What pages of other origins can do.

use reqwest::Method;
use serde_json::json;

use crate::site::{Answer, Site};

/// Each endpoint that changes something, or answers a cookie.
const GUARDED: [&str; 8] = [
    "/session/login",
    "/session/token",
    "/session/authorize",
    "/session/logout",
    "/session/logout-everywhere",
    "/demo/clock",
    "/demo/rotate",
    "/demo/restart/orders",
];

#[tokio::test]
async fn endpoints_with_a_cookie_serve_pages_of_the_issuer_alone() {
    let site = Site::start().await;
    let (issuer, orders, reports) = (&*site.demo.issuer, &*site.demo.orders, &*site.demo.reports);
    let cookie = site.cookie().await;
    let cases: [&[(&str, &str)]; 9] = [
        &[],
        &[("Origin", orders)],
        // of the same site
        &[("Origin", reports)],
        &[("Origin", "null")],
        &[("Origin", "https://evil.example"), ("Sec-Fetch-Site", "same-origin")],
        &[("Sec-Fetch-Site", "same-origin")],
        &[("Origin", issuer), ("Sec-Fetch-Site", "same-site")],
        &[("Origin", issuer), ("Sec-Fetch-Site", "cross-site")],
        &[("Origin", issuer), ("Origin", orders)],
    ];
    for path in GUARDED {
        for headers in cases {
            let request = site.post(path).header("Cookie", &cookie);
            let request =
                headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
            let answer = Answer::of(request.json(&json!({ "name": "bob", "password": "builder" }))).await;
            assert_eq!(answer.status, 403, "{path} {headers:?}");
            assert_eq!(answer.header("set-cookie"), None);
            assert_eq!(answer.header("access-control-allow-origin"), None);
        }
    }
    assert_eq!(site.token(&cookie).await.status, 200, "the session goes on");
}

#[tokio::test]
async fn these_endpoints_do_nothing_for_get() {
    let site = Site::start().await;
    for path in GUARDED {
        let request = site.request(Method::GET, format!("{}{path}", site.demo.issuer));
        assert_eq!(Answer::of(request.header("Cookie", site.cookie().await)).await.status, 405, "{path}");
    }
}

/// The value of `Access-Control-Allow-Origin` for a request of this origin.
async fn allowed(site: &Site, method: Method, url: String, origin: &str) -> Option<String> {
    let request = site.request(method, url).header("Origin", origin);
    let request = request.header("Access-Control-Request-Method", "GET");
    let answer = Answer::of(request.header("Access-Control-Request-Headers", "authorization")).await;
    assert_eq!(answer.header("access-control-allow-credentials"), None);
    answer.header("access-control-allow-origin").map(str::to_owned)
}

#[tokio::test]
async fn services_answer_the_page_of_the_issuer_alone() {
    let site = Site::start().await;
    let (issuer, orders, reports) = (&site.demo.issuer, &site.demo.orders, &site.demo.reports);
    let evil = "https://evil.example".to_owned();
    let prefix = format!("{issuer}0");
    for url in [format!("{orders}/orders"), format!("{orders}/orders/all"), format!("{reports}/sales")] {
        for method in [Method::OPTIONS, Method::GET] {
            let own = allowed(&site, method.clone(), url.clone(), issuer).await;
            assert_eq!(own.as_ref(), Some(issuer));
            for other in [&evil, &prefix, &"null".to_owned()] {
                let found = allowed(&site, method.clone(), url.clone(), other).await;
                assert_ne!(found.as_deref(), Some(&**other));
                assert_ne!(found.as_deref(), Some("*"));
            }
        }
    }
}

#[tokio::test]
async fn the_token_endpoint_answers_pages_of_the_services_alone() {
    let site = Site::start().await;
    let issuer = &site.demo.issuer;
    for path in ["/token", "/revoke", "/.well-known/jwks.json", "/.well-known/oauth-authorization-server"] {
        for origin in [&site.demo.orders, &site.demo.reports] {
            let found = allowed(&site, Method::OPTIONS, format!("{issuer}{path}"), origin).await;
            assert_eq!(found.as_ref(), Some(origin), "{path}");
        }
        let found = allowed(&site, Method::OPTIONS, format!("{issuer}{path}"), "https://evil.example").await;
        assert_eq!(found, None, "{path}");
    }
}
