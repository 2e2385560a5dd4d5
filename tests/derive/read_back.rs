//! What is issued is accepted by the issuer's own verifier: properties over
//! many claims types and values.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::BTreeMap;
use std::fmt::Debug;

use jwt_claims::{
    Claims, Clock, Error, ErrorKind, FixedClock, Issued, Issuer, NestedClaims, NumericDate, SigningKey,
    Verifier,
};
use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

use super::support::{NOW, codes, key, not_issued};

/// Every case runs against as many values, and must neither refuse all of them
/// nor, unless every value is sound, take all of them.
const CASES: u32 = 400;

fn holds<S: Strategy>(values: S, refuses: bool, is_issued: impl Fn(S::Value) -> bool) {
    let (issued, refused) = (Cell::new(0), Cell::new(0));
    let config = Config { cases: CASES, failure_persistence: None, ..Config::default() };
    let tried = TestRunner::new(config).run(&values, |value| {
        let count = if is_issued(value) { &issued } else { &refused };
        count.set(count.get() + 1);
        Ok(())
    });
    if let Err(failure) = tried {
        panic!("{failure}");
    }
    assert!(issued.get() > 0, "nothing was issued");
    assert_eq!(refused.get() > 0, refuses, "{} were refused", refused.get());
}

/// An issuer and its own verifier, under one clock.
struct Sides {
    clock: FixedClock,
    issuer: Issuer,
    verifier: Verifier,
}

impl Sides {
    fn new(key: SigningKey, iss: Option<&str>, audiences: &[String]) -> Self {
        let clock = FixedClock::at(NOW);
        let mut verifier = Verifier::new(key.verifying_key()).with_clock(clock.clone());
        let mut issuer = Issuer::new(key).with_clock(clock.clone());
        if let Some(iss) = iss {
            (issuer, verifier) = (issuer.with_issuer(iss), verifier.with_issuer(iss));
        }
        for name in audiences {
            (issuer, verifier) = (issuer.with_audience(name), verifier.with_audience(name));
        }
        Self { clock, issuer, verifier }
    }

    /// What is issued is accepted at once and in the last second before it
    /// expires; what is not is refused in so many words.
    fn agree(&self, issued: Result<Issued, Error>, verify: impl Fn(&Verifier, &str)) -> bool {
        match issued {
            Ok(issued) => {
                verify(&self.verifier, issued.as_str());
                if let Some(exp) = issued.expires_at() {
                    self.clock.set(exp.seconds() - 1);
                    verify(&self.verifier, issued.as_str());
                    self.clock.set(NOW);
                }
                true
            }
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::Issue, "{error}");
                assert!(!error.to_string().ends_with(": "), "{error}");
                false
            }
        }
    }
}

impl Default for Sides {
    fn default() -> Self {
        Self::new(key(), None, &[])
    }
}

/// For types that borrow nothing: what is read equals what was written.
macro_rules! agrees {
    ($sides:expr, $claims:expr, $type:ty) => {{
        let (sides, claims): (&Sides, $type) = (&$sides, $claims);
        sides.agree(sides.issuer.issue(&claims), |verifier, token| {
            let token = verifier.token(token);
            match token.verify::<$type>() {
                Ok(read) => assert_eq!(*read, claims),
                Err(error) => panic!("{claims:?} was issued, then refused: {error}"),
            }
        })
    }};
}

fn text() -> impl Strategy<Value = String> {
    let odd = prop::sample::select(vec![
        '"', '\\', '\0', '\n', '\u{1b}', '\u{7f}', '\u{2028}', '/', '<', '😀', 'a',
    ]);
    vec(prop_oneof![odd, any::<char>()], 0..8).prop_map(|text| text.into_iter().collect())
}

fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..3).prop_map(Value::from),
            btree_map(text(), inner, 0..3).prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

#[derive(serde::Serialize, serde::Deserialize, Debug, Clone, PartialEq)]
struct Inner {
    plan: Option<String>,
    seats: Vec<Option<u8>>,
}

#[derive(Claims, Debug, PartialEq)]
#[claims(ttl = "5m")]
struct Plain {
    sub: Option<String>,
    jti: Option<String>,
    title: String,
    note: Option<String>,
    signed: i64,
    unsigned: u64,
    letter: char,
    tags: Option<Vec<String>>,
    members: BTreeMap<String, Option<i32>>,
    inner: Option<Inner>,
    any: Value,
    unit: (),
    pair: (bool, Option<u8>),
    #[claim(null)]
    manager: Option<String>,
    #[serde(with = "as_text")]
    code: Option<u8>,
    #[serde(default, with = "as_text")]
    spare: Option<u8>,
}

/// A codec of its own, which needs its claim unless there is a default.
mod as_text {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<S: Serializer>(code: &Option<u8>, serializer: S) -> Result<S::Ok, S::Error> {
        code.map(|code| code.to_string()).serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u8>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        text.map(|text| text.parse().map_err(serde::de::Error::custom)).transpose()
    }
}

fn plain() -> impl Strategy<Value = Plain> {
    let inner = (option::of(text()), vec(option::of(any::<u8>()), 0..3));
    let inner = inner.prop_map(|(plan, seats)| Inner { plan, seats });
    let first =
        (option::of(text()), option::of(text()), text(), option::of(text()), any::<i64>(), any::<u64>());
    let second = (
        any::<char>(),
        option::of(vec(text(), 0..3)),
        btree_map(text(), option::of(any::<i32>()), 0..3),
        option::of(inner),
        json_value(),
        any::<(bool, Option<u8>)>(),
        option::of(text()),
        any::<[Option<u8>; 2]>(),
    );
    (first, second).prop_map(|(first, second)| {
        let (sub, jti, title, note, signed, unsigned) = first;
        let (letter, tags, members, inner, any, pair, manager, [code, spare]) = second;
        let jti = jti.or_else(|| Some("1".into()));
        let unit = ();
        Plain {
            sub,
            jti,
            title,
            note,
            signed,
            unsigned,
            letter,
            tags,
            members,
            inner,
            any,
            unit,
            pair,
            manager,
            code,
            spare,
        }
    })
}

#[test]
fn plain_claims() {
    holds(plain(), false, |claims| agrees!(Sides::default(), claims, Plain));
}

#[derive(Claims, Debug, PartialEq)]
#[claims(ttl = "5m")]
struct Flat {
    #[serde(alias = "alias")]
    own: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    roles: Vec<String>,
    #[serde(flatten)]
    part: Part,
    #[serde(flatten)]
    rest: BTreeMap<String, Value>,
}

#[derive(serde::Serialize, serde::Deserialize, Debug, PartialEq, Default)]
struct Part {
    part: Option<u8>,
    #[serde(rename = "sub")]
    subject: Option<String>,
}

/// A flattened map may hold what is another's: then only the verdict is the same.
#[test]
fn flattened_maps() {
    let taken = ["own", "alias", "roles", "part", "sub", "exp", "iat", "nbf", "iss", "aud", "jti"];
    let name = prop_oneof![4 => text(), 1 => prop::sample::select(taken.to_vec()).prop_map(str::to_owned)];
    let part =
        (option::of(any::<u8>()), option::of(text())).prop_map(|(part, subject)| Part { part, subject });
    let values = (option::of(text()), vec(text(), 0..2), part, btree_map(name, json_value(), 0..3));
    holds(values, true, |(own, roles, part, rest)| {
        let (sides, claims) = (Sides::default(), Flat { own, roles, part, rest });
        let is_apart = !claims.rest.keys().any(|name| taken.contains(&name.as_str()));
        sides.agree(sides.issuer.issue(&claims), |verifier, token| {
            let token = verifier.token(token);
            let read = token.verify::<Flat>().unwrap_or_else(|error| panic!("{claims:?}: {error}"));
            if is_apart {
                assert_eq!((&read.own, &read.roles, &read.part), (&claims.own, &claims.roles, &claims.part));
                assert!(claims.rest.iter().all(|(name, value)| read.rest.get(name) == Some(value)));
            }
        })
    });
}

/// What serde is told to leave out, and cannot do without.
#[derive(Claims, Debug, PartialEq)]
#[claims(ttl = "5m")]
struct Skipping {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    roles: Vec<String>,
    #[serde(default, skip_serializing)]
    level: u8,
    #[serde(skip_serializing_if = "is_seven")]
    number: Option<u8>,
}

fn is_seven(number: &Option<u8>) -> bool {
    *number == Some(7)
}

#[test]
fn what_serde_skips() {
    let values = (vec(text(), 0..2), option::of(5_u8..7));
    holds(values, true, |(roles, number)| {
        agrees!(Sides::default(), Skipping { roles, level: 0, number }, Skipping)
    });
    let skipped = Skipping { roles: vec![], level: 0, number: None };
    assert_eq!(not_issued(&skipped), ["roles: missing"]);
}

#[derive(Claims, Debug, PartialEq)]
#[claims(ttl = "5m")]
struct Borrowed<'a, 'b: 'a> {
    sub: &'a str,
    #[serde(borrow)]
    note: Option<Cow<'b, str>>,
    #[serde(borrow)]
    tags: Vec<&'a str>,
}

#[test]
fn claims_that_borrow() {
    let values = (text(), option::of(text()), vec(text(), 0..2));
    holds(values, true, |(sub, note, tags)| {
        let sides = Sides::default();
        let tags = tags.iter().map(String::as_str).collect();
        let claims = Borrowed { sub: &sub, note: note.as_deref().map(Cow::Borrowed), tags };
        sides.agree(sides.issuer.issue(&claims), |verifier, token| {
            let token = verifier.token(token);
            let read =
                token.verify::<Borrowed<'_, '_>>().unwrap_or_else(|error| panic!("{claims:?}: {error}"));
            assert_eq!((read.sub, &read.note, &read.tags), (claims.sub, &claims.note, &claims.tags));
        })
    });
    let error = issuer_error(&Borrowed { sub: "\"", note: None, tags: vec![] });
    assert_eq!(codes(&error), ["sub: wrong_type"]);
}

fn issuer_error<C: jwt_claims::IssueClaims + jwt_claims::ContextFree>(claims: &C) -> Error {
    Sides::default().issuer.issue(claims).expect_err("a refusal")
}

#[derive(Claims, Debug, PartialEq)]
#[claims(ttl = "5m")]
struct Generic<T: Clone> {
    data: T,
    #[serde(default)]
    many: Vec<T>,
}

fn generic<T: Clone + Debug + Default + PartialEq + serde::Serialize + serde::de::DeserializeOwned>(
    data: impl Strategy<Value = T> + Clone,
    refuses: bool,
) {
    holds((data.clone(), vec(data, 0..2)), refuses, |(data, many)| {
        agrees!(Sides::default(), Generic { data, many }, Generic<T>)
    });
}

#[test]
fn parameters() {
    generic(any::<String>(), false);
    generic(any::<Option<u16>>(), false);
    generic(any::<(i8, Option<bool>)>(), false);
    generic(prop_oneof![Just(0.5), Just(f64::NAN), Just(f64::INFINITY), Just(-0.0)], true);
}

#[derive(Claims, Debug, PartialEq)]
#[claims(ttl = "5m", context = Here<'_>)]
struct Tenant<'a> {
    #[claim(equals = cx.tenant)]
    tenant: &'a str,
    level: u8,
}

struct Here<'r> {
    tenant: &'r str,
}

#[test]
fn contexts() {
    let values = (prop_oneof![Just("acme".to_owned()), text()], any::<u8>());
    holds(values, true, |(tenant, level)| {
        let (sides, here) = (Sides::default(), Here { tenant: "acme" });
        let issued = sides.issuer.issue_with(&Tenant { tenant: &tenant, level }, &here);
        sides.agree(issued, |verifier, token| {
            let token = verifier.token(token);
            let read = token.verify_with::<Tenant<'_>>(&here).unwrap_or_else(|error| panic!("{error}"));
            assert_eq!((read.tenant, read.level), (&*tenant, level));
        })
    });
}

#[derive(Claims, Debug, PartialEq)]
#[claims(ttl = "5m")]
struct Base {
    #[claim(non_empty)]
    tenant: String,
    plan: Option<String>,
}

#[derive(Claims, Debug, PartialEq)]
#[claims(rules(plan(one_of = ["free", "pro"])))]
struct Newtype(Base);

#[derive(Claims, Debug, PartialEq)]
struct Further {
    #[claim(base)]
    base: Base,
    #[claim(range(max = 9))]
    level: Option<u8>,
}

#[test]
fn extensions() {
    let plan = option::of(prop_oneof![Just("pro".to_owned()), text()]);
    holds((text(), plan, option::of(0_u8..12)), true, |(tenant, plan, level)| {
        let base = || Base { tenant: tenant.clone(), plan: plan.clone() };
        let newtype = agrees!(Sides::default(), Newtype(base()), Newtype);
        agrees!(Sides::default(), Further { base: base(), level }, Further) && newtype
    });
}

#[derive(Claims, Debug, PartialEq)]
#[claims(ttl = "5m")]
struct User {
    sub: Option<String>,
}

#[derive(Claims, Debug, PartialEq)]
#[claims(ttl = "5m")]
struct Service {
    token_use: Option<String>,
}

#[derive(Claims, Debug, PartialEq)]
#[claims(ttl = "5m", forbidden(token_use))]
struct Untold {}

#[derive(Claims, Debug, PartialEq)]
#[claims(kinds_by = "token_use")]
enum Caller {
    #[claims(kind = "user")]
    User(User),
    #[claims(kind = "service")]
    Service(Service),
    #[claims(kind = "untold")]
    Untold(Untold),
}

#[test]
fn kinds() {
    let token_use = prop_oneof![Just("service".to_owned()), Just("user".to_owned()), text()];
    holds((0..3, option::of(text()), token_use), true, |(kind, sub, token_use)| {
        let caller = match kind {
            0 => Caller::User(User { sub }),
            1 => Caller::Service(Service { token_use: Some(token_use) }),
            _ => Caller::Untold(Untold {}),
        };
        agrees!(Sides::default(), caller, Caller)
    });
    assert_eq!(not_issued(&Caller::Untold(Untold {})), ["token_use: forbidden"]);
}

#[derive(Claims, Debug, PartialEq)]
#[claims(ttl = "5m")]
struct For {
    iss: Option<String>,
    aud: Option<Vec<String>>,
}

#[derive(Claims, Debug, PartialEq)]
#[claims(issuer = ["a", "b"], audience = ["a", "b"], ttl = "5m")]
struct ForDeclared {
    iss: Option<String>,
}

/// Every `kid`, issuer and list of audiences, against claims that name their own.
#[test]
fn keys_issuers_and_audiences() {
    let name = || prop_oneof![Just("a".to_owned()), Just("b".to_owned()), text()];
    let kid = prop_oneof![
        4 => text(),
        1 => (text(), 0_usize..9000).prop_map(|(part, times)| part.repeat(times % 40) + &"k".repeat(times)),
    ];
    let values =
        (kid, option::of(name()), vec(name(), 0..3), option::of(name()), option::of(vec(name(), 0..3)));
    holds(values, true, |(kid, iss, audiences, own, aud)| {
        let sides = Sides::new(key().with_kid(kid), iss.as_deref(), &audiences);
        // what is left out is filled in, and then read
        let claims = For { iss: own.clone().or(iss.clone()).or(Some("a".into())), aud: aud.clone() };
        let plain = sides.agree(sides.issuer.issue(&claims), |verifier, token| {
            let token = verifier.token(token);
            assert_eq!(token.verify::<For>().unwrap_or_else(|error| panic!("{error}")).iss, claims.iss);
        });
        let claims = ForDeclared { iss: own };
        let declared = sides.agree(sides.issuer.issue(&claims), |verifier, token| {
            verifier.token(token).verify::<ForDeclared>().unwrap_or_else(|error| panic!("{error}"));
        });
        plain && declared
    });
}

#[derive(Claims, Debug)]
struct Times<T: jwt_claims::TimeClaim> {
    exp: T,
    iat: Option<T>,
    nbf: Option<T>,
}

/// A clock between two seconds.
#[derive(Clone)]
struct Between(f64);

impl Clock for Between {
    fn now(&self) -> NumericDate {
        NumericDate::from_seconds_f64(self.0).expect("a date")
    }
}

#[test]
fn times_at_any_fraction_of_a_second() {
    let offset = || prop_oneof![3 => Just(0.0), 1 => -400.0..400.0];
    let values = (0.0..1.0, 0.1..600.0, option::of(offset()), option::of(offset()), any::<bool>());
    holds(values, true, |(fraction, exp, iat, nbf, as_date)| {
        let now = NOW as f64 + fraction;
        let (clock, at) = (Between(now), |offset: f64| now + offset);
        let (exp, iat, nbf) = (at(exp), iat.map(at), nbf.map(at));
        let issuer = Issuer::new(key()).with_clock(clock.clone());
        let verifier = Verifier::new(key().verifying_key()).with_clock(Between(now.max(nbf.unwrap_or(now))));
        let date = |seconds| NumericDate::from_seconds_f64(seconds).expect("a date");
        let issued = if as_date {
            issuer.issue(&Times { exp: date(exp), iat: iat.map(date), nbf: nbf.map(date) })
        } else {
            issuer.issue(&Times { exp, iat, nbf })
        };
        assert_eq!(issued.is_ok(), iat.is_none_or(|iat| iat <= now), "{issued:?}");
        let Ok(issued) = issued else { return false };
        if nbf.is_none_or(|nbf| nbf < exp) {
            verifier.token(issued.as_str()).verify::<Times<f64>>().unwrap_or_else(|error| panic!("{error}"));
        }
        true
    });
}

#[derive(Claims, Debug, PartialEq)]
#[claims(ttl = "5m")]
struct Free {
    any: Value,
}

/// Around the limits of size and depth.
#[test]
fn long_and_deep_claims() {
    let nested = |depth: usize| (0..depth).fold(json!(1), |inner, _| json!([inner]));
    let values = prop_oneof![
        (120_usize..132).prop_map(nested),
        (48_000_usize..50_000).prop_map(|length| json!("a".repeat(length))),
        (7_900_usize..8_300).prop_map(|length| json!("\u{1}".repeat(length))),
    ];
    holds(values, true, |any| agrees!(Sides::default(), Free { any }, Free));
}

#[derive(NestedClaims, Debug, PartialEq)]
struct Address {
    #[claim(len = 2)]
    country: String,
    street: Option<String>,
}

#[derive(Claims, Debug, PartialEq)]
#[claims(ttl = "5m", either(scp, roles))]
struct Ruled {
    #[claim(path = "realm.roles", any_of = ["a"], if_present)]
    realm: Option<Vec<String>>,
    #[claim(nested)]
    address: Address,
    #[claim(nested, if_present)]
    former: Option<Vec<Address>>,
    #[claim(any_of = ["a"])]
    scp: Option<Vec<String>>,
    #[claim(any_of = ["a"])]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    roles: Vec<String>,
    #[claim(forbidden)]
    nonce: Option<String>,
}

#[test]
fn rules_paths_and_nested_claims() {
    let names = || prop_oneof![Just(vec!["a".to_owned()]), vec(text(), 0..2)];
    let country = prop_oneof![4 => Just("de".to_owned()), 1 => text()];
    let address =
        || (country.clone(), option::of(text())).prop_map(|(country, street)| Address { country, street });
    let nonce = option::weighted(0.2, text());
    let values = (
        option::of(names()),
        address(),
        option::of(vec(address(), 0..2)),
        option::of(names()),
        names(),
        nonce,
    );
    holds(values, true, |(realm, address, former, scp, roles, nonce)| {
        agrees!(Sides::default(), Ruled { realm, address, former, scp, roles, nonce }, Ruled)
    });
}

#[test]
fn an_issuer_that_does_not_read_back_gives_up_the_promise() {
    let sides = Sides::default();
    let empty = || Base { tenant: String::new(), plan: None };
    assert_eq!(codes(&sides.issuer.issue(&empty()).unwrap_err()), ["tenant: non_empty"]);
    let issued = sides.issuer.without_read_back().issue(&empty()).unwrap();
    assert_eq!(issued.expires_in(), Some(300));
    let token = sides.verifier.token(issued.as_str());
    assert_eq!(codes(&token.verify::<Base>().unwrap_err()), ["tenant: non_empty"]);
}

#[test]
fn a_refusal_that_is_not_about_claims_says_what_to_do() {
    let long = issuer_error(&Free { any: json!("a".repeat(60_000)) }).to_string();
    assert!(long.contains("at most 65536 bytes") && long.contains("put less into the claims"), "{long}");
    let deep = issuer_error(&Free { any: (0..200).fold(json!(1), |inner, _| json!([inner])) }).to_string();
    assert!(deep.starts_with("claims not issued: expected claims that can be read back"), "{deep}");
    let kid = Sides::new(key().with_kid("\"".repeat(200)), None, &[]).issuer.issue(&Free { any: json!(1) });
    let kid = kid.unwrap_err().to_string();
    assert!(kid.contains("shorter `kid`"), "{kid}");
}
