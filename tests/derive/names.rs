//! `rename`, `rename_all`, `#[claim(name)]`: what the derive takes for a
//! claim's name is what serde takes for it.

use jwt_claims::Claims;
use serde_json::json;

use super::support::{issued, refused, round_trip};

/// One struct twice, for us and for serde, under one rule.
macro_rules! renamed {
    ($($module:ident, $rule:literal;)*) => {$(
        #[allow(non_snake_case)]
        mod $module {
            use super::*;

            #[derive(Claims)]
            #[claims(ttl = "5m")]
            #[serde(rename_all = $rule)]
            struct Ours {
                #[claim(if_present, equals = 0)]
                plain: Option<u8>,
                #[claim(if_present, equals = 0)]
                two_words: Option<u8>,
                #[claim(if_present, equals = 0)]
                _leading: Option<u8>,
                #[claim(if_present, equals = 0)]
                trailing_: Option<u8>,
                #[claim(if_present, equals = 0)]
                double__score: Option<u8>,
                #[claim(if_present, equals = 0)]
                with_2_digits: Option<u8>,
                #[claim(if_present, equals = 0)]
                r#type: Option<u8>,
                #[claim(if_present, equals = 0)]
                camelCase: Option<u8>,
                #[claim(if_present, equals = 0)]
                #[serde(rename = "kept_As-is")]
                kept: Option<u8>,
            }

            #[derive(Default, serde::Serialize)]
            #[serde(rename_all = $rule)]
            struct Serdes {
                plain: u8,
                two_words: u8,
                _leading: u8,
                trailing_: u8,
                double__score: u8,
                with_2_digits: u8,
                r#type: u8,
                camelCase: u8,
                #[serde(rename = "kept_As-is")]
                kept: u8,
            }

            /// Every claim breaks its rule: the violations tell our names.
            #[test]
            fn as_serde_names_them() {
                let names = serde_json::to_value(Serdes::default()).unwrap();
                let mut names: Vec<String> = names.as_object().unwrap().keys().cloned().collect();
                let wrong = names.iter().map(|name| (name.clone(), json!(1))).collect::<serde_json::Map<_, _>>();
                let mut ours: Vec<String> = refused::<Ours>(wrong.into())
                    .iter()
                    .map(|violation| violation.replace(": equals", ""))
                    .collect();
                names.sort();
                ours.sort();
                assert_eq!(ours, names);
            }
        }
    )*};
}
renamed! {
    lower, "lowercase";
    upper, "UPPERCASE";
    pascal, "PascalCase";
    camel, "camelCase";
    snake, "snake_case";
    screaming_snake, "SCREAMING_SNAKE_CASE";
    kebab, "kebab-case";
    screaming_kebab, "SCREAMING-KEBAB-CASE";
}

#[derive(Claims, Debug, PartialEq)]
#[claims(ttl = "5m")]
struct Named {
    #[claim(name = "sub")]
    user: String,
    #[claim(name = "https://example.com/tenant", non_empty)]
    tenant: String,
    #[serde(rename = "jti")]
    id: String,
}

#[test]
fn a_claim_has_the_name_that_was_given_to_it() {
    let named = Named { user: "alice".into(), tenant: "acme".into(), id: "1".into() };
    let payload = issued(&named);
    assert_eq!(
        (&payload["sub"], &payload["https://example.com/tenant"], &payload["jti"]),
        (&json!("alice"), &json!("acme"), &json!("1"))
    );
    assert_eq!(round_trip(&named), named);
    assert_eq!(
        refused::<Named>(json!({"sub": "alice", "jti": "1", "https://example.com/tenant": ""})),
        ["https://example.com/tenant: non_empty"]
    );
}

/// A registered claim under another field's name is the registered claim.
#[test]
fn a_renamed_field_is_the_registered_claim() {
    assert_eq!(
        refused::<Named>(json!({"sub": 7, "jti": "1", "https://example.com/tenant": "acme"})),
        ["sub: wrong_type"]
    );
}
