//! What is around the claims: the context, the key, issuers, audiences and the clock.

use jwt_claims::{Claims, Clock, Issuer, NumericDate, Verifier};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::{Sides, holds, text};
use crate::support::{NOW, key};

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
