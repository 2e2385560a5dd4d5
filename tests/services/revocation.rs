//! Guards that look up what was revoked and what was used.

mod axum08;
mod store;

use std::sync::Arc;

use jwt_claims::http::Guard;
use jwt_claims::revocation::{Revocations, SingleUse};
use jwt_claims::{Claims, Issuer, SigningKey, Verified, Verifier};
use store::Switched;

/// The claims of every route.
#[derive(Clone, Debug, Claims)]
#[claims(ttl = "10m")]
struct Access {
    sub: String,
    sid: String,
    role: String,
}

/// The same for some routes.
#[derive(Debug, Claims)]
struct Admin {
    #[claim(equals = "admin")]
    role: String,
}

/// A service with a store that counts, and that can be down.
struct Service {
    issuer: Issuer,
    verifier: Verifier,
    store: Arc<Switched>,
    revocations: Revocations,
}

impl Service {
    fn new() -> Self {
        let key = SigningKey::hs256("an HMAC secret of at least thirty-two bytes").unwrap();
        let store = Arc::new(Switched::new());
        let verifier = Verifier::new(key.verifying_key());
        let revocations = Revocations::new(Arc::clone(&store));
        Self { issuer: Issuer::new(key), verifier, store, revocations }
    }

    /// With revocations.
    fn guard(&self) -> Guard {
        Guard::new(self.verifier.clone()).with_revocations(self.revocations.clone())
    }

    /// With revocations, and tokens for one use, which may be in each place.
    fn single_use(&self) -> Guard {
        let guard = self.guard().with_query_parameter("token").with_form_parameter("token");
        let guard = guard.with_cookie("__Host-token").unwrap();
        guard.with_single_use(SingleUse::new(Arc::clone(&self.store)))
    }

    fn token(&self, sub: &str, role: &str) -> String {
        let access = Access { sub: sub.into(), sid: format!("session of {sub}"), role: role.into() };
        self.issuer.issue(&access).unwrap().as_str().to_owned()
    }

    fn verified(&self, token: &str) -> Verified<Access> {
        self.verifier.verify(token).unwrap()
    }
}

fn link(token: &str) -> http::Request<()> {
    http::Request::get(format!("/orders?token={token}")).body(()).unwrap()
}

/// Extractors that run side by side may each find the token before one has kept it.
#[tokio::test]
async fn a_request_whose_token_was_found_twice_uses_it_once() {
    let service = Service::new();
    let (guard, request) = (service.single_use(), link(&service.token("alice", "user")));
    let found = [guard.token(&request).await.unwrap(), guard.token(&request).await.unwrap()];
    let [first, second] = &found;
    let kept = second.clone().or_kept(Some(first));
    let (one, other) = tokio::join!(first.verify::<Access>(), kept.verify::<Access>());
    assert!(one.is_ok() && other.is_ok());
    // that of another request
    assert_eq!(second.verify::<Access>().await.unwrap_err().code(), "token_used");
    let another = guard.token(&link(&service.token("alice", "user"))).await.unwrap();
    assert!(another.or_kept(Some(first)).verify::<Access>().await.is_ok());
}

#[tokio::test]
async fn of_100_requests_at_the_same_time_one_is_accepted() {
    let service = Service::new();
    let (guard, token) = (service.single_use(), service.token("alice", "user"));
    let mut requests = tokio::task::JoinSet::new();
    for _ in 0..100 {
        let (guard, request) = (guard.clone(), link(&token));
        requests.spawn(async move { guard.authenticate::<Access>(&request, &()).await.map(drop) });
    }
    let answers = requests.join_all().await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    assert!(answers.iter().filter_map(|answer| answer.as_ref().err()).all(|one| one.code() == "token_used"));
}

/// A timeout around an extractor drops it, and the answer of the store is lost.
#[tokio::test]
async fn a_request_can_look_again_after_it_was_interrupted() {
    let service = Service::new();
    let (guard, request) = (service.single_use(), link(&service.token("alice", "user")));
    let token = guard.token(&request).await.unwrap();
    for polls in 1..10 {
        let mut verifying = Box::pin(token.verify::<Access>());
        for _ in 0..polls {
            let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
            if verifying.as_mut().poll(&mut cx).is_ready() {
                break;
            }
        }
    }
    assert!(token.verify::<Access>().await.is_ok());
}

#[tokio::test]
async fn a_token_that_was_revoked_meanwhile_is_refused_by_the_next_request() {
    let service = Service::new();
    let (guard, token) = (service.guard(), service.token("alice", "user"));
    let request =
        http::Request::get("/").header("authorization", format!("Bearer {token}")).body(()).unwrap();
    assert!(guard.authenticate::<Access>(&request, &()).await.is_ok());
    service.revocations.revoke_subject("alice").await.unwrap();
    let refused = guard.authenticate::<Access>(&request, &()).await.unwrap_err();
    assert_eq!((refused.code(), refused.status().as_u16()), ("token_revoked", 401));
    assert_eq!(
        guard.authenticate::<Admin>(&request, &()).await.unwrap_err().status(),
        403,
        "the rules come first"
    );
}

/// Extractors that run side by side may have guards of their own.
#[tokio::test]
async fn two_guards_that_found_a_token_side_by_side_use_it_once() {
    let service = Service::new();
    let (guard, request) = (service.single_use(), link(&service.token("alice", "user")));
    let other = guard.clone().with_realm("orders");
    let [first, second] = [guard.token(&request).await.unwrap(), other.token(&request).await.unwrap()];
    let kept = second.or_kept(Some(&first));
    let (one, other) = tokio::join!(first.verify::<Access>(), kept.verify::<Access>());
    assert!(one.is_ok() && other.is_ok());
}

#[tokio::test]
async fn a_guard_for_the_header_alone_accepts_a_token_once() {
    let service = Service::new();
    let guard = Guard::new(service.verifier.clone());
    let guard = guard.with_single_use(SingleUse::new(Arc::clone(&service.store)));
    let token = service.token("alice", "user");
    let request =
        http::Request::get("/").header("authorization", format!("Bearer {token}")).body(()).unwrap();
    assert!(guard.authenticate::<Access>(&request, &()).await.is_ok());
    assert_eq!(guard.authenticate::<Access>(&request, &()).await.unwrap_err().code(), "token_used");
}
