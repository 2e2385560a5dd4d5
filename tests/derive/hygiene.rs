//! The expansion names nothing that a user could have redefined.

/// What serde_derive itself survives: types and modules that shadow what nearly every expansion names.
mod shadowed {
    #![allow(dead_code, unused_macros)]

    use super::super::support::round_trip;

    pub(super) mod core {}
    pub(super) mod std {}
    pub(super) mod alloc {}
    pub(super) mod serde {}
    pub(super) mod jwt_claims {}

    type Result = ();
    type Option = ();
    type Box = ();
    struct Some;
    struct None;
    struct Ok;
    struct Err;
    struct Vec;
    struct String;
    struct PhantomData;
    struct Policy;
    struct Findings;
    trait Default {}
    trait Serialize {}
    trait Deserialize {}
    trait Claims {}
    trait PartialEq {}
    trait Iterator {}
    macro_rules! unreachable {
        () => {
            compile_error!("shadowed")
        };
    }
    macro_rules! matches {
        () => {
            compile_error!("shadowed")
        };
    }

    #[derive(::jwt_claims::Claims, Debug, Clone)]
    #[claims(issuer = "https://auth.example.com", ttl = "5m", check = all_is_well)]
    pub(super) struct Access {
        #[claim(any_of = ["editor"], none_of = ["guest"], all_of = ["editor"], len(min = 1))]
        roles: ::std::vec::Vec<::std::string::String>,
        #[claim(equals = 1, range(min = 1, max = 2))]
        level: u8,
        #[claim(one_of = ["a", "b"], starts_with = "a", if_present)]
        #[serde(default)]
        plan: ::std::option::Option<::std::string::String>,
        iat: ::std::option::Option<i64>,
        aud: ::std::option::Option<::std::string::String>,
    }

    #[derive(::jwt_claims::NestedClaims, Debug, Clone)]
    #[claims(either(a, b))]
    pub(super) struct Inner {
        #[claim(non_empty, path = "deep.a")]
        a: ::std::option::Option<::std::string::String>,
        #[claim(non_empty)]
        b: ::std::option::Option<::std::string::String>,
    }

    #[derive(::jwt_claims::Claims, Debug, Clone)]
    #[claims(ttl = "5m", either(roles, inner))]
    pub(super) struct Places {
        #[claim(any_of = ["editor"], path = "realm_access.roles")]
        roles: ::std::option::Option<::std::vec::Vec<::std::string::String>>,
        #[claim(nested)]
        inner: ::std::option::Option<Inner>,
    }

    #[test]
    fn objects_among_the_claims() {
        let inner = Inner { a: ::std::option::Option::Some("a".into()), b: ::std::option::Option::None };
        let places = Places { roles: ::std::option::Option::None, inner: ::std::option::Option::Some(inner) };
        assert!(round_trip(&places).inner.is_some());
    }

    fn all_is_well(_: &Access) -> ::std::primitive::bool {
        true
    }

    #[test]
    fn names_of_the_users_own() {
        let access = Access {
            roles: vec!["editor".to_owned()],
            level: 1,
            plan: ::std::option::Option::None,
            iat: ::std::option::Option::None,
            aud: ::std::option::Option::None,
        };
        assert_eq!(round_trip(&access).level, 1);
    }
}

/// Where nothing is in scope at all.
#[no_implicit_prelude]
mod bare {
    #[derive(::jwt_claims::Claims)]
    #[claims(issuer = "https://auth.example.com", audience = "a", ttl = "5m", check = Access::ok)]
    #[serde(default, rename_all = "camelCase")]
    pub(super) struct Access {
        #[claim(any_of = ["editor"], none_of = ["guest"], len(min = 1, max = 9))]
        pub(super) role_names: ::std::vec::Vec<::std::string::String>,
        #[claim(one_of = [1, 2], range(max = 2))]
        level: u8,
        #[claim(non_empty, if_present, check = is_text)]
        text: ::std::option::Option<::std::string::String>,
        nbf: ::std::option::Option<::std::time::SystemTime>,
    }

    impl ::std::default::Default for Access {
        fn default() -> Self {
            use ::std::{option::Option::None, string::ToString, vec};
            Self { role_names: vec!["editor".to_string()], level: 1, text: None, nbf: None }
        }
    }

    impl Access {
        fn ok(&self) -> bool {
            self.level > 0
        }
    }

    fn is_text(_: &str) -> bool {
        true
    }
}

#[test]
fn without_a_prelude() {
    assert_eq!(super::support::round_trip(&bare::Access::default()).role_names, ["editor"]);
}

/// The library under a path of the user's own.
mod reexport {
    pub(crate) mod deeper {
        pub(crate) use ::jwt_claims;
    }
}

mod through_a_reexport {
    use super::super::support::round_trip;

    #[derive(super::reexport::deeper::jwt_claims::Claims, Debug, PartialEq)]
    #[claims(crate = "crate::hygiene::reexport::deeper::jwt_claims", ttl = "5m")]
    struct Access {
        #[claim(any_of = ["editor"], if_present)]
        #[serde(default)]
        roles: Vec<String>,
        #[claim(range(min = 1))]
        level: u8,
        aud: Option<Vec<String>>,
        nbf: Option<u64>,
    }

    #[test]
    fn a_path_from_the_crates_root() {
        let access = Access { roles: vec!["editor".into()], level: 1, aud: None, nbf: None };
        assert_eq!(round_trip(&access), access);
    }
}

/// Fields with the names that an expansion likes to use.
mod field_names {
    use jwt_claims::Claims;

    use super::super::support::round_trip;

    #[derive(Claims, Debug, PartialEq)]
    #[claims(ttl = "5m")]
    struct Names {
        #[claim(range(min = 0))]
        value: u8,
        #[claim(range(min = 0))]
        seen: u8,
        #[claim(range(min = 0))]
        found: u8,
        #[claim(range(min = 0))]
        __value: u8,
        #[claim(range(min = 0))]
        __found: u8,
        deserializer: u8,
        serializer: u8,
        member: u8,
        name: u8,
        token: u8,
    }

    #[test]
    fn harmless() {
        let names = Names {
            value: 1,
            seen: 2,
            found: 3,
            __value: 4,
            __found: 5,
            deserializer: 6,
            serializer: 7,
            member: 8,
            name: 9,
            token: 10,
        };
        assert_eq!(round_trip(&names), names);
    }
}
