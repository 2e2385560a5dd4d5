//! `aud` in every type that can hold it.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};

use jwt_claims::{Audience, Claims};
use serde_json::{Value, json};

use super::support::{accepted, codes, issued, refused, round_trip, signed, verifier};

macro_rules! held_in {
    ($($module:ident: $type:ty = $one:expr, several: $several:literal;)*) => {$(
        mod $module {
            use super::*;

            #[derive(Claims, Debug, PartialEq)]
            #[claims(ttl = "5m", audience = "orders")]
            struct Plain {
                aud: $type,
            }

            #[derive(Claims, Debug, PartialEq)]
            #[claims(ttl = "5m")]
            struct Optional {
                aud: Option<$type>,
            }

            #[test]
            fn round_trips_and_is_written_as_a_string() {
                let plain = Plain { aud: $one };
                assert_eq!(issued(&plain)["aud"], json!("orders"));
                assert_eq!(round_trip(&plain), plain);
                let none = Optional { aud: None };
                assert_eq!(issued(&none).get("aud"), None);
                assert_eq!(round_trip(&none), none);
            }

            #[test]
            fn both_spellings_of_one_audience_are_read() {
                for one in [json!("orders"), json!(["orders"])] {
                    assert_eq!(accepted::<Plain>(json!({ "aud": one })), Plain { aud: $one });
                }
            }

            #[test]
            fn several_are_read_where_there_is_room() {
                let claims = json!({"aud": ["orders", "billing"]});
                if $several {
                    accepted::<Plain>(claims);
                } else {
                    assert_eq!(refused::<Plain>(claims), ["aud: wrong_type"]);
                }
            }

            #[test]
            fn what_is_wrong_is_told() {
                for (aud, expected) in [
                    (json!("billing"), "aud: wrong_audience"),
                    (json!(null), "aud: null"),
                    (json!(7), "aud: wrong_type"),
                    (json!([7]), "aud: wrong_type"),
                    (json!({}), "aud: wrong_type"),
                ] {
                    assert_eq!(refused::<Plain>(json!({ "aud": aud })), [expected]);
                }
                assert_eq!(refused::<Plain>(json!({})), ["aud: missing"]);
                assert_eq!(refused::<Optional>(json!({"aud": "orders"})), ["aud: unexpected_audience"]);
            }
        }
    )*};
}
held_in! {
    string: String = "orders".to_owned(), several: false;
    vec: Vec<String> = vec!["orders".to_owned()], several: true;
    audience: Audience = Audience::from("orders"), several: true;
    hash_set: HashSet<String> = HashSet::from(["orders".to_owned()]), several: true;
    b_tree_set: BTreeSet<String> = BTreeSet::from(["orders".to_owned()]), several: true;
    cow: Cow<'static, str> = Cow::Borrowed("orders"), several: false;
}

#[test]
fn an_empty_array_names_nobody() {
    #[derive(Claims, Debug)]
    #[claims(ttl = "5m", audience = "orders")]
    struct Access {
        aud: Vec<String>,
    }
    assert_eq!(refused::<Access>(json!({"aud": []})), ["aud: wrong_audience"]);
    assert_eq!(super::support::not_issued(&Access { aud: vec![] }), ["aud: wrong_audience"]);
    let two = Access { aud: vec!["billing".into(), "orders".into()] };
    assert_eq!(issued(&two)["aud"], json!(["billing", "orders"]));
}

#[test]
fn an_audience_can_be_borrowed() {
    #[derive(Claims, Debug)]
    #[claims(audience = "orders")]
    struct Access<'a> {
        aud: &'a str,
    }
    let text = signed(r#"{"aud":"orders","exp":1800000060}"#);
    let verifier = verifier();
    let token = verifier.token(&text);
    assert_eq!(token.verify::<Access<'_>>().unwrap().aud, "orders");
}

#[test]
fn without_a_field_the_audience_is_checked_all_the_same() {
    #[derive(Claims, Debug)]
    #[claims(ttl = "5m", audience = ["orders", "billing"])]
    struct Access {
        sub: String,
    }
    let with = |aud: Value| json!({"sub": "alice", "aud": aud});
    assert_eq!(accepted::<Access>(with(json!(["other", "billing"]))).sub, "alice");
    assert_eq!(refused::<Access>(with(json!("other"))), ["aud: wrong_audience"]);
    let error = super::support::verify::<Access>(json!({"sub": "alice"})).unwrap_err();
    assert_eq!(codes(&error), ["aud: missing"]);
}
