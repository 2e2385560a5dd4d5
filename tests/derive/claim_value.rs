//! Enums as claim values: their strings, what is unknown, and who implies whom.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};

use jwt_claims::{ClaimValue, Claims, Implies};
use serde_json::json;

use super::support::{accepted, issued, not_issued, refused, round_trip, verify, verify_raw};

#[derive(ClaimValue, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[claim_value(rename_all = "kebab-case", ascending)]
enum Role {
    Viewer,
    Editor,
    TenantAdmin,
    #[claim_value(rename = "root")]
    Superuser,
}

/// Strings of later versions are kept.
#[derive(ClaimValue, Clone, Debug, PartialEq, Eq, Hash)]
#[claim_value(rename_all = "lowercase")]
enum Permission {
    #[claim_value(implies(Write, Audit))]
    Owner,
    #[claim_value(implies(Read))]
    Write,
    Audit,
    Read,
    #[claim_value(unknown)]
    Other(String),
}

mod strings {
    use super::*;

    #[test]
    fn each_variant_is_its_string() {
        assert_eq!(Role::NAMES, ["viewer", "editor", "tenant-admin", "root"]);
        for (role, text) in [(Role::Viewer, "viewer"), (Role::TenantAdmin, "tenant-admin")] {
            assert_eq!(role.as_str(), text);
            assert_eq!(Role::parse(text), Some(role));
            assert_eq!(json!(role), json!(text));
            assert_eq!(serde_json::from_value::<Role>(json!(text)).unwrap(), role);
        }
        for other in ["Viewer", "VIEWER", " viewer", "viewer ", "", "superuser", "tenant_admin"] {
            assert_eq!(Role::parse(other), None, "{other}");
        }
    }

    /// Each rule of serde's, held against serde.
    macro_rules! as_serde_has_it {
        ($($module:ident = $rule:literal,)*) => {$(
            mod $module {
                #[derive(jwt_claims::ClaimValue)]
                #[claim_value(rename_all = $rule)]
                enum Ours { A, TwoWords, HTTPServer, With1Digit, lower, Snake_Case, r#Type, Été }

                #[derive(serde::Serialize, serde::Deserialize)]
                #[serde(rename_all = $rule)]
                enum Serdes { A, TwoWords, HTTPServer, With1Digit, lower, Snake_Case, r#Type, Été }

                #[test]
                fn the_same_strings() {
                    let pairs = [
                        (Ours::A, Serdes::A), (Ours::TwoWords, Serdes::TwoWords),
                        (Ours::HTTPServer, Serdes::HTTPServer), (Ours::With1Digit, Serdes::With1Digit),
                        (Ours::lower, Serdes::lower), (Ours::Snake_Case, Serdes::Snake_Case),
                        (Ours::Type, Serdes::Type),
                    ];
                    for (ours, serdes) in pairs {
                        assert_eq!(serde_json::json!(ours), serde_json::json!(serdes));
                    }
                }
            }
        )*};
    }

    #[allow(non_camel_case_types, dead_code)]
    mod rename_all {
        as_serde_has_it! {
            lowercase = "lowercase",
            uppercase = "UPPERCASE",
            pascal = "PascalCase",
            snake = "snake_case",
            screaming = "SCREAMING_SNAKE_CASE",
            kebab = "kebab-case",
            screaming_kebab = "SCREAMING-KEBAB-CASE",
        }
    }

    #[allow(non_camel_case_types)]
    #[derive(ClaimValue, Debug, PartialEq)]
    #[claim_value(rename_all = "camelCase")]
    enum Camel {
        TwoWords,
        HTTPServer,
        lower,
        #[claim_value(rename = "ÜBER alles \"x\"\n")]
        Strange,
    }

    #[test]
    fn camel_case_and_strings_of_any_kind() {
        assert_eq!(Camel::NAMES, ["twoWords", "hTTPServer", "lower", "ÜBER alles \"x\"\n"]);
        assert_eq!(Camel::HTTPServer.as_str(), "hTTPServer");
        let back: Camel = serde_json::from_str(&json!(Camel::Strange).to_string()).unwrap();
        assert_eq!(back, Camel::Strange);
        assert_eq!(
            (Camel::parse("twoWords"), Camel::parse("lower")),
            (Some(Camel::TwoWords), Some(Camel::lower))
        );
    }

    #[test]
    fn they_are_keys_of_maps_too() {
        let limits: HashMap<Role, u8> = serde_json::from_str(r#"{"viewer": 1, "root": 2}"#).unwrap();
        assert_eq!(limits[&Role::Superuser], 2);
        assert_eq!(json!(HashMap::from([(Role::TenantAdmin, 3)])), json!({"tenant-admin": 3}));
        assert!(serde_json::from_str::<HashMap<Role, u8>>(r#"{"nobody": 1}"#).is_err());
    }

    #[derive(Claims)]
    #[claims(ttl = "5m")]
    struct Single {
        role: Role,
    }

    #[test]
    fn escaped_or_not_it_is_the_same_string() {
        for written in [r#""editor""#, r#""\u0065ditor""#, r#""\u0065\u0064\u0069tor""#] {
            let payload = format!(r#"{{"exp": 1800000060, "role": {written}}}"#);
            assert_eq!(verify_raw::<Single>(&payload).unwrap().role, Role::Editor, "{written}");
        }
    }

    #[test]
    fn look_alikes_are_other_strings() {
        // a Cyrillic "о", a fullwidth "e", combining and zero-width marks, and NUL
        for text in ["edit\u{43e}r", "\u{ff45}ditor", "editor\u{301}", "edi\u{200b}tor", "editor\0", "Editor"]
        {
            assert_eq!(refused::<Single>(json!({ "role": text })), ["role: wrong_type"], "{text:?}");
        }
    }

    #[test]
    fn what_is_no_string_is_refused() {
        for value in [json!(1), json!(true), json!(["editor"]), json!({"editor": null}), json!({})] {
            assert_eq!(refused::<Single>(json!({ "role": value })), ["role: wrong_type"], "{value}");
        }
        assert_eq!(refused::<Single>(json!({ "role": null })), ["role: null"]);
        assert_eq!(refused::<Single>(json!({})), ["role: missing"]);
    }

    #[derive(Claims, Debug, PartialEq)]
    #[claims(ttl = "5m")]
    struct Named {
        sub: Role,
    }

    #[test]
    fn a_registered_claim_may_be_one() {
        assert_eq!(round_trip(&Named { sub: Role::Viewer }), Named { sub: Role::Viewer });
        assert_eq!(refused::<Named>(json!({"sub": "nobody"})), ["sub: wrong_type"]);
    }
}

mod unknown {
    use super::*;

    #[derive(Claims)]
    #[claims(ttl = "5m")]
    struct Strict {
        #[claim(any_of = [Role::Viewer])]
        roles: Vec<Role>,
    }

    #[test]
    fn unknown_strings_are_refused_by_default_and_not_repeated() {
        let claims = json!({"roles": ["viewer", "s3cret, expected x"]});
        let error = verify::<Strict>(claims).err().unwrap();
        assert_eq!(
            error.to_string(),
            r#"claims refused: `roles[1]`: expected one of "viewer", "editor", "tenant-admin", "root", found a string of length 18"#
        );
        assert!(!error.is_insufficient());
        for text in [format!("{error:?}"), error.client_message().to_string()] {
            assert!(!text.contains("s3cret"), "{text}");
        }
        let error = serde_json::from_value::<Role>(json!("s3cret")).unwrap_err().to_string();
        assert!(!error.contains("s3cret"), "{error}");
    }

    #[derive(Claims, Debug, PartialEq)]
    #[claims(ttl = "5m")]
    struct Lenient {
        permissions: Vec<Permission>,
    }

    #[test]
    fn what_is_kept_is_written_back_as_it_was() {
        let texts = ["read", "délete \"all\"\n", "", "READ", "other", "Other"];
        let claims = accepted::<Lenient>(json!({ "permissions": texts }));
        assert_eq!(claims.permissions[0], Permission::Read);
        assert!(claims.permissions[1..].iter().all(|kept| !kept.is_known()));
        assert_eq!(issued(&claims)["permissions"], json!(texts));
        assert_eq!(round_trip(&claims), claims);
        assert_eq!(refused::<Lenient>(json!({"permissions": [1]})), ["permissions[0]: wrong_type"]);
    }

    #[test]
    fn nobody_rises_by_being_written_as_unknown() {
        let claims = Lenient { permissions: vec![Permission::Other("owner".into())] };
        assert_eq!(not_issued(&claims), ["permissions: not_written"]);
        assert!(serde_json::to_string(&Permission::Other("owner".into())).is_err());
    }

    /// A constant is the only way to name an unknown value in a rule.
    #[derive(ClaimValue, Clone, Debug, PartialEq)]
    #[claim_value(rename_all = "lowercase", ascending)]
    enum Tier {
        Free,
        Paid,
        #[claim_value(unknown)]
        Other(Cow<'static, str>),
    }

    const GOLD: Tier = Tier::Other(Cow::Borrowed("gold"));

    /// Its own comparison cannot let it in either.
    impl PartialEq<&str> for Tier {
        fn eq(&self, text: &&str) -> bool {
            self.as_str() == *text
        }
    }

    macro_rules! tiers {
        ($($name:ident: $field:ident: $type:ty, $rule:meta;)*) => {$(
            #[derive(Claims)]
            #[claims(verify_only)]
            #[allow(dead_code)]
            struct $name { #[claim($rule)] $field: $type }
        )*};
    }
    tiers! {
        AnyOf: tiers: Vec<Tier>, any_of = [Tier::Free, GOLD];
        AnyText: tiers: Vec<Tier>, any_of = ["gold"];
        AllOf: tiers: Vec<Tier>, all_of = [GOLD];
        NoneOf: tiers: Vec<Tier>, none_of = [Tier::Free, GOLD];
        OneOf: tier: Tier, one_of = [GOLD, Tier::Paid];
        Equals: tier: Option<Tier>, equals = GOLD;
        EqualsText: tier: Tier, equals = "gold";
        AtLeastIt: tier: Tier, at_least = GOLD;
        AtLeast: tiers: Vec<Tier>, at_least = Tier::Free;
    }

    #[test]
    fn it_meets_no_rule() {
        let (tiers, tier) = (json!({"tiers": ["gold"]}), json!({"tier": "gold"}));
        assert_eq!(refused::<AnyOf>(tiers.clone()), ["tiers: any_of"]);
        assert_eq!(refused::<AnyText>(tiers.clone()), ["tiers: any_of"]);
        assert_eq!(refused::<AllOf>(tiers.clone()), ["tiers: all_of"]);
        assert_eq!(refused::<OneOf>(tier.clone()), ["tier: one_of"]);
        assert_eq!(refused::<Equals>(tier.clone()), ["tier: equals"]);
        assert_eq!(refused::<EqualsText>(tier.clone()), ["tier: equals"]);
        assert_eq!(refused::<AtLeastIt>(tier.clone()), ["tier: at_least"]);
        assert_eq!(refused::<AtLeast>(tiers), ["tiers: at_least"]);
        assert_eq!(refused::<AtLeastIt>(json!({"tier": "paid"})), ["tier: at_least"]);
    }

    #[test]
    fn known_ones_beside_it_do() {
        let tiers = json!({"tiers": ["gold", "free"]});
        assert!(verify::<AnyOf>(tiers.clone()).is_ok());
        assert!(verify::<AtLeast>(tiers.clone()).is_ok());
        assert_eq!(refused::<NoneOf>(tiers), ["tiers: none_of"]);
    }

    #[test]
    fn it_is_none_of_the_forbidden_ones() {
        assert!(verify::<NoneOf>(json!({"tiers": ["gold", "paid"]})).is_ok());
    }

    #[test]
    fn it_is_kept_in_any_text() {
        use std::{rc::Rc, sync::Arc};
        macro_rules! kept {
            ($($type:ty),*) => {$({
                #[derive(ClaimValue)]
                #[allow(dead_code)]
                enum Value { Known, #[claim_value(unknown)] Other($type) }
                let value = Value::parse("new").expect("kept");
                assert_eq!((value.as_str(), value.is_known()), ("new", false));
            })*};
        }
        kept!(String, Box<str>, Rc<str>, Arc<str>, Cow<'static, str>);
    }
}

mod hierarchy {
    use super::*;

    #[test]
    fn ascending_and_descending() {
        #[derive(ClaimValue, Clone, Copy, PartialEq)]
        #[claim_value(descending)]
        enum TopDown {
            Admin,
            Editor,
            Viewer,
        }
        let ascending = [Role::Viewer, Role::Editor, Role::TenantAdmin, Role::Superuser];
        for (high, role) in ascending.iter().enumerate() {
            for (low, wanted) in ascending.iter().enumerate() {
                assert_eq!(role.implies(wanted), high >= low, "{role:?} {wanted:?}");
            }
        }
        assert!(TopDown::Admin.implies(&TopDown::Viewer) && TopDown::Editor.implies(&TopDown::Editor));
        assert!(!TopDown::Viewer.implies(&TopDown::Editor) && !TopDown::Editor.implies(&TopDown::Admin));
    }

    #[test]
    fn a_graph_is_transitive_and_no_more() {
        use Permission::{Audit, Other, Owner, Read, Write};
        let implied =
            [(Owner, "Owner Write Audit Read"), (Write, "Write Read"), (Audit, "Audit"), (Read, "Read")];
        for (permission, expected) in implied {
            let all = [Owner, Write, Audit, Read];
            let found: Vec<_> = all.iter().filter(|wanted| permission.implies(wanted)).collect();
            let found: Vec<_> = found.iter().map(|wanted| format!("{wanted:?}")).collect();
            assert_eq!(found.join(" "), expected);
        }
        let unknown = Other("read".into());
        assert!(!unknown.implies(&Read) && !Owner.implies(&unknown) && !unknown.implies(&unknown));
    }

    #[test]
    fn a_diamond_is_no_cycle() {
        #[derive(ClaimValue)]
        enum Diamond {
            #[claim_value(implies(Left, Right))]
            Top,
            #[claim_value(implies(Bottom))]
            Left,
            #[claim_value(implies(Bottom))]
            Right,
            Bottom,
        }
        assert!(Diamond::Top.implies(&Diamond::Bottom) && !Diamond::Left.implies(&Diamond::Right));
        assert!(!Diamond::Bottom.implies(&Diamond::Top) && Diamond::Right.implies(&Diamond::Bottom));
    }
}

mod at_least {
    use super::*;

    #[derive(Claims, Debug, PartialEq)]
    #[claims(ttl = "5m")]
    struct Editing {
        #[claim(at_least = Role::Editor)]
        role: Role,
    }

    #[test]
    fn a_single_value() {
        for role in ["editor", "tenant-admin", "root"] {
            assert!(verify::<Editing>(json!({ "role": role })).is_ok(), "{role}");
        }
        let error = verify::<Editing>(json!({"role": "viewer"})).err().unwrap();
        assert!(error.is_insufficient());
        assert_eq!(error.violations()[0].code(), "at_least");
        assert_eq!(
            error.to_string(),
            "claims refused: `role`: expected at least Role::Editor, found a value that does not imply it"
        );
        assert_eq!(refused::<Editing>(json!({})), ["role: missing"]);
    }

    #[test]
    fn issuing_is_held_to_it() {
        let claims = Editing { role: Role::TenantAdmin };
        assert_eq!(round_trip(&claims), claims);
        assert_eq!(issued(&claims)["role"], "tenant-admin");
        assert_eq!(not_issued(&Editing { role: Role::Viewer }), ["role: at_least"]);
    }

    #[derive(Claims)]
    #[claims(verify_only)]
    #[allow(dead_code)]
    struct Options {
        #[claim(at_least = Role::Editor)]
        role: Option<Role>,
        #[claim(if_present, at_least = Role::Editor)]
        second: Option<Role>,
        #[claim(if_present, at_least = Role::Editor)]
        third: Option<Vec<Role>>,
    }

    #[test]
    fn options_are_required_unless_if_present() {
        assert!(verify::<Options>(json!({"role": "editor"})).is_ok());
        assert_eq!(refused::<Options>(json!({})), ["role: missing"]);
        let low = json!({"role": "viewer", "second": "viewer", "third": ["viewer"]});
        assert_eq!(refused::<Options>(low), ["role: at_least", "second: at_least", "third: at_least"]);
    }

    macro_rules! collections {
        ($($module:ident: $type:ty;)*) => {$(
            mod $module {
                use super::*;

                #[derive(Claims)]
                #[claims(verify_only)]
                #[allow(dead_code)]
                struct Roles {
                    #[claim(at_least = Role::TenantAdmin)]
                    roles: $type,
                }

                #[test]
                fn any_member_will_do() {
                    assert!(verify::<Roles>(json!({"roles": ["viewer", "root"]})).is_ok());
                    assert_eq!(refused::<Roles>(json!({"roles": ["viewer", "editor"]})), ["roles: at_least"]);
                }
            }
        )*};
    }
    collections! {
        a_vec: Vec<Role>;
        an_array: [Role; 2];
        a_deque: VecDeque<Role>;
        an_ordered_set: BTreeSet<Role>;
        a_hashed_set: HashSet<Role>;
        a_box: Box<[Role]>;
        a_cow: Cow<'static, [Role]>;
    }

    #[derive(Claims)]
    #[claims(verify_only)]
    #[allow(dead_code)]
    struct Writing {
        #[claim(at_least = Permission::Read, none_of = [Permission::Owner])]
        permissions: Vec<Permission>,
    }

    #[test]
    fn found_is_counted_and_not_quoted() {
        assert!(verify::<Writing>(json!({"permissions": ["s3cret", "write"]})).is_ok());
        assert_eq!(refused::<Writing>(json!({"permissions": ["owner"]})), ["permissions: none_of"]);
        assert_eq!(refused::<Writing>(json!({"permissions": []})), ["permissions: at_least"]);
        let error = verify::<Writing>(json!({"permissions": ["audit", "s3cret"]})).err().unwrap();
        let expected =
            "`permissions`: expected at least Permission::Read, found 2 members, none that implies it";
        assert_eq!(error.to_string(), format!("claims refused: {expected}"));
    }

    /// A hierarchy can be written by hand.
    #[derive(Debug, serde::Deserialize, PartialEq)]
    struct Level(u8);

    impl Implies for Level {
        fn implies(&self, wanted: &Self) -> bool {
            self.0 >= wanted.0
        }
    }

    const SECOND: Level = Level(2);

    #[derive(Claims)]
    #[claims(verify_only)]
    #[allow(dead_code)]
    struct Leveled {
        #[claim(at_least = SECOND)]
        level: Level,
    }

    #[test]
    fn a_hierarchy_by_hand() {
        assert!(verify::<Leveled>(json!({"level": 3})).is_ok());
        assert_eq!(refused::<Leveled>(json!({"level": 1})), ["level: at_least"]);
    }

    #[test]
    fn a_hundred_thousand_roles_are_looked_at_once_each() {
        use std::sync::atomic::{AtomicUsize, Ordering};
        static COMPARED: AtomicUsize = AtomicUsize::new(0);
        const COUNT: usize = 100_000;

        #[derive(Debug, serde::Deserialize)]
        struct Counted(#[allow(dead_code)] Role);
        impl Implies for Counted {
            fn implies(&self, _: &Self) -> bool {
                COMPARED.fetch_add(1, Ordering::Relaxed);
                false
            }
        }
        const WANTED: Counted = Counted(Role::Editor);

        #[derive(Claims)]
        #[claims(verify_only)]
        #[allow(dead_code)]
        struct Many {
            #[claim(at_least = WANTED)]
            roles: Vec<Counted>,
        }
        let payload = json!({"exp": 1_800_000_060, "roles": vec!["viewer"; COUNT]}).to_string();
        let verifier = super::super::support::verifier().with_max_token_bytes(2 << 20);
        let token = super::super::support::signed(&payload);
        let error = verifier.token(&token).verify::<Many>().err().unwrap();
        assert_eq!(error.violations()[0].code(), "at_least");
        assert_eq!(COMPARED.load(Ordering::Relaxed), COUNT);
    }
}

mod hygiene {
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
}
