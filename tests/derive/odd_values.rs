//! Values that are valid JSON and more than any field reads: the claim is named,
//! and where nobody reads the claim, the token is none the worse for it.

#![allow(dead_code)] // nobody gets to see the claims

use jwt_claims::{Claims, ContextFree, NumericDate, OwnedClaims};
use serde::Deserialize;
use serde_json::Value;

use super::support::{NOW, codes, verify_raw};

#[derive(Deserialize, Debug)]
struct Inner {
    value: Value,
}

#[derive(Claims, Debug)]
#[claims(verify_only)]
struct Typed {
    exp: NumericDate,
    nbf: Option<i64>,
    iat: Option<f64>,
    number: Option<f64>,
    any: Option<Value>,
    list: Option<Vec<f64>>,
    inner: Option<Inner>,
    text: Option<String>,
    #[claim(path = "a.b")]
    deep: Option<f64>,
}

#[derive(Claims, Debug)]
#[claims(verify_only)]
struct Short {
    name: String,
}

fn odd_numbers() -> [String; 5] {
    let digits = "9".repeat(40_000);
    ["1e400".into(), "-1e400".into(), format!("{digits}.5"), digits.clone(), format!("-{digits}")]
}

fn found<C: OwnedClaims + ContextFree + std::fmt::Debug>(members: &str) -> Vec<String> {
    codes(&verify_raw::<C>(&format!("{{{members}}}")).unwrap_err())
}

#[test]
fn a_number_out_of_range_is_of_a_wrong_type_wherever_it_is() {
    for odd in odd_numbers() {
        let exp = NOW + 60;
        for (members, claim) in [
            (format!(r#""exp":{odd}"#), "exp"),
            (format!(r#""exp":{exp},"nbf":{odd}"#), "nbf"),
            (format!(r#""iat":{odd},"exp":{exp}"#), "iat"),
            (format!(r#""exp":{exp},"number":{odd}"#), "number"),
            (format!(r#""exp":{exp},"list":[1,{odd}]"#), "list[1]"),
            (format!(r#""inner":{{"value":{odd}}},"exp":{exp}"#), "inner.value"),
            (format!(r#""exp":{exp},"a":{{"b":{odd}}}"#), "a.b"),
        ] {
            assert_eq!(found::<Typed>(&members), [format!("{claim}: wrong_type")], "{members:.60}");
        }
    }
}

#[test]
fn deep_nesting_and_half_a_surrogate_pair_name_their_claim() {
    let exp = NOW + 60;
    let deep = format!("{}1{}", "[".repeat(200), "]".repeat(200));
    let error = verify_raw::<Typed>(&format!(r#"{{"exp":{exp},"any":{deep}}}"#)).unwrap_err();
    assert!(codes(&error)[0].starts_with("any[0]"), "{error}");
    assert!(error.to_string().contains("nested less than 128 deep"), "{error}");
    let error = verify_raw::<Typed>(&format!(r#"{{"exp":{exp},"text":"\ud800"}}"#)).unwrap_err();
    assert_eq!(codes(&error), ["text: wrong_type"]);
    assert!(error.to_string().contains("half a surrogate pair"), "{error}");
}

#[test]
fn beside_an_odd_value_that_nobody_reads_a_missing_claim_stays_missing() {
    let exp = NOW + 60;
    let deep = format!("{}1{}", "[".repeat(2_000), "]".repeat(2_000));
    for odd in odd_numbers().into_iter().chain([deep, r#""\ud800""#.into()]) {
        assert_eq!(found::<Short>(&format!(r#""exp":{exp},"x":{odd}"#)), ["name: missing"]);
        assert_eq!(found::<Short>(&format!(r#""x":{odd},"name":7"#)), ["exp: missing", "name: wrong_type"]);
        assert!(verify_raw::<Short>(&format!(r#"{{"exp":{exp},"x":{odd},"name":"a"}}"#)).is_ok());
    }
}

/// What is no JSON at all stays malformed: nothing about a claim can be said.
#[test]
fn what_is_no_json_is_malformed() {
    for odd in ["1e", "01", "+1", "0x10", "NaN", "Infinity", "'a'", "[1,]", "{\"a\":1,}", "\"\\x\"", "\"\n\""]
    {
        let error = verify_raw::<Short>(&format!(r#"{{"exp":1,"name":7,"x":{odd}}}"#)).unwrap_err();
        assert_eq!(error.code(), "token_malformed", "{odd}");
    }
}
