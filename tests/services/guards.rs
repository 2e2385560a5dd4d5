//! The guard itself.

use jwt_claims::http::{FormBody, Guard, MAX_FORM_BYTES, Rejection};
use jwt_claims::{Challenge, Error, SigningKey, Verifier};
use jwt_claims_tests::responses::{self, Admin, guard, situations};

fn plain() -> Guard {
    Guard::new(Verifier::new(SigningKey::hs256([7; 32]).expect("a key").verifying_key()))
}

fn is_config(result: Result<Guard, Error>) -> bool {
    result.is_err_and(|error| error.code() == "invalid_config")
}

#[test]
fn a_cookie_that_a_sibling_domain_can_set_is_a_constructor_error() {
    for name in [
        "session",
        "__Secure-session",
        "__host-session",
        "__Host-",
        "__Host-a b",
        "__Host-a=b",
        "__Host-a;b",
        "",
    ] {
        assert!(is_config(plain().with_cookie(name)), "{name}");
    }
    assert!(plain().with_cookie("__Host-session").is_ok());
}

#[test]
fn metadata_and_origins_are_checked_when_they_are_set() {
    for url in [
        "",
        "orders.example.com",
        "http://orders.example.com/m",
        "https://",
        "https://a/\"b",
        "https://a/b c",
        "https://a/\nb",
        "javascript:alert(1)",
    ] {
        assert!(is_config(plain().with_resource_metadata(url)), "{url}");
    }
    for origin in [
        "",
        "null",
        "*",
        "https://app.example.com/",
        "https://App.example.com",
        "http://app.example.com",
        "https://u@app.example.com",
        "app.example.com",
    ] {
        assert!(is_config(plain().with_trusted_origin(origin)), "{origin}");
    }
    assert!(plain().with_resource_metadata("http://localhost:3000/m").is_ok());
    assert!(plain().with_trusted_origin("https://app.example.com:8443").is_ok());
}

#[test]
fn a_token_in_a_url_is_redacted_for_logs() {
    let guard = plain().with_query_parameter("access_token");
    for (url, shown) in [
        ("/orders", "/orders"),
        ("/orders?page=2", "/orders?page=2"),
        ("/orders?access_token=a.b.c", "/orders?access_token=[redacted]"),
        (
            "/o?a=1&access%5Ftoken=a.b.c&b=2&access_token=d",
            "/o?a=1&access_token=[redacted]&b=2&access_token=[redacted]",
        ),
        ("/o?my_access_token=a", "/o?my_access_token=a"),
        ("/o??access_token=a", "/o??access_token=a"),
    ] {
        assert_eq!(guard.redacted(url), shown);
    }
    assert_eq!(plain().redacted("/o?access_token=a"), "/o?access_token=a");
}

#[test]
fn neither_a_guard_nor_a_rejection_shows_a_token() {
    let one = situations().into_iter().find(|one| one.name == "a role is missing").expect("it is listed");
    let token = String::from_utf8(one.headers[1].1.clone()).expect("text");
    let mut request =
        http::Request::get(one.path).header("authorization", &token).body(()).expect("a request");
    let rejection = ready(guard().authenticate::<Admin>(&request, &())).expect_err("a role is missing");
    let found = ready(guard().token(&request)).expect("its signature holds");
    request.extensions_mut().insert(FormBody::new(token.clone()).expect("a short form"));
    let form = request.extensions().get::<FormBody>();
    let shown = format!("{:?} {rejection:?} {rejection} {} {found:?} {form:?}", guard(), rejection.body());
    let secret = token.trim_start_matches("Bearer ");
    assert!(secret.split('.').all(|segment| !shown.contains(segment)), "{shown}");
    assert!(!shown.contains("alice") && !rejection.body().contains("admin"), "{shown}");
}

/// The names of roles are in the body only by choice, and never in the challenge.
#[test]
fn requirements_are_shown_by_choice_for_403_alone() {
    let guard = guard().with_requirements_in_body();
    for one in situations().into_iter().filter(|one| one.path == "/admin" || one.name == "an expired token") {
        let mut request = http::Request::builder().uri(one.path);
        for (name, value) in &one.headers {
            request = request.header(*name, &**value);
        }
        let request = request.body(()).expect("a request");
        if let Err(rejection) = ready(guard.authenticate::<Admin>(&request, &())) {
            let body: serde_json::Value =
                serde_json::from_str(&rejection.body()).expect("a problem document");
            let required = serde_json::json!([{ "claim": "roles", "expected": "any of \"admin\"" }]);
            assert_eq!(
                body.get("required"),
                (one.status == 403).then_some(&required),
                "{}: {body}",
                one.name
            );
            let challenge = rejection.headers()["www-authenticate"].to_str().expect("text").to_owned();
            assert!(!challenge.contains("admin"), "{challenge}");
        }
    }
}

#[test]
fn rejections_of_a_service_have_its_answer() {
    let unavailable = Rejection::unavailable(std::time::Duration::from_millis(10), "no route to host");
    assert_eq!((unavailable.status().as_u16(), unavailable.code()), (503, "unavailable"));
    assert_eq!(unavailable.headers()["retry-after"], "1");
    assert!(!unavailable.body().contains("route") && unavailable.to_string().contains("no route to host"));
    let internal = Rejection::internal("no configuration");
    assert_eq!((internal.status().as_u16(), internal.code()), (500, "internal"));
    assert!(!internal.body().contains("configuration") && internal.challenge().is_none());
    let own = guard().challenge(Challenge::insufficient_scope("the order is of another tenant"));
    assert_eq!((own.status().as_u16(), own.code()), (403, "refused_by_service"));
    assert!(own.headers()["www-authenticate"].to_str().expect("text").contains(r#"realm="orders""#));
    let misconfigured = Rejection::from(SigningKey::hs256("short").expect_err("a short secret"));
    assert_eq!(misconfigured.status().as_u16(), 500);
    assert!(!misconfigured.headers().contains_key("www-authenticate"));
}

#[test]
fn a_form_is_short_and_of_one_type() {
    assert!(FormBody::new(vec![b'a'; MAX_FORM_BYTES]).is_some());
    assert!(FormBody::new(vec![b'a'; MAX_FORM_BYTES + 1]).is_none());
    let form = Some(&b"application/x-www-form-urlencoded"[..]);
    assert!(FormBody::is_expected("POST", form));
    assert!(FormBody::is_expected("POST", Some(b"Application/X-WWW-Form-Urlencoded ; charset=utf-8")));
    for (method, kind) in
        [("GET", form), ("PUT", form), ("POST", None), ("POST", Some(&b"multipart/form-data"[..]))]
    {
        assert!(!FormBody::is_expected(method, kind));
    }
}

/// A request of HTTP/2 has no `Host`: its target has the authority.
#[test]
fn the_origin_is_compared_with_the_authority_of_http_2() {
    let cookie =
        situations().into_iter().find(|one| one.name == "a cookie in a GET request").expect("it is listed");
    let (_, cookie) = cookie.headers.into_iter().find(|(name, _)| *name == "cookie").expect("a cookie");
    let guard = responses::guard_with_all_transports();
    for (target, expected) in [
        ("https://orders.example.com/orders", true),
        ("https://evil.example/orders", false),
        ("/orders", false),
    ] {
        let request = http::Request::post(target)
            .header("cookie", &*cookie)
            .header("origin", "https://orders.example.com");
        let request = request.version(http::Version::HTTP_2).body(()).expect("a request");
        assert_eq!(ready(guard.token(&request)).is_ok(), expected, "{target}");
    }
}

/// The result of a future that does not wait.
pub(super) fn ready<T>(future: impl Future<Output = T>) -> T {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match std::pin::pin!(future).poll(&mut context) {
        std::task::Poll::Ready(result) => result,
        std::task::Poll::Pending => panic!("it waits"),
    }
}
