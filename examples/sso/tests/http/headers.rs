//! What each answer has.

use crate::site::Site;

#[tokio::test]
async fn each_answer_has_a_strict_content_security_policy() {
    let site = Site::start().await;
    let (issuer, orders, reports) = (&site.demo.issuer, &site.demo.orders, &site.demo.reports);
    let policy = |origins: String| {
        format!(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self' {origins}; \
             frame-ancestors 'none'; base-uri 'none'; form-action 'self'; require-trusted-types-for 'script'; \
             trusted-types 'none'"
        )
    };
    let of_issuer = policy(format!("{orders} {reports}"));
    let paths = ["/", "/app.js", "/style.css", "/authorize", "/demo", "/session/token", "/token", "/missing"];
    for path in paths {
        let answer = site.get(format!("{issuer}{path}")).await;
        assert_eq!(answer.header("content-security-policy"), Some(&*of_issuer), "{path}");
    }
    let of_service = policy(issuer.clone());
    for path in ["/", "/callback", "/client.js", "/orders", "/missing"] {
        let answer = site.get(format!("{orders}{path}")).await;
        assert_eq!(answer.header("content-security-policy"), Some(&*of_service), "{path}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(answer.header("referrer-policy"), Some("same-origin"));
    }
}

#[tokio::test]
async fn no_page_has_inline_scripts_or_styles() {
    let site = Site::start().await;
    let (issuer, orders) = (&site.demo.issuer, &site.demo.orders);
    let good = format!("{issuer}/authorize?{}", query(&site));
    for url in [issuer, orders, &format!("{issuer}/authorize"), &good] {
        let page = site.get(url).await.body;
        assert!(page.starts_with("<!doctype html>"));
        for forbidden in ["<style", " style=", " onclick=", " onload=", "javascript:"] {
            assert!(!page.contains(forbidden), "{url}: {forbidden}");
        }
        let scripts = page.matches("<script").count();
        assert_eq!(scripts, page.matches("<script type=\"module\" src=\"/").count(), "{url}");
    }
}

fn query(site: &Site) -> String {
    let pairs = site.authorization("", None);
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

#[tokio::test]
async fn no_cache_keeps_an_answer_except_keys_and_metadata() {
    let site = Site::start().await;
    let issuer = &site.demo.issuer;
    let cookie = site.cookie().await;
    assert_eq!(site.token(&cookie).await.header("cache-control"), Some("no-store"));
    for path in ["/", "/authorize", "/demo", "/token", "/session/logout"] {
        let answer = site.get(format!("{issuer}{path}")).await;
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{path}");
    }
    let keys = site.get(format!("{issuer}/.well-known/jwks.json")).await;
    assert_eq!(keys.header("cache-control"), Some("public, max-age=60"));
}
