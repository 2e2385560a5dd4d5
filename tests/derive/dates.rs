//! Dates beyond `exp`, `nbf` and `iat`: the types that hold them, and the rules about them.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use chrono::{DateTime, TimeZone, Utc};
use jwt_claims::{Claims, NestedClaims, NumericDate};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::support::{NOW, accepted, issued, refused, verifier, verify};

/// The leeway of every verifier here.
const LEEWAY: i64 = 30;
const LAUNCH: &str = "2020-01-01";
const ONE_HOUR: Duration = Duration::from_secs(3_600);

#[derive(Claims, Debug, PartialEq)]
#[claims(ttl = "5m")]
struct Dates {
    #[claim(date)]
    auth_time: DateTime<Utc>,
    #[claim(date)]
    updated_at: Option<SystemTime>,
    birth: NumericDate,
    #[claim(date, name = "https://example.com/seen")]
    seen: Option<u32>,
    #[claim(date, path = "session.started")]
    started: Option<i64>,
    #[claim(date)]
    #[serde(default)]
    other: u64,
}

fn dates() -> Dates {
    Dates {
        auth_time: Utc.timestamp_opt(NOW - 60, 0).unwrap(),
        updated_at: Some(UNIX_EPOCH + Duration::from_secs(1_500_000_000)),
        birth: NumericDate::from_seconds(-1).unwrap(),
        seen: Some(7),
        started: Some(NOW),
        other: 3,
    }
}

#[test]
fn every_claim_can_be_a_date_of_every_type() {
    let payload = issued(&dates());
    assert_eq!(payload["auth_time"], json!(NOW - 60));
    assert_eq!(payload["updated_at"], json!(1_500_000_000));
    assert_eq!(payload["birth"], json!(-1));
    assert_eq!(payload["session"]["started"], json!(NOW));
    assert_eq!(accepted::<Dates>(payload), dates());
    let rest: Dates = accepted(json!({"auth_time": NOW - 60, "birth": 1.5}));
    assert_eq!((rest.updated_at, rest.seen, rest.started, rest.other), (None, None, None, 0));
    assert_eq!(rest.birth.seconds_f64(), 1.5);
}

#[test]
fn a_date_that_does_not_fit_is_a_wrong_type_of_its_claim() {
    let with = |name: &str, value: Value| {
        let mut claims = json!({"auth_time": NOW, "birth": 0});
        match name {
            "session.started" => claims["session"] = json!({ "started": value }),
            name => claims[name] = value,
        }
        refused::<Dates>(claims)
    };
    for name in ["auth_time", "updated_at", "birth", "https://example.com/seen", "session.started", "other"] {
        for value in
            [json!("2024-01-01T00:00:00Z"), json!(true), json!([1]), json!({}), json!(1e300), json!("1")]
        {
            assert_eq!(with(name, value.clone()), [format!("{name}: wrong_type")], "{name} {value}");
        }
    }
    assert_eq!(with("auth_time", Value::Null), ["auth_time: null"]);
    assert_eq!(with("https://example.com/seen", json!(-1)), ["https://example.com/seen: wrong_type"]);
    assert_eq!(
        with("https://example.com/seen", json!(1_u64 << 32)),
        ["https://example.com/seen: wrong_type"]
    );
    assert_eq!(refused::<Dates>(json!({"birth": 0})), ["auth_time: missing"]);
}

#[test]
fn a_date_in_milliseconds_is_refused_with_that_word() {
    for (claims, claim) in [
        (json!({"auth_time": NOW * 1000, "birth": 0}), "auth_time"),
        (json!({"auth_time": NOW, "birth": NOW * 1000}), "birth"),
        (json!({"auth_time": NOW, "birth": 0, "session": {"started": NOW * 1000}}), "session.started"),
    ] {
        let error = verify::<Dates>(claims).unwrap_err();
        let violation = &error.violations()[0];
        assert_eq!((violation.claim(), violation.code()), (claim, "wrong_type"));
        assert!(violation.to_string().contains("milliseconds"), "{violation}");
    }
}

#[derive(Claims, Debug)]
#[claims(verify_only)]
struct Ruled {
    #[claim(past)]
    past: i64,
    #[claim(max_age = "1h")]
    fresh: Option<DateTime<Utc>>,
    #[claim(not_before = "2020-01-01T00:00:00Z", if_present)]
    after: Option<NumericDate>,
}

fn ruled(name: &str, date: impl Into<Value>) -> Vec<String> {
    let mut claims = json!({"past": NOW, "fresh": NOW});
    claims[name] = date.into();
    match verify::<Ruled>(claims) {
        Ok(_) => Vec::new(),
        Err(error) => super::support::codes(&error),
    }
}

#[test]
fn rules_compare_with_the_verifiers_clock_and_leeway() {
    const LAUNCH: i64 = 1_577_836_800;
    for (name, date, code) in [
        ("past", NOW + LEEWAY, None),
        ("past", NOW + LEEWAY + 1, Some("past")),
        ("past", 0, None),
        ("fresh", NOW - 3_600 - LEEWAY + 1, None),
        ("fresh", NOW - 3_600 - LEEWAY, Some("max_age")),
        ("fresh", NOW + LEEWAY, None),
        ("fresh", NOW + LEEWAY + 1, Some("max_age")),
        ("after", LAUNCH, None),
        ("after", LAUNCH - 1, Some("not_before")),
        ("after", NOW + 1_000_000, None),
    ] {
        let expected: Vec<String> = code.map(|code| format!("{name}: {code}")).into_iter().collect();
        assert_eq!(ruled(name, date), expected, "{name} {date}");
    }
    assert_eq!(ruled("after", LAUNCH as f64 - 0.5), ["after: not_before"]);
    assert_eq!(refused::<Ruled>(json!({})), ["past: missing"]);
    assert_eq!(refused::<Ruled>(json!({"past": NOW})), ["fresh: missing"]);
}

#[test]
fn the_leeway_of_the_claims_type_holds_for_its_rules() {
    #[derive(Claims, Debug)]
    #[claims(leeway = "5s", verify_only)]
    struct Strict {
        #[claim(past)]
        seen: u64,
    }
    assert!(verify::<Strict>(json!({"seen": NOW + 5})).is_ok());
    assert_eq!(refused::<Strict>(json!({"seen": NOW + 6})), ["seen: past"]);
}

#[derive(Claims, Debug)]
#[claims(verify_only, ttl = ONE_HOUR, max_age = "2h", leeway = "10s", max_lifetime = MAX_LIFETIME)]
struct Constants {
    #[claim(max_age = ONE_HOUR, not_before = LAUNCH)]
    auth_time: i64,
}
const MAX_LIFETIME: &str = "3h";

#[test]
fn durations_and_dates_can_be_constants() {
    let policy = <Constants as Claims>::POLICY.to_string();
    for text in ["3600 s", "7200 s", "10800 s", "auth_time: max_age 3600 s", r#"not_before "2020-01-01""#] {
        assert!(policy.contains(text), "{text} in {policy}");
    }
    let claims = |auth_time| json!({"auth_time": auth_time, "iat": NOW});
    assert!(verify::<Constants>(claims(NOW)).is_ok());
    assert_eq!(refused::<Constants>(claims(0)), ["auth_time: max_age", "auth_time: not_before"]);
}

#[derive(Claims, Debug)]
#[claims(context = Session, verify_only)]
struct Sessions {
    #[claim(not_before = cx.password_changed_at)]
    iat: NumericDate,
    #[claim(when(cx.is_strict, max_age = "5m"))]
    auth_time: Option<u64>,
}

struct Session {
    password_changed_at: DateTime<Utc>,
    is_strict: bool,
}

#[test]
fn dates_can_come_from_the_context() {
    let changed = Utc.timestamp_opt(NOW - 100, 900_000_000).unwrap();
    let check = |iat: i64, auth_time: i64, is_strict| {
        let claims = json!({"iat": iat, "auth_time": auth_time, "exp": NOW + 60}).to_string();
        let text = super::support::signed(&claims);
        let cx = Session { password_changed_at: changed, is_strict };
        match verifier().token(&text).verify_with::<Sessions>(&cx) {
            Ok(_) => Vec::new(),
            Err(error) => super::support::codes(&error),
        }
    };
    assert_eq!(check(NOW - 101, NOW, true), ["iat: not_before"]);
    // issued in the same second: the token does not say which was first
    assert!(check(NOW - 100, NOW, true).is_empty());
    assert_eq!(check(NOW, 0, true), ["auth_time: max_age"]);
    assert!(check(NOW, 0, false).is_empty());
}

#[derive(NestedClaims, Debug, PartialEq)]
struct Device {
    #[claim(past)]
    enrolled: DateTime<Utc>,
    #[claim(date)]
    seen: Option<SystemTime>,
}

#[derive(Claims, Debug)]
#[claims(ttl = "5m", either(auth_time, device_time))]
struct Nested {
    #[claim(nested)]
    devices: Vec<Device>,
    #[claim(max_age = "1h")]
    auth_time: Option<i64>,
    #[claim(max_age = "1h")]
    device_time: Option<i64>,
}

#[test]
fn dates_in_objects_and_in_alternatives() {
    let claims = |enrolled: i64, auth_time: i64| json!({"devices": [{"enrolled": enrolled, "seen": 1}], "auth_time": auth_time});
    assert!(verify::<Nested>(claims(NOW, NOW)).is_ok());
    assert_eq!(refused::<Nested>(claims(NOW + 60, 0)), ["devices[0].enrolled: past", ": either"]);
    let issued = issued(&Nested {
        devices: vec![Device { enrolled: Utc.timestamp_opt(5, 0).unwrap(), seen: None }],
        auth_time: Some(NOW),
        device_time: None,
    });
    assert_eq!(issued["devices"][0]["enrolled"], json!(5));
}

#[derive(Claims, Debug)]
#[claims(rules(auth_time(max_age = "5m")), verify_only)]
struct Recent(Login);

#[derive(Claims, Debug)]
#[claims(verify_only)]
struct Login {
    #[claim(date)]
    auth_time: DateTime<Utc>,
}

#[test]
fn an_extension_adds_rules_about_dates() {
    assert!(verify::<Login>(json!({"auth_time": 0})).is_ok());
    assert_eq!(refused::<Recent>(json!({"auth_time": 0})), ["auth_time: max_age"]);
}

#[test]
fn exp_fits_every_unsigned_integer() {
    #[derive(Claims, Debug)]
    struct Usize {
        exp: usize,
    }
    #[derive(Claims, Debug)]
    struct Small {
        exp: u32,
    }
    let exp = usize::try_from(NOW + 60).unwrap();
    assert_eq!(accepted::<Usize>(issued(&Usize { exp })).exp, exp);
    assert_eq!(accepted::<Small>(json!({})).exp, 1_800_000_060);
    assert_eq!(refused::<Small>(json!({"exp": 1_u64 << 32})), ["exp: wrong_type"]);
}

#[test]
fn a_stale_login_asks_for_another_one() {
    #[derive(Claims, Debug)]
    #[claims(verify_only)]
    struct Transfer {
        #[claim(max_age = "5m")]
        auth_time: NumericDate,
    }
    let challenge = verify::<Transfer>(json!({"auth_time": NOW - 1_000})).unwrap_err().challenge().unwrap();
    assert_eq!(challenge.error(), Some("insufficient_user_authentication"));
    assert!(
        challenge.www_authenticate("").contains(r#"max_age="300""#),
        "{}",
        challenge.www_authenticate("")
    );
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn rules_agree_with_arithmetic(offset in -10_000_i64..10_000) {
        let date = NOW - offset;
        let is_future = date > NOW + LEEWAY;
        prop_assert_eq!(ruled("past", date).is_empty(), !is_future);
        prop_assert_eq!(ruled("fresh", date).is_empty(), !is_future && offset < 3_600 + LEEWAY);
    }

    #[test]
    fn a_numeric_date_is_read_as_it_is_written(seconds in -62_135_596_800_i64..=253_402_300_799, tenth in 0_u32..10) {
        let date = NumericDate::try_from(seconds as f64 + f64::from(tenth) / 10.0).unwrap();
        let json = serde_json::to_string(&date).unwrap();
        let read: NumericDate = serde_json::from_str(&json).unwrap();
        prop_assert_eq!(read.seconds(), date.seconds());
        prop_assert!((read.seconds_f64() - date.seconds_f64()).abs() < 1e-4);
    }
}

#[test]
fn numbers_that_are_no_dates_are_refused() {
    for seconds in [f64::NAN, f64::INFINITY, 1e300, -1e300, 9_007_199_254_740_992.0] {
        assert!(NumericDate::try_from(seconds).is_err(), "{seconds}");
    }
    assert!(NumericDate::try_from(u64::MAX).is_err() && NumericDate::try_from(i64::MIN).is_err());
    assert!(serde_json::from_str::<NumericDate>("\"0\"").is_err());
    assert!(NumericDate::now() > NumericDate::from_seconds(1_700_000_000).unwrap());
}
