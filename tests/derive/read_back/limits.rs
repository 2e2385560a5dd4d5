//! Limits of size and depth, and an issuer that does not read back.

use jwt_claims::Claims;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::parts::Base;
use super::{Sides, holds, issuer_error};
use crate::support::{codes, key};

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
fn a_token_over_a_limit_says_what_to_do() {
    let long = issuer_error(&Free { any: json!("a".repeat(60_000)) }).to_string();
    assert!(long.contains("at most 65536 bytes") && long.contains("put less into the claims"), "{long}");
    let deep = issuer_error(&Free { any: (0..200).fold(json!(1), |inner, _| json!([inner])) }).to_string();
    assert!(deep.contains("expected a value that is nested less than 128 deep"), "{deep}");
    let kid = Sides::new(key().with_kid("\"".repeat(200)), None, &[]).issuer.issue(&Free { any: json!(1) });
    let kid = kid.unwrap_err().to_string();
    assert!(kid.contains("shorter `kid`"), "{kid}");
}
