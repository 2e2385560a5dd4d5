//! An error for each code that is not about claims.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use http::Request;
use jwt_claims::dpop::{Dpop, ProofKey};
use jwt_claims::http::Guard;
use jwt_claims::jwe::{DecryptionKey, DecryptionKeySet, KeyManagement};
use jwt_claims::jwks::Keys;
use jwt_claims::key_ring::FileStore;
use jwt_claims::remote::{RemoteIssuer, RemoteKey, RemoteSigner, SignFuture, SigningInput};
use jwt_claims::revocation::{Revocations, SingleUse};
use jwt_claims::sessions::{self, NewSession, Sessions};
use jwt_claims::store::MemoryStore;
use jwt_claims::{
    Algorithm, Backend, Claims, Error, FixedClock, Issuer, KeySet, SigningKey, Verifier, VerifyingKey,
};
use jwt_claims_tests::forge;

const SECRET: [u8; 32] = [7; 32];

#[derive(Claims)]
struct Nothing {}

/// What may come over the wire.
pub(super) fn refused() -> Vec<Error> {
    let one = || KeySet::from(VerifyingKey::hs256(SECRET).unwrap());
    let named = |kid: &str| VerifyingKey::hs256(SECRET).unwrap().with_kid(kid);
    let two = || KeySet::from_iter([named("a"), named("b")]);
    let refusal = |keys: KeySet, token: &str| {
        let verifier = Verifier::new(keys).with_max_token_bytes(1000);
        verifier.token(token).verify::<Nothing>().err().expect("refused")
    };
    let with_header = |header: &str| forge::hs256(&SECRET, header, "{}");
    let plain = with_header(r#"{"alg":"HS256"}"#);
    let [unnamed, changed] = encrypted();
    vec![
        unnamed,
        changed,
        refusal(one(), "no token"),
        refusal(one(), &"x".repeat(1001)),
        refusal(one(), &with_header(r#"{"alg":"HS512"}"#)),
        refusal(one(), &with_header(r#"{"alg":"HS256","crit":[]}"#)),
        refusal(two(), &with_header(r#"{"alg":"HS256","kid":"c"}"#)),
        refusal(two(), &plain),
        refusal(one(), &format!("{}A", &plain[..plain.len() - 1])),
    ]
}

/// For a key of another name, and with another tag.
fn encrypted() -> [Error; 2] {
    let key = |kid: &str| DecryptionKey::generate(KeyManagement::A256KW).unwrap().with_kid(kid);
    let keys = DecryptionKeySet::from([key("a"), key("b")]);
    let verifier = Verifier::new(VerifyingKey::hs256(SECRET).unwrap()).decrypting_with(keys.clone());
    let issuer = Issuer::new(SigningKey::hs256(SECRET).unwrap()).with_ttl(Duration::from_secs(60)).unwrap();
    ["c", "a"].map(|kid| {
        // of another key
        let issuer = issuer.clone().encrypting_for(key(kid).encryption_key().unwrap());
        verifier.verify::<Secret>(issuer.issue(&Secret {}).unwrap().as_str()).err().expect("refused")
    })
}

#[derive(Claims)]
#[claims(encrypted)]
struct Secret {}

/// What fails before there is a token.
pub(super) fn at_home() -> Vec<Error> {
    let key = || VerifyingKey::hs256(SECRET).unwrap();
    let remote = Keys::remote("https://auth.example.com/jwks").unwrap();
    let token = forge::hs256(&SECRET, r#"{"alg":"ES256"}"#, "{}");
    let es512 = SigningKey::generate(Algorithm::ES512).unwrap();
    vec![
        SigningKey::hs256("short").expect_err("too short"),
        es512.on(Backend::JSONWEBTOKEN_RUST_CRYPTO).expect_err("it has no ES512"),
        failing_signer(),
        failing_store(),
        // without a runtime nothing is fetched
        Verifier::new(remote).token(&token).authenticate().expect_err("no keys are there"),
        Verifier::new(key()).with_leeway(Duration::from_secs(301)).expect_err("too long"),
    ]
}

/// What becomes of refresh tokens.
pub(super) fn of_sessions() -> Vec<Error> {
    let clock = FixedClock::at(1_800_000_000);
    let store = MemoryStore::new(1).unwrap();
    let sessions =
        Sessions::new(store, sessions::Secret::from_bytes(SECRET).unwrap()).with_clock(clock.clone());
    let log_in = || ready(sessions.create(NewSession::new("alice", "web").unwrap()));
    let refresh = |token: &str| ready(sessions.refresh(token, "web"));
    let first = log_in().unwrap();
    let second = refresh(first.refresh_token()).unwrap();
    let third = refresh(second.refresh_token()).unwrap();
    let refused = |token: &str| refresh(token).expect_err("refused");
    let mut errors = vec![refused("junk"), refused(first.refresh_token()), log_in().expect_err("full")];
    clock.advance(Duration::from_secs(60));
    errors.extend([refused(first.refresh_token()), refused(third.refresh_token())]);
    errors
}

/// What becomes of tokens that are looked up.
pub(super) fn of_stores() -> Vec<Error> {
    #[derive(Claims)]
    #[claims(ttl = "1m")]
    struct Access {
        sub: String,
    }
    let key = SigningKey::hs256(SECRET).unwrap();
    let verifier = Verifier::new(key.verifying_key());
    let issued = Issuer::new(key).issue(&Access { sub: "alice".into() }).unwrap();
    let token = verifier.verify::<Access>(issued.as_str()).unwrap();
    let store = Arc::new(MemoryStore::new(10).unwrap());
    let (revocations, single_use) = (Revocations::new(Arc::clone(&store)), SingleUse::new(store));
    ready(revocations.revoke(&token)).unwrap();
    ready(single_use.consume(&token)).unwrap();
    let used = ready(single_use.consume(&token)).expect_err("used");
    vec![ready(revocations.check(&token)).expect_err("revoked"), used]
}

/// What is wrong with proofs, and with tokens without one.
pub(super) fn of_proofs() -> Vec<Error> {
    let dpop = || Dpop::new(MemoryStore::new(10).unwrap(), "https://api.example.com").unwrap();
    let guard = || Guard::new(Verifier::new(VerifyingKey::hs256(SECRET).unwrap())).with_dpop(dpop());
    let [key, other] = [(); 2].map(|()| ProofKey::generate(Algorithm::ES256).unwrap());
    let token = |payload: String| forge::hs256(&SECRET, r#"{"alg":"HS256"}"#, payload);
    // in 2100
    let bound = token(format!(r#"{{"exp":4102444800,"cnf":{{"jkt":"{}"}}}}"#, key.thumbprint()));
    let sign = |key: &ProofKey, path: &str| {
        let url = format!("https://api.example.com{path}");
        key.proof("GET", &url).for_token(&bound).sign().unwrap()
    };
    let check = async |guard: &Guard, request: Request<()>| {
        guard.authenticate::<Nothing>(&request, &()).await.map(drop)
    };
    let refused = |guard: &Guard, scheme: &str, token: &str, proof: Option<&str>| {
        let mut request = Request::get("/").header("authorization", format!("{scheme} {token}"));
        if let Some(proof) = proof {
            request = request.header("dpop", proof);
        }
        let result = ready(check(guard, request.body(()).unwrap()));
        result.map_err(|rejection| rejection.error().cloned().unwrap())
    };
    let with = |guard: &Guard, proof: &str| refused(guard, "DPoP", &bound, Some(proof)).expect_err("refused");
    let (once, proof) = (guard(), sign(&key, "/"));
    refused(&once, "DPoP", &bound, Some(&proof)).unwrap();
    let late = guard().with_dpop(dpop().with_clock(FixedClock::at(1)));
    let with_nonces =
        guard().with_dpop(dpop().with_nonces(sessions::Secret::from_bytes(SECRET).unwrap(), []));
    vec![
        refused(&guard(), "DPoP", &bound, None).expect_err("no proof"),
        with(&guard(), "junk"),
        with(&guard(), &sign(&key, "/other")),
        with(&late, &sign(&key, "/")),
        with(&once, &proof),
        with(&with_nonces, &sign(&key, "/")),
        with(&guard(), &sign(&other, "/")),
        refused(&guard(), "DPoP", &token("{}".into()), Some(&proof)).expect_err("not bound"),
        refused(&guard(), "Bearer", &bound, Some(&proof)).expect_err("a bearer token"),
    ]
}

/// The result of a future that does not wait.
fn ready<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(result) => result,
        Poll::Pending => panic!("the store in memory does not wait"),
    }
}

fn failing_store() -> Error {
    let file = std::env::temp_dir().join(format!("jwt-claims-codes-{}", std::process::id()));
    std::fs::write(&file, "not a folder").unwrap();
    let error = FileStore::open(&file).expect_err("it is a file");
    std::fs::remove_file(file).unwrap();
    error
}

fn failing_signer() -> Error {
    struct Down;
    impl RemoteSigner for Down {
        fn sign<'a>(&'a self, _: &'a SigningInput<'a>) -> SignFuture<'a> {
            Box::pin(async { Err("no connection".into()) })
        }
    }
    #[derive(Claims)]
    #[claims(ttl = "5m")]
    struct Short {}
    let issuer = RemoteIssuer::new(RemoteKey::without_public_key(Algorithm::ES256, "a", Down));
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(issuer.issue(&Short {})).expect_err("it is down")
}
