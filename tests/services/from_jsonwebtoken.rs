//! The service of `docs/from-jsonwebtoken.md`, before and after.

mod after;
mod before;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use jsonwebtoken::DecodingKey;
use jwt_claims::{Algorithm, SigningKey, jws};
use tower::ServiceExt as _;

const DOCUMENT: &str = include_str!("../../docs/from-jsonwebtoken.md");

const GOOD: &str =
    r#"{"iss":"https://auth.example.com","aud":"orders","exp":4000000000,"sub":"alice","roles":["editor"]}"#;

async fn answer(app: Router, authorization: &[&str]) -> (u16, Option<String>) {
    let mut request = Request::get("/orders");
    for header in authorization {
        request = request.header("authorization", *header);
    }
    let response = app.oneshot(request.body(Body::empty()).expect("a request")).await.expect("infallible");
    let challenge = response.headers().get("www-authenticate").map(|value| value.to_str().expect("text"));
    // the version after also has a description
    let without_description = challenge.map(|text| text.split(", error_description").next().unwrap_or(text));
    (response.status().as_u16(), without_description.map(str::to_owned))
}

#[tokio::test]
async fn both_versions_give_the_same_answers() {
    // several tests of this program may be first
    let _ = jsonwebtoken::crypto::aws_lc::DEFAULT_PROVIDER.install_default();
    let key = SigningKey::generate(Algorithm::ES256).expect("a key");
    let other = SigningKey::generate(Algorithm::ES256).expect("a key");
    let pem = key.verifying_key().to_pem().expect("a public key");
    let decoding = DecodingKey::from_ec_pem(pem.as_bytes()).expect("a key");
    let bearer = |key: &SigningKey, claims: &str| {
        format!("Bearer {}", jws::sign(key, claims.as_bytes()).expect("a token").as_str())
    };
    let good = bearer(&key, GOOD);
    let changed = |from: &str, to: &str| bearer(&key, &GOOD.replacen(from, to, 1));
    for (headers, expected) in [
        (vec![good.clone()], 200),
        (vec![good.replacen("Bearer", "bearer", 1)], 200),
        (vec![], 401),
        (vec!["Basic YTpi".into()], 401),
        (vec!["Bearer".into()], 400),
        (vec![good.clone(), good.clone()], 400),
        (vec!["Bearer garbage".into()], 401),
        (vec![bearer(&other, GOOD)], 401),
        (vec![changed("4000000000", "1000000000")], 401),
        (vec![changed(r#""exp":4000000000,"#, "")], 401),
        (vec![changed(r#""aud":"orders","#, "")], 401),
        (vec![changed("auth.example.com", "evil.example")], 401),
        (vec![changed("\"orders\"", "\"reports\"")], 401),
        (vec![changed(r#""sub":"alice","#, "")], 401),
        (vec![changed("editor", "user")], 403),
        (vec![changed(r#","roles":["editor"]"#, "")], 403),
    ] {
        let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
        let before = answer(before::app(decoding.clone()), &headers).await;
        let after = answer(after::app(key.verifying_key()), &headers).await;
        assert_eq!((&before, before.0), (&after, expected), "{headers:?}");
    }
}

#[test]
fn the_document_has_the_code_that_is_tested() {
    let before = include_str!("from_jsonwebtoken/before.rs");
    let after = include_str!("from_jsonwebtoken/after.rs");
    let lines = |code: &str| code.lines().filter(|line| !line.trim().is_empty()).count();
    for (name, code) in [("before", before), ("after", after)] {
        assert!(DOCUMENT.contains(&format!("```rust,ignore\n{code}```")), "the code {name} differs");
        assert!(
            DOCUMENT.contains(&format!("{name} has {} lines", lines(code))),
            "the code {name}: {}",
            lines(code)
        );
    }
}
