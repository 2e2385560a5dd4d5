//! Which registered claims must be there: `required`, `optional`, `unchecked`,
//! with and without a field, and what the verifier adds.

use jwt_claims::{Claims, ContextFree, OwnedClaims, RegisteredClaim};
use serde_json::{Value, json};

use super::support::{NOW, codes, signed, verifier};

/// A good value and an ill-typed one.
fn values(claim: RegisteredClaim) -> (Value, Value) {
    use RegisteredClaim::{Exp, Iat, Nbf};
    match claim {
        Exp => (json!(NOW + 60), json!("soon")),
        Nbf | Iat => (json!(NOW - 60), json!("now")),
        _ => (json!("text"), json!(7)),
    }
}

/// What is said of a token with that one claim, beside `exp`.
fn said<C: OwnedClaims + ContextFree>(claim: RegisteredClaim, value: Option<Value>) -> Vec<String> {
    let mut claims = json!({"exp": NOW + 60});
    match value {
        Some(value) => claims[claim.name()] = value,
        None => drop(claims.as_object_mut().unwrap().remove(claim.name())),
    }
    match verifier().token(&signed(&claims.to_string())).verify::<C>() {
        Ok(_) => vec![],
        Err(error) => codes(&error),
    }
}

macro_rules! each_claim {
    ($($claim:ident, $variant:ident, $type:ty;)*) => {$(
        mod $claim {
            use super::*;

            const CLAIM: RegisteredClaim = RegisteredClaim::$variant;

            #[derive(Claims)]
            #[claims(required($claim))]
            struct Required {}

            #[derive(Claims)]
            #[claims(required($claim))]
            struct RequiredField {
                #[allow(dead_code)]
                $claim: Option<$type>,
            }

            #[derive(Claims)]
            #[claims(optional($claim))]
            struct Optional {}

            #[derive(Claims)]
            #[claims(optional($claim))]
            struct OptionalField {
                #[allow(dead_code)]
                $claim: Option<$type>,
            }

            #[derive(Claims)]
            #[claims(unchecked($claim))]
            struct Unchecked {}

            #[derive(Claims)]
            #[claims(unchecked($claim))]
            struct UncheckedField {
                #[serde(default, with = "anything")]
                $claim: Option<Value>,
            }

            /// Says something only of a present `aud`: none is declared here.
            fn good() -> Vec<String> {
                match CLAIM {
                    RegisteredClaim::Aud => vec!["aud: unexpected_audience".to_owned()],
                    _ => vec![],
                }
            }

            #[test]
            fn required() {
                let (value, ill_typed) = values(CLAIM);
                let name = CLAIM.name();
                assert_eq!(said::<Required>(CLAIM, Some(value.clone())), good());
                assert_eq!(said::<RequiredField>(CLAIM, Some(value)), good());
                assert_eq!(said::<Required>(CLAIM, None), [format!("{name}: missing")]);
                assert_eq!(said::<RequiredField>(CLAIM, None), [format!("{name}: missing")]);
                assert_eq!(said::<Required>(CLAIM, Some(json!(null))), [format!("{name}: null")]);
                assert_eq!(said::<RequiredField>(CLAIM, Some(json!(null))), [format!("{name}: null")]);
                assert_eq!(said::<Required>(CLAIM, Some(ill_typed.clone())), [format!("{name}: wrong_type")]);
                assert_eq!(said::<RequiredField>(CLAIM, Some(ill_typed)), [format!("{name}: wrong_type")]);
                assert!(Required::POLICY.requires(CLAIM));
            }

            #[test]
            fn optional() {
                let (value, ill_typed) = values(CLAIM);
                let name = CLAIM.name();
                assert_eq!(said::<Optional>(CLAIM, Some(value.clone())), good());
                assert_eq!(said::<OptionalField>(CLAIM, Some(value)), good());
                assert_eq!(said::<Optional>(CLAIM, None), Vec::<String>::new());
                assert_eq!(said::<OptionalField>(CLAIM, None), Vec::<String>::new());
                assert_eq!(said::<Optional>(CLAIM, Some(ill_typed.clone())), [format!("{name}: wrong_type")]);
                assert_eq!(said::<OptionalField>(CLAIM, Some(ill_typed)), [format!("{name}: wrong_type")]);
                assert_eq!(said::<OptionalField>(CLAIM, Some(json!(null))), [format!("{name}: null")]);
                assert!(!Optional::POLICY.requires(CLAIM));
            }

            #[test]
            fn unchecked() {
                let (value, ill_typed) = values(CLAIM);
                let bad_but_unchecked = match CLAIM {
                    RegisteredClaim::Exp => json!(1),
                    RegisteredClaim::Nbf | RegisteredClaim::Iat => json!(NOW + 10_000),
                    _ => json!("whoever"),
                };
                for value in [Some(value), Some(ill_typed), Some(json!(null)), Some(bad_but_unchecked), None] {
                    assert_eq!(said::<Unchecked>(CLAIM, value.clone()), Vec::<String>::new(), "{value:?}");
                    assert_eq!(said::<UncheckedField>(CLAIM, value.clone()), Vec::<String>::new(), "{value:?}");
                }
                let field = UncheckedField { $claim: None };
                assert!(field.$claim.is_none());
            }
        }
    )*};
}

/// Takes what an unchecked claim says, whatever it is: times and audiences too.
mod anything {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use serde_json::Value;

    pub(super) fn serialize<S: Serializer>(value: &Option<Value>, serializer: S) -> Result<S::Ok, S::Error> {
        value.serialize(serializer)
    }
    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
        Value::deserialize(deserializer).map(Some)
    }
}

each_claim! {
    iss, Iss, String;
    sub, Sub, String;
    aud, Aud, String;
    exp, Exp, i64;
    nbf, Nbf, i64;
    iat, Iat, i64;
    jti, Jti, String;
}

/// A type's own and a verifier's expectations each narrow the other.
#[test]
fn nothing_is_required_but_exp() {
    #[derive(Claims)]
    struct Plain {}
    for claim in RegisteredClaim::ALL {
        assert_eq!(Plain::POLICY.requires(claim), claim == RegisteredClaim::Exp, "{claim}");
    }
}

#[test]
fn what_is_declared_is_required() {
    #[derive(Claims)]
    #[claims(issuer = "https://auth.example.com", audience = "orders", max_age = "1h")]
    struct Declared {}
    use RegisteredClaim::{Aud, Exp, Iat, Iss};
    for claim in RegisteredClaim::ALL {
        assert_eq!(Declared::POLICY.requires(claim), [Iss, Aud, Exp, Iat].contains(&claim), "{claim}");
    }
}

/// `jti` has a default and a rule: the default must not meet the rule, and what
/// the token says must be looked at.
#[derive(Claims)]
#[serde(default)]
struct Identified {
    #[claim(len(max = 8))]
    jti: String,
}

impl Default for Identified {
    fn default() -> Self {
        Self { jti: "invented".to_owned() }
    }
}

#[test]
fn a_registered_claim_with_a_default_is_noted_where_a_rule_needs_it() {
    assert_eq!(said::<Identified>(RegisteredClaim::Jti, Some(json!("a"))), [""; 0]);
    assert_eq!(said::<Identified>(RegisteredClaim::Jti, Some(json!("much too long"))), ["jti: len"]);
    assert_eq!(said::<Identified>(RegisteredClaim::Jti, None), ["jti: missing"]);
}
