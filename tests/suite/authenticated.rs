//! Tokens whose signature was checked once, kept by themselves.

use std::collections::HashMap;
use std::time::Duration;

use jwt_claims::{
    AuthenticatedToken, Claims, Error, FixedClock, Issuer, KeySet, OwnedClaims, SigningKey, Verified,
    Verifier, VerifyingKey,
};

const NOW: i64 = 1_800_000_000;

#[derive(Claims)]
#[claims(ttl = "1m", typ = "at+jwt")]
struct Session {
    sub: String,
}

#[derive(Claims)]
#[claims(typ = "at+jwt")]
struct Borrowed<'t> {
    sub: &'t str,
}

#[derive(Claims)]
#[claims(typ = "at+jwt")]
struct Admin {
    #[claim(any_of = ["admin"])]
    roles: Vec<String>,
}

struct RequestCx {
    user: &'static str,
}

#[derive(Claims)]
#[claims(typ = "at+jwt", context = RequestCx)]
struct OfUser {
    #[claim(equals = cx.user)]
    sub: String,
}

/// A token of alice, its verifier, and the clock of both.
fn setup() -> (Verifier, String, FixedClock) {
    let (key, clock) = (SigningKey::hs256([7; 32]).unwrap(), FixedClock::at(NOW));
    let verifier = Verifier::new(key.verifying_key()).with_clock(clock.clone());
    let issuer = Issuer::new(key).with_clock(clock.clone());
    let token = issuer.issue(&Session { sub: "alice".into() }).unwrap().into_string();
    (verifier, token, clock)
}

fn codes<C>(verified: Result<Verified<C>, Error>) -> Vec<String> {
    let error = verified.err().expect("a refusal");
    error.violations().iter().map(|violation| violation.code().to_owned()).collect()
}

#[test]
fn a_token_outlives_its_text_and_its_verifier() {
    let (verifier, text, _) = setup();
    let token = verifier.token(&text).authenticate().unwrap();
    drop((verifier, text));
    let token = std::thread::spawn(move || token.clone()).join().unwrap();
    let session: Verified<Session> = token.verify().unwrap();
    assert_eq!((session.sub.as_str(), token.header().typ()), ("alice", Some("at+jwt")));
    assert_eq!(token.verify::<Borrowed<'_>>().unwrap().sub, "alice");
    fn can_be_kept_anywhere<T: Clone + Send + Sync + 'static>() {}
    can_be_kept_anywhere::<AuthenticatedToken>();
}

#[test]
fn each_claims_type_is_checked_as_by_the_token_itself() {
    let (verifier, text, _) = setup();
    let (token, kept) = (verifier.token(&text), verifier.token(&text).authenticate().unwrap());
    assert_eq!(codes(kept.verify::<Admin>()), ["missing"]);
    assert_eq!(codes(kept.verify::<Admin>()), codes(token.verify::<Admin>()));
    assert_eq!(kept.verify_with::<OfUser>(&RequestCx { user: "alice" }).unwrap().sub, "alice");
    assert_eq!(codes(kept.verify_with::<OfUser>(&RequestCx { user: "bob" })), ["equals"]);
    let strict = verifier.clone().with_issuer("https://auth.example.com");
    assert_eq!(codes(strict.token(&text).authenticate().unwrap().verify::<Session>()), ["missing"]);
}

/// One way for all claims types, with a context or without.
fn handle<C: OwnedClaims>(token: &AuthenticatedToken, cx: &C::Context<'_>) -> Result<Verified<C>, Error> {
    token.verify_with(cx)
}

#[test]
fn a_handler_takes_any_claims_type_that_borrows_nothing() {
    let (verifier, text, _) = setup();
    let token = verifier.token(&text).authenticate().unwrap();
    assert_eq!(handle::<Session>(&token, &()).unwrap().sub, "alice");
    assert_eq!(handle::<OfUser>(&token, &RequestCx { user: "alice" }).unwrap().sub, "alice");
}

#[test]
fn a_kept_token_expires() {
    let (verifier, text, clock) = setup();
    let cache = HashMap::from([(text.clone(), verifier.token(&text).authenticate().unwrap())]);
    assert!(cache[&text].verify::<Session>().is_ok());
    clock.advance(Duration::from_secs(120));
    assert_eq!(codes(cache[&text].verify::<Session>()), ["expired"]);
}

#[test]
fn only_a_signature_that_holds_authenticates() {
    let (verifier, text, _) = setup();
    let other = Verifier::new(VerifyingKey::hs256([8; 32]).unwrap());
    assert_eq!(other.token(&text).authenticate().unwrap_err().code(), "signature_invalid");
    assert_eq!(verifier.token("a.b").authenticate().unwrap_err().code(), "token_malformed");
    let token = verifier.token(&text).authenticate().unwrap();
    assert_eq!(format!("{token:?}"), "AuthenticatedToken { .. }");
}

#[test]
fn the_issuer_of_the_key_is_kept() {
    let (_, text, clock) = setup();
    let of = |issuer: &str| VerifyingKey::hs256([7; 32]).unwrap().for_issuer(issuer);
    let verifier = Verifier::new(KeySet::from(of("https://auth.example.com"))).with_clock(clock);
    let token = verifier.token(&text).authenticate().unwrap();
    assert_eq!(codes(token.verify::<Session>()), ["missing"]);
}

#[test]
fn a_clone_with_other_settings_leaves_the_first_as_it_is() {
    let (verifier, text, clock) = setup();
    let strict = verifier.clone().with_audience("orders").with_max_token_bytes(10);
    assert_eq!(strict.token(&text).authenticate().unwrap_err().code(), "token_too_large");
    assert!(verifier.token(&text).verify::<Session>().is_ok());
    clock.set(NOW - 120);
    let patient = verifier.clone().with_leeway(Duration::from_secs(180)).unwrap();
    assert!(patient.token(&text).verify::<Session>().is_ok());
    assert_eq!(codes(verifier.token(&text).verify::<Session>()), ["issued_in_future"]);
}
