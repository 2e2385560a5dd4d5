//! Metadata of issuers (OpenID Connect Discovery §4, RFC 8414 §3).

use std::time::Duration;

use jwt_claims::Verifier;
use jwt_claims::jwks::{Issuers, Keys};
use jwt_claims_tests::forge;

use super::server::{Answer, Request, Server};
use super::support::{MINUTE, attempt, code, code_now, jwks, key, limits, token_of, until};

const OPENID: &str = "/.well-known/openid-configuration";
const OAUTH: &str = "/.well-known/oauth-authorization-server";

fn discover(issuer: &str) -> Keys {
    Keys::discover(issuer).and_then(|keys| keys.with_limits(limits())).expect("an issuer")
}

fn paths(server: &Server) -> Vec<String> {
    server.requests().into_iter().map(|request| request.path).collect()
}

/// A script with documents; others are not found.
fn serve(documents: Vec<(String, String)>) -> impl Fn(&Request) -> Answer + Send + Sync + 'static {
    move |request| match documents.iter().find(|(path, _)| *path == request.path) {
        Some((_, body)) => Answer::ok(body),
        None => Answer::with("404 Not Found", &[("Content-Type", "text/html")], "<html>not found</html>"),
    }
}

fn metadata(issuer: &str, jwks_uri: &str) -> String {
    format!(r#"{{"issuer":"{issuer}","jwks_uri":"{jwks_uri}","response_types_supported":["code"]}}"#)
}

async fn nothing() -> Server {
    Server::start(|_| Answer::nothing()).await
}

#[tokio::test]
async fn metadata_of_rfc_8414_are_the_second_choice() {
    let server = nothing().await;
    for (path, oauth) in [("", OAUTH.to_owned()), ("/tenants/a", format!("{OAUTH}/tenants/a"))] {
        let issuer = server.url(path);
        let set = server.url("/keys");
        let documents = vec![(oauth.clone(), metadata(&issuer, &set)), ("/keys".into(), jwks(&["a"]))];
        server.follow(serve(documents));
        let before = server.count();
        let keys = discover(&issuer);
        attempt(&keys).await.expect("a set");
        let asked = paths(&server)[before..].to_vec();
        assert_eq!(asked, [format!("{path}{OPENID}"), oauth, "/keys".into()]);
        assert_eq!(code_now(&Verifier::new(keys), &token_of(&key("a"), &issuer)), "ok");
    }
}

/// An issuer that is down is not asked at a second place: it is no other issuer there.
#[tokio::test]
async fn a_server_error_is_not_a_missing_document() {
    let server = Server::start(|_| Answer::with("500 Internal Server Error", &[], "")).await;
    let error = attempt(&discover(&server.url(""))).await.expect_err("500");
    assert!(error.contains("found 500"), "{error}");
    assert_eq!(paths(&server), [OPENID]);
}

#[tokio::test]
async fn metadata_of_another_issuer_are_refused() {
    let server = nothing().await;
    let issuer = server.url("");
    for other in [
        "https://evil.example",
        &server.url("/"),
        &server.url("/tenant"),
        &issuer.to_uppercase(),
        &issuer.replace("127.0.0.1", "localhost"),
        "",
        &"x".repeat(30_000),
        "https://evil.example\\n\\u001b[31m",
    ] {
        let document = metadata(other, &server.url("/keys"));
        server.follow(serve(vec![(OPENID.into(), document), ("/keys".into(), jwks(&["a"]))]));
        let keys = discover(&issuer);
        let error = attempt(&keys).await.expect_err(other);
        assert!(error.contains(&format!("expected the metadata of the issuer {issuer}")), "{error}");
        assert!(error.len() < 500 && !error.contains(char::is_control), "{error}");
        assert_eq!(code(&Verifier::new(keys), &token_of(&key("a"), &issuer)).await, "keys_unavailable");
    }
    assert!(!paths(&server).contains(&"/keys".to_owned()));
}

/// Nothing is fetched from there, also if the metadata name it.
#[tokio::test]
async fn a_url_of_keys_that_is_not_protected_is_refused() {
    let server = nothing().await;
    let issuer = server.url("");
    let port = server.address().port();
    for uri in [
        "http://keys.example.com/jwks".to_owned(),
        "http://192.0.2.1/jwks".into(),
        "http://169.254.169.254/latest/meta-data/".into(),
        format!("http://0.0.0.0:{port}/keys"),
        format!("http://127.1:{port}/keys"),
        format!("http://127.0.0.1.nip.io:{port}/keys"),
        format!("http://user:password@127.0.0.1:{port}/keys"),
        // two parsers could disagree about the host
        format!(r"http://127.0.0.1:{port}\\@192.0.2.1/keys"),
        format!("http://127.0.0.1:{port}%40192.0.2.1/keys"),
        format!("http://127.0.0.1:{port}@192.0.2.1/keys"),
        format!(r"http:\\127.0.0.1:{port}/keys"),
        format!(r"http://127.0.0.1\t:{port}/keys"),
        format!("http://127.0.0.1.:{port}/keys"),
        format!("http://localhost.:{port}/keys"),
        format!("http://2130706433:{port}/keys"),
        format!("http://[::ffff:127.0.0.1]:{port}/keys"),
        "file:///etc/passwd".into(),
        "ftp://127.0.0.1/keys".into(),
        "data:application/json,{}".into(),
        "/keys".into(),
        "//127.0.0.1/keys".into(),
        String::new(),
    ] {
        server.follow(serve(vec![
            (OPENID.into(), metadata(&issuer, &uri)),
            ("/keys".into(), jwks(&["a"])),
            ("//127.0.0.1/keys".into(), jwks(&["a"])),
        ]));
        let error = attempt(&discover(&issuer)).await.expect_err(&uri);
        assert!(error.contains("expected `jwks_uri` to be an https URL"), "{uri}: {error}");
    }
    assert!(paths(&server).iter().all(|path| path == OPENID));
}

#[tokio::test]
async fn documents_that_are_no_metadata() {
    let server = nothing().await;
    let issuer = server.url("");
    let good = metadata(&issuer, &server.url("/keys"));
    for document in [
        "",
        "<html>",
        "[]",
        "null",
        "{}",
        &format!(r#"{{"issuer":"{issuer}"}}"#),
        &format!(r#"{{"issuer":"{issuer}","jwks_uri":null}}"#),
        &format!(r#"{{"issuer":"{issuer}","jwks_uri":["{issuer}/keys"]}}"#),
        &good.replacen('{', r#"{"issuer":"https://evil.example","#, 1),
        &good[..good.len() - 1],
        &format!("{good}{good}"),
        &"[".repeat(50_000),
    ] {
        server.follow(serve(vec![(OPENID.into(), document.into()), ("/keys".into(), jwks(&["a"]))]));
        let error = attempt(&discover(&issuer)).await.expect_err(document);
        assert!(error.contains("expected metadata") && error.len() < 500, "{document}: {error}");
    }
    server.follow(|_| Answer::ok(vec![b' '; 100_000]));
    let error = attempt(&discover(&issuer)).await.expect_err("it is long");
    assert!(error.contains("longer than 65536 bytes"), "{error}");
}

/// The set may have moved.
#[tokio::test]
async fn metadata_are_read_again_for_an_unknown_key() {
    let server = nothing().await;
    let issuer = server.url("");
    let at = |path: &str, name: &str| {
        serve(vec![(OPENID.into(), metadata(&issuer, &server.url(path))), (path.to_owned(), jwks(&[name]))])
    };
    server.follow(at("/one", "a"));
    let keys = discover(&issuer);
    let verifier = Verifier::new(keys.clone());
    for _ in 0..2 {
        attempt(&keys).await.expect("a set");
    }
    assert_eq!(paths(&server), [OPENID, "/one", OPENID, "/one"]);
    server.follow(at("/two", "b"));
    attempt(&keys).await.expect("a set");
    assert_eq!(code_now(&verifier, &token_of(&key("b"), &issuer)), "ok");
    assert_eq!(code_now(&verifier, &token_of(&key("a"), &issuer)), "key_not_found");
    assert_eq!(paths(&server)[4..], [OPENID, "/two"]);
}

/// Anyone can send a token with an unknown key: that must not make the keys depend on the
/// metadata.
#[tokio::test]
async fn a_set_is_fetched_while_the_metadata_are_away() {
    let server = nothing().await;
    let issuer = server.url("");
    let document = metadata(&issuer, &server.url("/keys"));
    server.follow(serve(vec![(OPENID.into(), document), ("/keys".into(), jwks(&["a"]))]));
    let keys = discover(&issuer);
    let verifier = Verifier::new(keys.clone());
    attempt(&keys).await.expect("a set");
    server.follow(|request| match request.path.as_str() {
        "/keys" => Answer::ok(jwks(&["a", "b"])),
        _ => Answer::with("500 Internal Server Error", &[], ""),
    });
    assert_eq!(code(&verifier, &token_of(&key("b"), &issuer)).await, "ok");
    attempt(&keys).await.expect("a set");
    assert_eq!(code_now(&verifier, &token_of(&key("a"), &issuer)), "ok");
}

/// A refresh in time uses the URL that is known, until an attempt fails.
#[tokio::test]
async fn metadata_are_read_once_and_again_after_a_failed_attempt() {
    let server = nothing().await;
    let issuer = server.url("");
    let at = |path: &str| {
        serve(vec![(OPENID.into(), metadata(&issuer, &server.url(path))), (path.to_owned(), jwks(&["a"]))])
    };
    server.follow(at("/one"));
    let mut quick = limits();
    (quick.ttl, quick.min_ttl) = (Duration::from_millis(100), Duration::from_millis(100));
    (quick.min_backoff, quick.max_backoff) = (Duration::from_millis(10), Duration::from_millis(50));
    let keys = Keys::discover(&*issuer).and_then(|keys| keys.with_limits(quick)).expect("an issuer");
    keys.ready(MINUTE).await.expect("keys");
    until(|| server.count() >= 5).await;
    let (first, others) = (paths(&server)[0].clone(), paths(&server)[1..].to_vec());
    assert!(first == OPENID && others.iter().all(|path| path == "/one"), "{others:?}");
    server.follow(at("/two"));
    until(|| paths(&server).iter().filter(|path| *path == "/two").count() >= 2).await;
    let again = paths(&server).iter().filter(|path| *path == OPENID).count();
    assert_eq!(again, 2);
}

/// The URL is in the reason; a long one must not fill a log.
#[tokio::test]
async fn a_long_url_is_cut_in_the_reason() {
    let server = nothing().await;
    let issuer = server.url("");
    let long = server.url(&format!("/{}", "k".repeat(30_000)));
    for answer in [Answer::with("404 Not Found", &[], ""), Answer::nothing()] {
        let document = metadata(&issuer, &long);
        server.follow(move |request| match request.path.as_str() {
            OPENID => Answer::ok(&document),
            _ => answer.clone(),
        });
        let keys = discover(&issuer);
        let error = attempt(&keys).await.expect_err("no set");
        assert!(error.contains("/kkk") && error.len() < 600, "{error}");
        let error = keys.ready(std::time::Duration::ZERO).await.expect_err("no set").to_string();
        assert!(error.len() < 800, "{error}");
    }
}

/// The token is of a stranger, who has a server with good metadata and a good set.
#[tokio::test]
async fn nothing_is_fetched_from_a_url_in_a_token() {
    let (ours, theirs) = (nothing().await, nothing().await);
    for server in [&ours, &theirs] {
        let document = metadata(&server.url(""), &server.url("/keys"));
        let name = if std::ptr::eq(server, &ours) { "ours" } else { "theirs" };
        server.follow(serve(vec![(OPENID.into(), document), ("/keys".into(), jwks(&[name]))]));
    }
    let single = discover(&ours.url(""));
    let listed = Issuers::new().with(ours.url(""), discover(&ours.url(""))).expect("an issuer");
    let private = key("theirs").to_private_jwk().expect("a key");
    for verifier in [Verifier::new(single), Verifier::new(listed)] {
        for issuer in [theirs.url(""), ours.url("")] {
            let set = theirs.url("/keys");
            let payload = format!(r#"{{"iss":"{issuer}","sub":"alice"}}"#);
            for header in [
                r#"{"alg":"ES256","kid":"theirs"}"#.to_owned(),
                format!(r#"{{"alg":"ES256","kid":"theirs","jku":"{set}"}}"#),
                format!(r#"{{"alg":"ES256","kid":"{set}","x5u":"{set}"}}"#),
            ] {
                let text = forge::es256(&private, header, &payload);
                assert_eq!(code(&verifier, &text).await, "key_not_found", "{issuer}");
            }
        }
        assert_eq!(code(&verifier, &token_of(&key("ours"), &ours.url(""))).await, "ok");
    }
    assert_eq!(theirs.count(), 0);
}

#[test]
fn urls_that_cannot_be_configured() {
    for url in [
        "",
        "auth.example.com",
        "/jwks",
        "http://auth.example.com/jwks",
        "file:///etc/passwd",
        "https://user:password@auth.example.com/jwks",
        "https://auth.example.com/jwks#a",
        "https://",
        "javascript:alert(1)",
        "https://auth.example.com/a b",
    ] {
        assert_eq!(Keys::remote(url).expect_err(url).code(), "invalid_config", "{url}");
        assert_eq!(Keys::discover(url).expect_err(url).code(), "invalid_config", "{url}");
    }
    assert!(Keys::discover("https://auth.example.com/?a=b").is_err());
    assert!(Keys::remote("https://auth.example.com/?a=b").is_ok());
}
