//! What is issued is accepted by the issuer's own verifier: properties over
//! many claims types and values.

use std::cell::Cell;

use jwt_claims::{
    ContextFree, Error, ErrorKind, FixedClock, IssueClaims, Issued, Issuer, SigningKey, Verifier,
};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::Value;

use super::support::{NOW, key};

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

fn issuer_error<C: IssueClaims + ContextFree>(claims: &C) -> Error {
    Sides::default().issuer.issue(claims).expect_err("a refusal")
}

// Below the macro that they use.
mod codecs;
mod limits;
mod parts;
mod plain;
mod surroundings;
