//! `Verifier::with_cache`: a verifier with a cache gives what one without gives.

use std::fmt;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use jwt_claims::provider::{BadSignature, Verify};
use jwt_claims::{
    Algorithm, Claims, Error, FixedClock, KeySet, SigningKey, Verified, Verifier, VerifyingKey, jws,
};
use jwt_claims_tests::forge::hs256;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::json;

const NOW: i64 = 1_800_000_000;
const A: &str = "https://a.example";
const B: &str = "https://b.example";

#[derive(Claims, Debug)]
#[claims(optional(exp), unchecked(aud))]
#[allow(dead_code)]
struct Open {
    sub: String,
}

#[derive(Claims, Debug)]
#[claims(issuer = "https://a.example", audience = "orders", leeway = "10s")]
#[allow(dead_code)]
struct Strict<'t> {
    sub: &'t str,
    #[claim(any_of = ["admin"])]
    roles: Vec<String>,
}

#[derive(Claims, Debug)]
#[claims(typ = "at+jwt", unchecked(aud))]
struct Access {}

/// Everything that a caller sees of a result.
fn seen<C: fmt::Debug>(result: Result<Verified<C>, Error>) -> String {
    match result {
        Ok(verified) => format!("{verified:?} {:?} {:?}", verified.registered(), verified.header()),
        Err(error) => refusal(&error),
    }
}

fn refusal(error: &Error) -> String {
    format!("{error} {} {:?}", serde_json::to_string(error).expect("an error as JSON"), error.challenge())
}

/// Everything that a verifier says about a token.
fn outcome(verifier: &Verifier, text: &str) -> Vec<String> {
    let token = verifier.token(text);
    let raw = jws::verify(verifier, text);
    let raw = raw.map(|payload| format!("{:?} {:?}", payload.as_ref(), payload.header()));
    let kept = token.authenticate().and_then(|token| token.verify::<Open>());
    vec![
        seen(token.verify::<Open>()),
        seen(token.verify::<Strict<'_>>()),
        seen(token.verify::<Access>()),
        seen(kept),
        raw.unwrap_or_else(|error| refusal(&error)),
    ]
}

/// Two keys with a `kid`, and two without.
static KEYS: LazyLock<[SigningKey; 4]> = LazyLock::new(|| {
    let key = || SigningKey::generate(Algorithm::ES256).expect("a key");
    [key().with_kid("a"), key().with_kid("b"), key().without_kid(), key().without_kid()]
});

const KEY_SETS: usize = 6;

fn key_set(nth: usize) -> KeySet {
    let [a, b, one, two] = KEYS.each_ref().map(SigningKey::verifying_key);
    match nth {
        0 => a.into(),
        1 => b.into(),
        2 => [a, b].into(),
        3 => KeySet::try_each([one, two]).expect("two keys"),
        4 => [a.for_issuer(A), b.for_issuer(B), one.for_issuer(A)].into(),
        _ => a.for_issuer(B).into(),
    }
}

/// The payloads as tokens of each key, some twice with different signatures.
static TOKENS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let payloads = [
        json!({"iss": A, "aud": "orders", "sub": "alice", "roles": ["admin"], "exp": NOW + 60}).to_string(),
        json!({"iss": A, "aud": ["stock"], "sub": "bob", "roles": [], "exp": NOW + 20}).to_string(),
        json!({"iss": B, "sub": "alice"}).to_string(),
        json!({"sub": "alice", "exp": NOW - 20, "nbf": NOW + 20}).to_string(),
        json!({"iss": A, "sub": 7, "exp": "soon"}).to_string(),
        "not a claims set".to_owned(),
    ];
    let sign = |key: &SigningKey, payload: &str| {
        [
            jws::sign_typed(key, "JWT", payload.as_bytes()),
            jws::sign_typed(key, "JWT", payload.as_bytes()),
            jws::sign_typed(key, "at+jwt", payload.as_bytes()),
        ]
    };
    let tokens = KEYS.iter().flat_map(|key| payloads.iter().flat_map(|payload| sign(key, payload)));
    tokens.map(|token| token.expect("a token")).collect()
});

#[derive(Clone, Debug)]
struct Settings {
    issuer: Option<&'static str>,
    audience: Option<&'static str>,
    leeway: u64,
    max_token_bytes: usize,
}

impl Settings {
    fn applied(&self, verifier: Verifier) -> Verifier {
        let verifier = verifier.with_max_token_bytes(self.max_token_bytes);
        let verifier = verifier.with_leeway(Duration::from_secs(self.leeway)).expect("at most 300 s");
        let verifier = self.issuer.into_iter().fold(verifier, Verifier::with_issuer);
        self.audience.into_iter().fold(verifier, Verifier::with_audience)
    }
}

fn settings() -> impl Strategy<Value = Settings> {
    let names = |name| prop_oneof![3 => Just(None), 1 => Just(Some(name))];
    (
        names(A),
        names("orders"),
        select(vec![0, 30, 300]),
        prop_oneof![4 => Just(1 << 16), 1 => 100..400_usize],
    )
        .prop_map(|(issuer, audience, leeway, max_token_bytes)| Settings {
            issuer,
            audience,
            leeway,
            max_token_bytes,
        })
}

#[derive(Clone, Debug)]
enum Step {
    /// With one of the clones, one of the tokens.
    Verify(Index, Index),
    /// The same after a change of the text.
    VerifyChanged(Index, Index, Change),
    /// Other keys, for all clones from then on.
    Keys(usize),
    /// The clock, in seconds after the start.
    Clock(i64),
}

#[derive(Clone, Debug)]
enum Change {
    Octet(Index, u8),
    CutOff(Index),
    Appended(char),
    /// The end of another token from the last or the second last dot on.
    Spliced(Index, bool),
}

impl Change {
    fn of(&self, text: &str) -> String {
        match self {
            Self::Octet(place, octet) => {
                let mut octets = text.as_bytes().to_vec();
                *place.get_mut(&mut octets) = *octet;
                String::from_utf8(octets).expect("ASCII")
            }
            Self::CutOff(place) => text[..place.index(text.len())].to_owned(),
            Self::Appended(end) => format!("{text}{end}"),
            Self::Spliced(other, is_last) => {
                let from = |text: &str| if *is_last { text.rfind('.') } else { text.find('.') };
                let other = other.get(&TOKENS);
                let at = |text: &str| from(text).expect("two dots");
                format!("{}{}", &text[..at(text)], &other[at(other)..])
            }
        }
    }
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let change = prop_oneof![
        (any::<Index>(), 0..128_u8).prop_map(|(place, octet)| Change::Octet(place, octet)),
        any::<Index>().prop_map(Change::CutOff),
        select(vec!['A', '=', '.', ' ', '\n']).prop_map(Change::Appended),
        (any::<Index>(), any::<bool>()).prop_map(|(other, is_last)| Change::Spliced(other, is_last)),
    ];
    let index = any::<Index>;
    let step = prop_oneof![
        12 => (index(), index()).prop_map(|(clone, token)| Step::Verify(clone, token)),
        6 => (index(), index(), change).prop_map(|(clone, token, change)| Step::VerifyChanged(clone, token, change)),
        1 => (0..KEY_SETS).prop_map(Step::Keys),
        2 => select(vec![-60, 0, 25, 55, 95, 200, 370, 4_000]).prop_map(Step::Clock),
    ];
    proptest::collection::vec(step, 1..80)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(96) })]

    #[test]
    fn a_cache_changes_no_result(
        entries in select(vec![1, 2, 40, 1_000]),
        keys in 0..KEY_SETS,
        settings in proptest::collection::vec(settings(), 1..4),
        few in 1..20_usize,
        steps in steps(),
    ) {
        let clock = FixedClock::at(NOW);
        let mut keys = keys;
        let first = Verifier::new(key_set(keys)).with_clock(clock.clone()).with_cache(entries).unwrap();
        let mut clones: Vec<_> = settings.iter().map(|settings| settings.applied(first.clone())).collect();
        let compare = |clones: &[Verifier], keys: usize, clone: &Index, text: &str| {
            let nth = clone.index(clones.len());
            let fresh = settings[nth].applied(Verifier::new(key_set(keys)).with_clock(clock.clone()));
            prop_assert_eq!(outcome(&clones[nth], text), outcome(&fresh, text));
            Ok(())
        };
        // few tokens come again often
        let some = |token: &Index| &TOKENS[token.index(TOKENS.len().min(4 * few)) * 7 % TOKENS.len()];
        for step in steps {
            match step {
                Step::Verify(clone, token) => compare(&clones, keys, &clone, some(&token))?,
                Step::VerifyChanged(clone, token, change) => {
                    compare(&clones, keys, &clone, &change.of(some(&token)))?;
                }
                Step::Keys(nth) => {
                    keys = nth;
                    let renewed = first.clone().with_keys(key_set(nth));
                    clones = settings.iter().map(|settings| settings.applied(renewed.clone())).collect();
                }
                Step::Clock(seconds) => clock.set(NOW + seconds),
            }
        }
    }
}

#[test]
fn a_remembered_token_is_another_one_after_a_change_of_any_octet() {
    let text = &TOKENS[0];
    let verifier = || Verifier::new(key_set(2)).with_clock(FixedClock::at(NOW));
    let cached = verifier().with_cache(10).unwrap();
    let changed = (0..text.len()).flat_map(|place| {
        let with = move |octet: u8| {
            let mut octets = text.as_bytes().to_vec();
            octets[place] ^= octet;
            String::from_utf8(octets).expect("ASCII")
        };
        // one bit, upper and lower case, another character
        [1, 0x20, 0x13].map(with)
    });
    for changed in changed {
        assert!(cached.verify::<Open>(text).is_ok());
        assert!(cached.verify::<Open>(&changed).is_err(), "{changed}");
        assert_eq!(outcome(&cached, &changed), outcome(&verifier(), &changed));
    }
}

/// A key of HS256 that counts how often it is used.
struct Counting(&'static AtomicUsize);

const SECRET: [u8; 32] = [7; 32];

impl Verify for Counting {
    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), BadSignature> {
        self.0.fetch_add(1, Ordering::Relaxed);
        let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, &SECRET);
        aws_lc_rs::hmac::verify(&key, message, signature).map_err(|_| BadSignature)
    }
}

/// The key, and the number of signatures that were checked since it was created.
fn counting() -> (VerifyingKey, impl Fn() -> usize) {
    let count: &'static AtomicUsize = Box::leak(Box::default());
    let key = VerifyingKey::from_verifier(Algorithm::HS256, Counting(count)).unwrap();
    let before = count.load(Ordering::Relaxed);
    (key, move || count.load(Ordering::Relaxed) - before)
}

fn token(payload: &serde_json::Value) -> String {
    hs256(&SECRET, r#"{"alg":"HS256"}"#, payload.to_string())
}

fn alice() -> String {
    token(&json!({"sub": "alice", "exp": NOW + 60}))
}

#[test]
fn a_signature_is_checked_once_and_all_else_each_time() {
    let (key, checked) = counting();
    let clock = FixedClock::at(NOW);
    let verifier = Verifier::new(key).with_clock(clock.clone()).with_cache(10).unwrap();
    let text = alice();
    for _ in 0..3 {
        assert!(verifier.verify::<Open>(&text).is_ok());
    }
    assert_eq!(checked(), 1);
    // clones share the cache, whatever their settings are
    let strict = verifier.clone().with_audience("orders");
    assert_eq!(strict.verify::<Open>(&text).unwrap_err().violations()[0].claim(), "aud");
    let short = verifier.clone().with_max_token_bytes(text.len() - 1);
    assert_eq!(short.verify::<Open>(&text).unwrap_err().code(), "token_too_large");
    clock.set(NOW + 120);
    assert_eq!(verifier.verify::<Open>(&text).unwrap_err().violations()[0].code(), "expired");
    assert_eq!(checked(), 1);
}

#[test]
fn other_keys_begin_with_an_empty_cache() {
    let (key, checked) = counting();
    let verifier = Verifier::new(key.clone()).with_clock(FixedClock::at(NOW)).with_cache(10).unwrap();
    let text = alice();
    assert!(verifier.verify::<Open>(&text).is_ok());
    let other = VerifyingKey::hs256([8; 32]).unwrap();
    let renewed = verifier.clone().with_keys(other);
    assert_eq!(renewed.verify::<Open>(&text).unwrap_err().code(), "signature_invalid");
    let again = renewed.with_keys(key);
    assert!(again.verify::<Open>(&text).is_ok() && again.verify::<Open>(&text).is_ok());
    assert_eq!(checked(), 2);
    // the first one is as it was
    assert!(verifier.verify::<Open>(&text).is_ok());
    assert_eq!(checked(), 2);
}

#[test]
fn a_token_is_not_used_long_after_its_expiry() {
    for (payload, last) in [
        (json!({"sub": "alice", "exp": NOW + 60}), NOW + 60 + 299),
        (json!({"sub": "alice"}), NOW + 3599),
        (json!({"sub": "alice", "exp": "soon"}), NOW + 3599),
    ] {
        let (key, checked) = counting();
        let clock = FixedClock::at(NOW);
        let verifier = Verifier::new(key).with_clock(clock.clone()).with_cache(10).unwrap();
        let text = token(&payload);
        for (second, wanted) in [(NOW, 1), (last, 1), (last + 1, 2)] {
            clock.set(second);
            assert!(jws::verify(&verifier, &text).is_ok());
            assert_eq!(checked(), wanted, "{payload} at {second}");
        }
    }
}

#[test]
fn a_token_that_is_refused_is_not_stored() {
    let (key, checked) = counting();
    let verifier = Verifier::new(key).with_clock(FixedClock::at(NOW)).with_cache(1).unwrap();
    let text = alice();
    assert!(verifier.verify::<Open>(&text).is_ok());
    for nth in 0..100 {
        let junk = hs256(&[8; 32], r#"{"alg":"HS256"}"#, format!(r#"{{"sub":"{nth}"}}"#));
        assert_eq!(verifier.verify::<Open>(&junk).unwrap_err().code(), "signature_invalid");
    }
    assert_eq!(checked(), 101);
    assert!(verifier.verify::<Open>(&text).is_ok());
    assert_eq!(checked(), 101);
}

#[test]
fn tokens_with_the_same_payload_are_checked_each() {
    let [one, two] = [&TOKENS[0], &TOKENS[1]];
    let payload = |text: &str| text.split('.').nth(1).map(str::to_owned);
    assert!(one != two && payload(one) == payload(two));
    let (key, checked) = counting();
    let verifier = Verifier::new(key).with_cache(10).unwrap();
    let text = alice();
    // another encoding of the same header
    let other = hs256(&SECRET, r#"{ "alg":"HS256"}"#, json!({"sub": "alice", "exp": NOW + 60}).to_string());
    let mixed = format!("{}.{}", &text[..text.rfind('.').unwrap()], other.split('.').nth(2).unwrap());
    assert!(jws::verify(&verifier, &text).is_ok() && jws::verify(&verifier, &other).is_ok());
    assert_eq!(jws::verify(&verifier, &mixed).unwrap_err().code(), "signature_invalid");
    assert_eq!(checked(), 3);
}

#[test]
fn threads_share_a_small_cache() {
    let clock = FixedClock::at(NOW);
    let plain = Verifier::new(key_set(2)).with_clock(clock.clone());
    let wanted: Vec<_> = TOKENS.iter().map(|text| outcome(&plain, text)).collect();
    let cached = Verifier::new(key_set(2)).with_clock(clock).with_cache(8).unwrap();
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let (cached, wanted) = (&cached, &wanted);
            scope.spawn(move || {
                for turn in 0..150 {
                    let nth = turn * (thread + 1) % TOKENS.len();
                    assert_eq!(outcome(cached, &TOKENS[nth]), wanted[nth]);
                    if turn % 40 == 0 {
                        let none = cached.clone().with_keys(key_set(3));
                        assert!(jws::verify(&none, &TOKENS[0]).is_err());
                    }
                }
            });
        }
    });
}

#[test]
fn a_cache_needs_room_and_shows_no_token() {
    let (key, _) = counting();
    let error = Verifier::new(key.clone()).with_cache(0).unwrap_err();
    assert_eq!((error.code(), error.challenge()), ("invalid_config", None));
    for entries in [1, usize::MAX] {
        let verifier =
            Verifier::new(key.clone()).with_clock(FixedClock::at(NOW)).with_cache(entries).unwrap();
        let text = alice();
        assert!(verifier.verify::<Open>(&text).is_ok());
        let shown = format!("{verifier:?}");
        assert!(shown.contains(&format!("Cache {{ capacity: {entries}, .. }}")), "{shown}");
        assert!(!shown.contains("alice") && text.split('.').all(|segment| !shown.contains(segment)));
    }
}
