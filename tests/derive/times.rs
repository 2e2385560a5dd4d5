//! `exp`, `nbf` and `iat` in every type that can hold them.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use chrono::{DateTime, Utc};
use jwt_claims::{Claims, NumericDate, TimeClaim};
use serde_json::json;

use super::support::{NOW, accepted, issued, not_issued, refused, round_trip};

const LATER: i64 = NOW + 60;

/// `exp` in a type, and in an `Option` of it.
macro_rules! held_in {
    ($($module:ident: $type:ty = $value:expr;)*) => {$(
        mod $module {
            use super::*;

            #[derive(Claims, Debug, PartialEq)]
            struct Plain {
                exp: $type,
            }

            #[derive(Claims, Debug, PartialEq)]
            #[claims(ttl = "5m", optional(iat))]
            struct Optional {
                nbf: Option<$type>,
                iat: Option<$type>,
            }

            #[test]
            fn round_trips() {
                let plain = Plain { exp: $value };
                assert_eq!(round_trip(&plain), plain);
                assert_eq!(issued(&plain)["exp"], json!(LATER));
                let none = Optional { nbf: None, iat: None };
                assert_eq!(issued(&none).get("nbf"), None);
                let read: Optional = accepted(json!({}));
                assert_eq!(read, none);
            }

            #[test]
            fn absent_null_and_ill_typed_are_told_apart() {
                let raw = |payload: &str| {
                    super::super::support::codes(&super::super::support::verify_raw::<Plain>(payload).unwrap_err())
                };
                assert_eq!(raw("{}"), ["exp: missing"]);
                assert_eq!(refused::<Plain>(json!({"exp": null})), ["exp: null"]);
                assert_eq!(refused::<Optional>(json!({"nbf": null})), ["nbf: null"]);
                for wrong in [json!("1800000060"), json!(true), json!([LATER]), json!({}), json!(1e300)] {
                    assert_eq!(refused::<Plain>(json!({ "exp": wrong })), ["exp: wrong_type"]);
                    assert_eq!(refused::<Optional>(json!({ "nbf": wrong })), ["nbf: wrong_type"]);
                }
            }

            #[test]
            fn fractions_are_accepted() {
                let plain: Plain = accepted(json!({"exp": LATER as f64 + 0.5}));
                assert_eq!(plain.exp.to_numeric_date().unwrap().seconds(), LATER);
            }
        }
    )*};
}
held_in! {
    chrono_utc: DateTime<Utc> = DateTime::from_timestamp(LATER, 0).unwrap();
    signed: i64 = LATER;
    unsigned: u64 = LATER as u64;
    float: f64 = LATER as f64;
    system_time: SystemTime = UNIX_EPOCH + Duration::from_secs(LATER as u64);
    numeric_date: NumericDate = NumericDate::from_seconds(LATER).unwrap();
}

#[derive(Claims, Debug)]
#[claims(optional(exp))]
struct Fraction {
    nbf: f64,
    iat: i64,
}

#[test]
fn fractions_are_kept_where_the_type_has_them_and_floored_where_not() {
    let read: Fraction = accepted(json!({"nbf": 1.75, "iat": -0.5}));
    assert_eq!((read.nbf, read.iat), (1.75, -1));
}

#[derive(Claims, Debug)]
#[claims(optional(exp))]
struct Unsigned {
    nbf: u64,
}

#[test]
fn what_does_not_fit_its_type_is_refused() {
    assert_eq!(refused::<Unsigned>(json!({"nbf": -1})), ["nbf: wrong_type"]);
    assert_eq!(accepted::<Fraction>(json!({"nbf": -3.0, "iat": -3})).iat, -3);
}

#[test]
fn what_is_no_date_is_not_issued() {
    for nbf in [f64::NAN, f64::INFINITY, 1e300] {
        assert_ne!(not_issued(&Fraction { nbf, iat: 1 }), Vec::<String>::new());
    }
    assert_ne!(not_issued(&Unsigned { nbf: u64::MAX }), Vec::<String>::new());
}

/// A time type of the user's own.
#[derive(Debug, PartialEq)]
struct Minutes(i64);

impl TimeClaim for Minutes {
    fn from_numeric_date(date: NumericDate) -> Option<Self> {
        Some(Self(date.seconds() / 60))
    }
    fn to_numeric_date(&self) -> Option<NumericDate> {
        NumericDate::from_seconds(self.0 * 60)
    }
}

#[derive(Claims, Debug, PartialEq)]
struct OwnType {
    exp: Minutes,
}

#[test]
fn a_type_of_ones_own_can_hold_a_time() {
    let own = OwnType { exp: Minutes(NOW / 60 + 5) };
    assert_eq!(round_trip(&own), own);
}

/// A codec of the user's own still writes a NumericDate, and the policy still
/// judges it.
mod millis {
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(millis: &i64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(millis / 1000)
    }
    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
        i64::deserialize(deserializer).map(|seconds| seconds * 1000)
    }
}

#[derive(Claims, Debug, PartialEq)]
struct OwnCodec {
    #[serde(with = "millis")]
    exp: i64,
}

#[test]
fn a_codec_of_ones_own_is_honoured() {
    let own = OwnCodec { exp: LATER * 1000 };
    assert_eq!(issued(&own)["exp"], json!(LATER));
    assert_eq!(round_trip(&own), own);
    assert_eq!(refused::<OwnCodec>(json!({"exp": NOW - 60})), ["exp: expired"]);
}

#[derive(Claims, Debug, PartialEq)]
#[claims(optional(exp))]
struct Defaulted {
    #[serde(default)]
    exp: Option<i64>,
    #[serde(default)]
    nbf: u64,
}

#[test]
fn defaults_of_time_claims_are_honoured() {
    let read = super::support::verify_raw::<Defaulted>("{}").unwrap().into_inner();
    assert_eq!(read, Defaulted { exp: None, nbf: 0 });
    assert_eq!(accepted::<Defaulted>(json!({"nbf": 5})).nbf, 5);
}
