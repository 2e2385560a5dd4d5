//! `Verified::refine`: another claims type from the same token.

use std::cell::Cell;
use std::fmt;
use std::time::Duration;

use jwt_claims::{
    Claims, Clock, Error, FixedClock, Issuer, KeySet, OwnedClaims, SigningKey, Verified, Verifier,
    VerifyingKey, Violation,
};
use jwt_claims_tests::forge;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

const NOW: i64 = 1_800_000_000;
const A: &str = "https://a.example";
const B: &str = "https://b.example";
const SECRETS: [[u8; 32]; 2] = [[1; 32], [2; 32]];

#[derive(Claims, Debug)]
#[claims(optional(exp), unchecked(aud))]
#[allow(dead_code)]
struct Open {
    sub: Option<String>,
}

#[derive(Claims, Debug)]
#[claims(unchecked(iss, aud, exp, nbf, iat), typ = "at+jwt")]
struct Unchecked {}

#[derive(Claims, Debug)]
#[claims(issuer = "https://a.example", audience = "orders")]
struct OfA {}

#[derive(Claims, Debug)]
#[claims(issuer = ["https://a.example/", "https://b.example"], audience = ["Orders", "stock"])]
struct OfOthers {}

#[derive(Claims, Debug)]
#[claims(audience = "orders", leeway = "5s", max_age = "1m", max_lifetime = "2m", optional(iss))]
struct Brief {}

#[derive(Claims, Debug)]
#[claims(required(nbf, iat, jti), forbidden("cnf"), unchecked(aud))]
struct Complete {}

#[derive(Claims, Debug)]
#[claims(unchecked(aud), optional(exp))]
#[allow(dead_code)]
struct Borrowed<'t> {
    sub: &'t str,
    #[claim(any_of = ["admin"])]
    roles: Vec<&'t str>,
}

#[derive(Claims, Debug)]
#[claims(unchecked(aud), optional(exp))]
#[allow(dead_code)]
struct Numbers {
    #[claim(range(min = 2), answer = 403)]
    level: u8,
    sub: String,
}

#[derive(Claims, Debug)]
#[allow(dead_code)]
struct Extension {
    #[claim(base)]
    base: OfA,
    #[claim(any_of = ["admin"])]
    roles: Vec<String>,
}

#[derive(Claims, Debug)]
#[claims(typ = "at+jwt", unchecked(aud))]
struct Access {}

#[derive(Claims, Debug)]
#[claims(kinds_by = "typ")]
#[allow(dead_code)]
enum Kinds {
    Access(Access),
    Other(OtherKind),
}

#[derive(Claims, Debug)]
#[claims(typ = "other+jwt", optional(exp), unchecked(aud))]
struct OtherKind {}

/// Everything that a caller sees of a result.
fn seen<C: fmt::Debug>(result: Result<Verified<C>, Error>) -> Result<String, String> {
    match result {
        Ok(verified) => Ok(format!("{verified:?} {:?} {:?}", verified.registered(), verified.header())),
        Err(error) => {
            let log = serde_json::to_string(&error).expect("an error as JSON");
            Err(format!("{error} {log} {:?}", error.challenge()))
        }
    }
}

/// Calls `$same` with both results for each pair of types: of the refinement, and of
/// the token itself. The clock moves in between.
macro_rules! each_pair {
    ($token:expr, $moved:expr, $same:expr; $all:tt; $($first:ty),*) => {$(
        if let Ok(verified) = $token.verify::<$first>() {
            $moved();
            each_pair!($token, verified, $same; $all);
        }
    )*};
    ($token:expr, $verified:expr, $same:expr; [$($second:ty),*]) => {$(
        let pair = (seen($verified.refine::<$second>()), seen($token.verify::<$second>()));
        $same(stringify!($second), pair.0, pair.1);
    )*};
}

fn verifiers() -> impl Strategy<Value = (Verifier, FixedClock)> {
    let names = |all: &'static [&'static str]| proptest::sample::subsequence(all, 0..=all.len());
    let (issuers, audiences) = (names(&[A, "https://a.example/"]), names(&["orders", "Orders"]));
    (0..4, issuers, audiences, select(vec![0, 30, 300])).prop_map(|(keys, issuers, audiences, leeway)| {
        let [one, two] = SECRETS.map(|secret| VerifyingKey::hs256(secret).expect("a secret"));
        let keys: KeySet = match keys {
            0 => one.into(),
            1 => one.for_issuer(A).into(),
            2 => [one.for_issuer(A), two.for_issuer(B)].into(),
            _ => KeySet::try_each([one, two]).expect("two keys"),
        };
        let clock = FixedClock::at(NOW);
        let verifier = Verifier::new(keys).with_clock(clock.clone());
        let verifier = verifier.with_leeway(Duration::from_secs(leeway)).expect("at most 300 s");
        let verifier = issuers.into_iter().fold(verifier, Verifier::with_issuer);
        (audiences.into_iter().fold(verifier, Verifier::with_audience), clock)
    })
}

/// The first value is the most likely one.
fn mostly(values: Vec<Value>) -> impl Strategy<Value = Value> {
    prop_oneof![3 => Just(values[0].clone()), 1 => select(values)]
}

/// Payloads; `"absent"` leaves the claim out.
fn payloads() -> impl Strategy<Value = Value> {
    let near = |seconds: &[i64]| {
        let dates = seconds.iter().map(|second| json!(NOW + second));
        mostly(dates.chain([json!("absent"), json!("soon"), Value::Null]).collect())
    };
    let claims = [
        ("iss", mostly(vec![json!(A), json!("https://a.example/"), json!(B), json!("absent"), json!(5)])),
        (
            "aud",
            mostly(vec![
                json!("orders"),
                json!(["orders", "stock"]),
                json!("Orders"),
                json!([]),
                json!("absent"),
                json!(7),
            ]),
        ),
        ("exp", near(&[60, 5, -2, -20, -200])),
        ("nbf", near(&[0, 20, -20])),
        ("iat", near(&[-5, 20, -80])),
        ("jti", mostly(vec![json!("absent"), json!("1")])),
        ("cnf", mostly(vec![json!("absent"), json!("absent"), json!({"jkt": "x"})])),
        ("sub", mostly(vec![json!("alice"), json!("al\u{7}ice"), json!("absent"), json!(1)])),
        ("roles", mostly(vec![json!(["admin"]), json!([]), json!("absent"), json!("admin")])),
        ("level", mostly(vec![json!(2), json!(1), json!(256), json!("absent")])),
    ];
    let (names, values): (Vec<_>, Vec<_>) =
        claims.into_iter().map(|(name, values)| (name, values.boxed())).unzip();
    values.prop_map(move |values| {
        let present = names.iter().zip(values).filter(|(_, value)| value != "absent");
        present.map(|(name, value)| ((*name).to_owned(), value)).collect()
    })
}

#[test]
fn a_refinement_is_what_the_token_itself_gives() {
    let (accepted, refused) = (Cell::new(0), Cell::new(0));
    let headers = select(vec![
        r#"{"alg":"HS256"}"#,
        r#"{"alg":"HS256","typ":"JWT"}"#,
        r#"{"alg":"HS256","typ":"application/at+jwt"}"#,
        r#"{"typ":"other+jwt","alg":"HS256"}"#,
    ]);
    let cases = (verifiers(), headers, payloads(), select(SECRETS.to_vec()), -40..40_i64);
    let mut runner = TestRunner::new(Config { failure_persistence: None, ..Config::with_cases(1_500) });
    let outcome = runner.run(&cases, |((verifier, clock), header, payload, secret, moved)| {
        let text = forge::hs256(&secret, header, payload.to_string());
        let token = verifier.token(&text);
        let mut failure = None;
        let mut same = |second: &str, found: Result<String, String>, wanted: Result<String, String>| {
            let counter = if wanted.is_ok() { &accepted } else { &refused };
            counter.set(counter.get() + 1);
            if found != wanted {
                failure = Some(format!("{payload} as {second}: {found:?} is not {wanted:?}"));
            }
        };
        // there and back
        let move_clock = || clock.set(2 * NOW + moved - clock.now().seconds());
        each_pair!(token, move_clock, same;
            [Open, Unchecked, OfA, OfOthers, Brief, Complete, Borrowed<'_>, Numbers, Extension, Access, Kinds];
            Open, Unchecked, OfA, OfOthers, Brief, Complete, Borrowed<'_>, Numbers, Extension, Access, Kinds);
        prop_assert!(failure.is_none(), "{}", failure.unwrap_or_default());
        Ok(())
    });
    outcome.unwrap();
    assert!(accepted.get() > 2_000 && refused.get() > 4_000, "{} and {}", accepted.get(), refused.get());
}

#[derive(Claims)]
#[claims(ttl = "1m")]
struct Session {
    sub: String,
}

struct Invoice {
    owner: &'static str,
}

#[derive(Claims)]
#[claims(context = Invoice)]
struct Owner {
    #[claim(equals = cx.owner, answer = 403)]
    sub: String,
}

#[derive(Claims)]
struct Name<'t> {
    sub: &'t str,
}

/// A session of alice, and its clock.
fn session() -> (Verified<Session>, FixedClock) {
    let (key, clock) = (SigningKey::hs256([7; 32]).unwrap(), FixedClock::at(NOW));
    let verifier = Verifier::new(key.verifying_key()).with_clock(clock.clone());
    let issuer = Issuer::new(key).with_clock(clock.clone());
    let token = issuer.issue(&Session { sub: "alice".into() }).unwrap();
    (verifier.verify(token.as_str()).unwrap(), clock)
}

#[test]
fn a_context_that_is_known_late_decides() {
    let (access, _) = session();
    assert_eq!(access.refine_with::<Owner>(&Invoice { owner: "alice" }).unwrap().sub, "alice");
    let refused = access.refine_with::<Owner>(&Invoice { owner: "bob" }).map(drop).unwrap_err();
    assert_eq!((refused.code(), refused.challenge().unwrap().status()), ("claims_invalid", 403));
}

#[test]
fn claims_may_borrow_from_the_proof_and_be_refined_again() {
    let (access, _) = session();
    let name: Verified<Name<'_>> = access.refine().unwrap();
    assert_eq!(name.sub, "alice");
    let again: Verified<Session> = name.refine().unwrap();
    drop(access);
    assert_eq!(again.sub, "alice");
}

#[test]
fn time_goes_on() {
    let (access, clock) = session();
    assert!(access.refine::<Session>().is_ok());
    clock.advance(Duration::from_secs(120));
    let refused = access.refine::<Session>().map(drop).unwrap_err();
    assert_eq!(refused.challenge().unwrap().status(), 401);
}

/// What an extractor for any claims type needs.
fn narrow<C: OwnedClaims>(access: &Verified<Session>, cx: &C::Context<'_>) -> Result<Verified<C>, Error> {
    access.refine_with(cx)
}

#[test]
fn a_proof_goes_to_other_threads_and_is_refined_there() {
    let (access, _) = session();
    let there = std::thread::spawn(move || narrow::<Owner>(&access, &Invoice { owner: "alice" }).is_ok());
    assert!(there.join().unwrap());
}

#[test]
fn only_the_list_that_is_not_met_is_in_the_error() {
    #[derive(Claims, Debug)]
    #[claims(issuer = "https://b.example", audience = "stock", ttl = "1m")]
    struct OfB {}

    let payload = json!({"iss": A, "aud": "orders", "exp": NOW + 60}).to_string();
    let text = forge::hs256(&SECRETS[0], r#"{"alg":"HS256"}"#, payload);
    let verifier = Verifier::new(VerifyingKey::hs256(SECRETS[0]).unwrap()).with_clock(FixedClock::at(NOW));
    let verifier = verifier.with_issuer(A).with_audience("orders").with_audience("Stock");
    let error = verifier.verify::<OfB>(&text).unwrap_err();
    let expected: Vec<_> = error.violations().iter().map(Violation::expected).collect();
    assert_eq!(expected, [r#""https://b.example""#, r#""stock""#]);
}
