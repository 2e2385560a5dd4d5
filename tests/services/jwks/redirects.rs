//! Redirects are not followed.

use jwt_claims::Verifier;
use jwt_claims::jwks::Keys;

use super::server::{Answer, Server};
use super::support::{attempt, code, jwks, keys, limits, token};

const STATUSES: [&str; 5] = [
    "301 Moved Permanently",
    "302 Found",
    "303 See Other",
    "307 Temporary Redirect",
    "308 Permanent Redirect",
];

#[tokio::test]
async fn a_redirect_is_a_failed_attempt_with_the_way_out() {
    let target = Server::start(|_| Answer::ok(jwks(&["a"]))).await;
    let elsewhere = target.url("/jwks");
    for status in STATUSES {
        for location in [&elsewhere, "/jwks", "/other", "https://127.0.0.1:1/jwks", "file:///etc/passwd", ""]
        {
            let location = location.to_owned();
            // with a good set in its body, too
            let server =
                Server::start(move |_| Answer::with(status, &[("Location", &location)], jwks(&["a"]))).await;
            let keys = keys(&server);
            let error = attempt(&keys).await.expect_err(status);
            assert!(error.contains("redirects are not followed, configure the final URL"), "{error}");
            assert_eq!(code(&Verifier::new(keys), &token("a")).await, "keys_unavailable");
            assert!(server.requests().iter().all(|request| request.path == "/jwks"));
            assert_eq!(server.count(), 2, "{status}");
        }
    }
    assert_eq!(target.count(), 0);
}

#[tokio::test]
async fn a_redirect_of_metadata_is_not_followed() {
    let target = Server::start(|_| Answer::ok(jwks(&["a"]))).await;
    for status in STATUSES {
        let location = target.url("/.well-known/openid-configuration");
        let server = Server::start(move |_| Answer::with(status, &[("Location", &location)], "")).await;
        let keys = Keys::discover(server.url("")).and_then(|keys| keys.with_limits(limits()));
        let error = attempt(&keys.expect("an issuer")).await.expect_err(status);
        assert!(error.contains("redirects are not followed"), "{error}");
        assert_eq!(server.count(), 1, "{status}");
    }
    assert_eq!(target.count(), 0);
}
