//! Sets with odd entries.

use std::sync::atomic::{AtomicUsize, Ordering};

use jwt_claims::Verifier;
use jwt_claims::jwks::{Keys, State};

use super::server::{Answer, Server};
use super::support::{attempt, code, code_now, jwk, jwks, key, keys, keys_within, limits, token, token_of};

fn set(entries: &[String]) -> String {
    format!(r#"{{"keys":[{}]}}"#, entries.join(","))
}

/// Keys of a server with this set, after one attempt.
async fn of(set: String) -> (Server, Keys, Result<(), String>) {
    let server = Server::start(move |_| Answer::ok(&set)).await;
    let keys = keys(&server);
    let result = attempt(&keys).await;
    (server, keys, result)
}

/// Each answer has other keys.
#[tokio::test]
async fn flipping_keys_are_followed() {
    let nth = AtomicUsize::new(0);
    let sets = [jwks(&["a"]), jwks(&["b"])];
    let server = Server::start(move |_| Answer::ok(&sets[nth.fetch_add(1, Ordering::Relaxed) % 2])).await;
    let keys = keys(&server);
    let verifier = Verifier::new(keys.clone());
    for round in 0..20 {
        attempt(&keys).await.expect("a set");
        let (current, other) = if round % 2 == 0 { ("a", "b") } else { ("b", "a") };
        assert_eq!(code_now(&verifier, &token(current)), "ok", "{round}");
        assert_eq!(code_now(&verifier, &token(other)), "key_not_found", "{round}");
    }
}

#[tokio::test]
async fn one_key_twice_is_one_key() {
    let (_server, keys, result) = of(set(&[jwk("a"), jwk("a")])).await;
    assert_eq!((result, keys.status().keys()), (Ok(()), 1));
    assert_eq!(code_now(&Verifier::new(keys), &token("a")), "ok");
}

/// Which of them a token means is not known: none is tried.
#[tokio::test]
async fn two_keys_of_one_name_verify_nothing_and_the_others_do() {
    let twin = key("twin").with_kid("a").verifying_key().to_jwk().expect("a public key");
    let (_server, keys, result) = of(set(&[jwk("a"), twin, jwk("b")])).await;
    result.expect("a set");
    let verifier = Verifier::new(keys);
    let twin = token_of(&key("twin").with_kid("a"), "https://auth.example.com");
    for token in [token("a"), twin] {
        assert_ne!(code(&verifier, &token).await, "ok");
    }
    assert_eq!(code(&verifier, &token("b")).await, "ok");
}

#[tokio::test]
async fn a_set_of_one_hundred_keys_is_read_and_a_longer_one_refused() {
    let mut limits = limits();
    limits.max_bytes = 64 << 20;
    for (count, expected) in [(100, "ok"), (101, "keys_unavailable"), (10_000, "keys_unavailable")] {
        let entries: Vec<String> =
            (0..count).map(|nth| jwk("a").replace("\"a\"", &format!("\"{nth}\""))).collect();
        let server = Server::start(move |_| Answer::ok(set(&entries))).await;
        let keys = keys_within(&server, limits.clone());
        let text = token_of(&key("a").with_kid("99"), "https://auth.example.com");
        assert_eq!(code(&Verifier::new(keys.clone()), &text).await, expected, "{count}");
        let error = keys.status().last_error().unwrap_or_default().to_owned();
        assert_eq!(error.contains("at most 100 keys"), expected != "ok", "{error}");
    }
}

#[tokio::test]
async fn a_damaged_key_does_not_affect_the_others() {
    let damaged = [
        "null",
        "[]",
        "{}",
        r#"{"kty":"EC"}"#,
        r#"{"kty":"EC","crv":"P-256","x":"AA","y":"AA","kid":"bad"}"#,
        r#"{"kty":"EC","crv":"P-256","x":1,"y":2,"kid":"bad"}"#,
        r#"{"kty":"RSA","n":"AQAB","e":"AQAB","kid":"bad"}"#,
        r#"{"kty":"quantum","kid":"bad"}"#,
        r#"{"kty":"quantum","kty":"EC","kid":"bad\u0000\n","kid":"bad"}"#,
        r#"{"kid":{"a":"bad"},"kty":["EC"]}"#,
    ];
    for bad in damaged {
        let (_server, keys, result) = of(set(&[jwk("a"), bad.into(), jwk("b")])).await;
        result.expect(bad);
        let status = keys.status();
        assert_eq!((status.keys(), status.skipped().len()), (2, 1), "{bad}");
        assert!(!status.skipped()[0].contains(char::is_control), "{status:?}");
        let verifier = Verifier::new(keys);
        for name in ["a", "b"] {
            assert_eq!(code_now(&verifier, &token(name)), "ok", "{bad}");
        }
    }
}

/// A published secret would verify tokens of everybody.
#[tokio::test]
async fn a_symmetric_key_is_skipped_or_refused() {
    let secret = r#"{"kty":"oct","kid":"s","alg":"HS256","k":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}"#;
    let signing = jwt_claims::SigningKey::hs256([0; 32]).expect("32 bytes").with_kid("s");
    let forged = token_of(&signing, "https://auth.example.com");
    let (_server, keys, result) = of(set(&[jwk("a"), secret.into()])).await;
    result.expect("a public key is there");
    let verifier = Verifier::new(keys.clone());
    assert_eq!(code_now(&verifier, &token("a")), "ok");
    assert_ne!(code(&verifier, &forged).await, "ok");
    assert_eq!(keys.status().skipped().len(), 1);
    let (_server, keys, result) = of(set(&[secret.into()])).await;
    assert!(result.is_err_and(|error| error.contains("at least one key")));
    assert_eq!(code(&Verifier::new(keys), &forged).await, "keys_unavailable");
}

#[tokio::test]
async fn a_set_without_a_usable_key_does_not_replace_the_old_one() {
    let server = Server::start(|_| Answer::ok(jwks(&["a"]))).await;
    let keys = keys(&server);
    attempt(&keys).await.expect("a set");
    for entry in [
        "",
        r#"{"kty":"quantum"}"#,
        &jwk("b").replacen('{', r#"{"use":"enc","#, 1),
        &jwk("b").replace("ES256", "HS256"),
        &jwk("b").replace(r#""kty":"EC""#, r#""kty":"ec""#),
    ] {
        let text = set(&[entry.to_owned()]);
        server.follow(move |_| Answer::ok(&text));
        let error = attempt(&keys).await.expect_err(entry);
        assert!(error.contains("at least one key"), "{entry}: {error}");
        let verifier = Verifier::new(keys.clone());
        assert_eq!(code_now(&verifier, &token("a")), "ok", "{entry}");
        assert_ne!(code_now(&verifier, &token("b")), "ok", "{entry}");
        assert_eq!(keys.status().state(), State::Fresh);
    }
}

#[tokio::test]
async fn a_key_with_a_long_name_is_skipped() {
    for (length, expected) in [(256, "ok"), (257, "key_not_found"), (1_000, "key_not_found")] {
        let name = "k".repeat(length);
        let long = key("long").with_kid(name.as_str());
        let entry = long.verifying_key().to_jwk().expect("a public key");
        let (_server, keys, result) = of(set(&[jwk("a"), entry])).await;
        result.expect("a set");
        assert_eq!(code_now(&Verifier::new(keys.clone()), &token("a")), "ok");
        let text = token_of(&long, "https://auth.example.com");
        assert_eq!(code_now(&Verifier::new(keys.clone()), &text), expected, "{length}");
        assert!(keys.status().skipped().iter().all(|reason| reason.len() < 200));
    }
}
