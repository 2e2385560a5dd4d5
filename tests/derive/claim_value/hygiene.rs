//! The derive where nothing is in scope.

/// Nothing is in scope, and the usual names are taken.
mod nothing_in_scope {
    #![no_implicit_prelude]
    #![allow(dead_code, non_camel_case_types, clippy::upper_case_acronyms)]

    struct Option;
    struct Result;
    struct str;
    struct bool;
    trait ClaimValue {}
    trait Implies {}

    #[derive(::jwt_claims::ClaimValue, ::std::clone::Clone, ::std::cmp::PartialEq)]
    #[claim_value(crate = "::jwt_claims", rename_all = "lowercase")]
    pub(super) enum Value {
        #[claim_value(implies(Some))]
        None,
        Some,
        Error,
        NAMES,
        #[claim_value(unknown)]
        Other(::std::string::String),
    }
}

/// serde's own derive wants `str` to be the language's.
mod claims_of_it {
    #![no_implicit_prelude]

    use super::nothing_in_scope::Value;

    #[derive(::jwt_claims::Claims)]
    #[claims(ttl = "5m")]
    pub(super) struct Holds {
        #[claim(at_least = Value::Some, any_of = [Value::None], none_of = [Value::Error])]
        pub(super) values: ::std::vec::Vec<Value>,
    }
}

#[test]
fn no_name_of_ours_is_taken_from_the_scope() {
    use super::*;
    let claims = claims_of_it::Holds { values: vec![nothing_in_scope::Value::None] };
    assert_eq!(round_trip(&claims).values[0].as_str(), "none");
}

/// A macro writes the enum.
macro_rules! roles {
    ($name:ident: $($variant:ident)*) => {
        #[derive(jwt_claims::ClaimValue, Debug, PartialEq)]
        #[claim_value(ascending)]
        enum $name { $($variant),*, Last }
    };
}
roles!(Made: First Second);

#[test]
fn a_macro_may_write_the_enum() {
    use jwt_claims::{ClaimValue as _, Implies as _};
    assert_eq!(Made::parse("Second"), Some(Made::Second));
    assert!(Made::Last.implies(&Made::First));
}
