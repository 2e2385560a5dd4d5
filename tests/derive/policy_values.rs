//! A policy holds what a token would have to say, whatever names the value.

use std::marker::PhantomData;

use jwt_claims::testing::policy_matches;
use jwt_claims::{ClaimValue, Claims, NestedClaims, Policy, rules};
use serde_json::json;

use super::support::{refused, verify};

/// The values of the rule on a claim, as the policy's text and its JSON have them.
fn both(policy: &'static Policy, claim: &str) -> (String, Vec<String>) {
    let text = policy.to_string();
    let line = text.lines().find_map(|line| line.trim_start().strip_prefix(&format!("{claim}: ")));
    let json = serde_json::to_value(policy).unwrap();
    let rule = json["rules"].as_array().unwrap().iter().find(|rule| rule["claim"] == claim).unwrap();
    let values = rule["values"].as_array().unwrap().iter().map(|value| value.as_str().unwrap().to_owned());
    (line.unwrap().to_owned(), values.collect())
}

pub(crate) const TEXT: &str = "acme";
static STATIC_TEXT: &str = "acme";
const NUMBER: u64 = 0x10;
static STATIC_NUMBER: u64 = 16;
const SIZE: usize = 4;
static STATIC_SIZE: usize = 4;

#[derive(Debug)]
pub(crate) struct Named;

impl Named {
    const TEXT: &str = "acme";
    const NUMBER: u64 = 16;
    const SIZE: usize = 4;
    const ROLE: Role = Role::Editor;
}

#[derive(ClaimValue, Debug, Clone, PartialEq)]
#[claim_value(rename_all = "kebab-case", ascending)]
pub(crate) enum Role {
    Viewer,
    #[claim_value(rename = "acme")]
    Editor,
    TenantAdmin,
}

const ROLE: Role = Role::Editor;
static STATIC_ROLE: Role = Role::Editor;

/// A type for each form of a value; all of them have the same policy.
macro_rules! same {
    ($test:ident: $type:ty, $wire:literal, [$(($($rule:tt)*))+]) => {
        #[test]
        fn $test() {
            let policies = [$({
                #[derive(Claims)]
                #[allow(dead_code)]
                struct Form {
                    #[claim($($rule)*)]
                    claim: $type,
                }
                Form::POLICY
            }),+];
            for policy in policies {
                let (text, json) = both(policy, "claim");
                assert_eq!(text.split_once(' ').unwrap().1, $wire);
                assert_eq!(json.join(", "), $wire);
                assert_eq!(policy.to_string(), policies[0].to_string());
                assert_eq!(policy, policies[0]);
                assert_eq!(format!("{policy:?}"), format!("{:?}", policies[0]));
            }
        }
    };
}

macro_rules! texts {
    ($($rule:ident: $type:ty;)*) => {$(
        same!($rule: $type, "\"acme\"", [
            ($rule = "acme") ($rule = r"acme") ($rule = TEXT) ($rule = self::TEXT) ($rule = STATIC_TEXT)
            ($rule = Named::TEXT) ($rule = Named::IN_TRAIT)
            ($rule = crate::policy_values::TEXT)
        ]);
    )*};
}
mod texts {
    use super::*;

    texts! {
        any_of: Vec<String>;
        all_of: Vec<String>;
        none_of: Vec<String>;
        one_of: String;
        equals: String;
        not_equals: String;
        starts_with: String;
        ends_with: String;
    }
}

macro_rules! variants {
    ($($rule:ident: $type:ty;)*) => {$(
        same!($rule: $type, "\"acme\"", [
            ($rule = Role::Editor) ($rule = ROLE) ($rule = STATIC_ROLE) ($rule = Named::ROLE)
        ]);
    )*};
}
mod variants {
    use super::*;

    variants! {
        any_of: Vec<Role>;
        all_of: Vec<Role>;
        none_of: Vec<Role>;
        one_of: Role;
        equals: Role;
        not_equals: Role;
    }
}

macro_rules! levels {
    ($($form:path)*) => {
        [$({
            #[derive(Claims)]
            #[allow(dead_code)]
            struct Form {
                #[claim(at_least = $form)]
                claim: Vec<Role>,
            }
            Form::POLICY
        }),*]
    };
}

/// Who stands above the level passes too, and shows.
#[test]
fn at_least() {
    let policies = levels!(Role::Editor ROLE STATIC_ROLE Named::ROLE);
    for policy in policies {
        let (text, json) = both(policy, "claim");
        assert_eq!(text, "at_least \"acme\" (or \"tenant-admin\")");
        assert_eq!(json, ["\"acme\"", "\"tenant-admin\""]);
        assert_eq!(policy, policies[0]);
    }
    let [highest, lowest] = levels!(Role::TenantAdmin Role::Viewer);
    assert_eq!(both(highest, "claim").0, "at_least \"tenant-admin\"");
    assert_eq!(both(lowest, "claim").0, "at_least \"viewer\" (or \"acme\", \"tenant-admin\")");
}

mod lists {
    use super::*;

    const TEXTS: &[&str] = &["acme", "other"];
    const ARRAY: [&str; 2] = ["acme", "other"];
    const OF_ARRAY: &[&str; 2] = &["acme", "other"];
    static STATIC_TEXTS: &[&str] = &["acme", "other"];
    static STATIC_ARRAY: [&str; 2] = ["acme", "other"];

    impl Named {
        const TEXTS: &'static [&'static str] = TEXTS;
    }

    macro_rules! texts {
        ($($rule:ident: $type:ty;)*) => {$(
            same!($rule: $type, "\"acme\", \"other\"", [
                ($rule = ["acme", "other"]) ($rule = TEXTS) ($rule = ARRAY) ($rule = OF_ARRAY)
                ($rule = STATIC_TEXTS) ($rule = STATIC_ARRAY) ($rule = Named::TEXTS)
            ]);
        )*};
    }
    texts! {
        any_of: Vec<String>;
        all_of: jwt_claims::Scopes;
        none_of: Vec<String>;
        one_of: String;
    }

    static ROLES: &[Role] = &[Role::Viewer, Role::TenantAdmin];
    same!(roles: Vec<Role>, "\"viewer\", \"tenant-admin\"", [
        (any_of = [Role::Viewer, Role::TenantAdmin]) (any_of = ROLES)
    ]);
    const NUMBERS: [u8; 2] = [1, 2];
    same!(numbers: u8, "1, 2", [(one_of = [1, 2]) (one_of = NUMBERS)]);

    #[derive(Claims)]
    #[claims(verify_only)]
    #[allow(dead_code)]
    struct Session {
        #[claim(any_of = TEXTS)]
        any: Vec<String>,
        #[claim(all_of = STATIC_ARRAY)]
        all: Vec<String>,
        #[claim(none_of = ROLES)]
        none: Vec<Role>,
        #[claim(one_of = NUMBERS)]
        one: Option<u8>,
    }

    #[test]
    fn are_compared_with_value_by_value() {
        let good = json!({"any": ["x", "other"], "all": ["other", "x", "acme"], "none": ["acme"], "one": 2});
        assert!(verify::<Session>(good).is_ok());
        let bad = json!({"any": ["x"], "all": ["acme"], "none": ["acme", "viewer"], "one": 3});
        assert_eq!(refused::<Session>(bad), ["any: any_of", "all: all_of", "none: none_of", "one: one_of"]);
        let error = verify::<Session>(json!({"any": [], "all": [], "none": [], "one": 1})).err().unwrap();
        assert_eq!(error.violations()[0].expected(), "any of \"acme\", \"other\"");
    }
}

macro_rules! numbers {
    ($($rule:ident: $type:ty;)*) => {$(
        same!($rule: $type, "16", [
            ($rule = 16) ($rule = 0x10) ($rule = 1_6) ($rule = NUMBER) ($rule = STATIC_NUMBER)
            ($rule = Named::NUMBER)
        ]);
    )*};
}
mod numbers {
    use super::*;

    numbers! {
        any_of: Vec<u64>;
        all_of: Vec<u64>;
        none_of: Vec<u64>;
        one_of: u64;
        equals: u64;
    }

    same!(range: u64, "min = 16, max = 16", [
        (range = 16) (range = NUMBER) (range(min = STATIC_NUMBER, max = Named::NUMBER))
        (range(max = 16, min = NUMBER))
    ]);
    same!(len: String, "min = 4, max = 4", [
        (len = 4) (len = SIZE) (len(min = STATIC_SIZE, max = Named::SIZE)) (len(min = SIZE, max = 4))
    ]);
    same!(negative: i64, "-16", [(equals = -16) (equals = NEGATIVE)]);
    same!(float: f64, "max = 0.5", [(range(max = 0.50)) (range(max = 5e-1)) (range(max = HALF))]);
    same!(largest: u64, "max = 255", [(range(max = 255)) (range(max = LARGEST))]);
}

const NEGATIVE: i64 = -16;
const HALF: f64 = 0.5;
const LARGEST: u64 = u8::MAX as u64;
const TRUTH: bool = true;
const LETTER: char = 'a';
const ODD: &str = "a\"b\\c\n\u{7}é";

same!(truth: bool, "true", [(equals = true) (equals = TRUTH)]);
same!(letter: char, "\"a\"", [(equals = 'a') (equals = LETTER)]);
same!(odd: String, "\"a\\\"b\\\\c\\n\\u0007é\"", [(equals = "a\"b\\c\n\u{7}é") (equals = ODD)]);
same!(list: Vec<String>, "\"acme\", \"other\"", [(any_of = ["acme", "other"]) (any_of = [TEXT, "other"])]);

/// A constant that depends on the type around it.
pub(crate) trait HasText {
    const IN_TRAIT: &'static str;
}

impl HasText for Named {
    const IN_TRAIT: &'static str = "acme";
}

struct Other;

impl HasText for Other {
    const IN_TRAIT: &'static str = "other";
}

#[derive(Claims, Debug)]
#[allow(dead_code)]
struct Generic<T: HasText, const N: usize> {
    #[claim(equals = T::IN_TRAIT, len(max = N))]
    tenant: String,
    #[claim(one_of = [Self::OWN, "x"])]
    own: String,
    #[serde(skip)]
    of: PhantomData<T>,
}

impl<T: HasText, const N: usize> Generic<T, N> {
    const OWN: &'static str = T::IN_TRAIT;
}

#[test]
fn constants_of_a_parameter_are_those_of_the_type_that_is_meant() {
    let (acme, other) = (Generic::<Named, 4>::POLICY, Generic::<Other, 8>::POLICY);
    assert!(
        acme.to_string()
            .ends_with("  tenant: equals \"acme\"\n  tenant: len max = 4\n  own: one_of \"acme\", \"x\"\n"),
        "{acme}"
    );
    assert!(
        other
            .to_string()
            .ends_with("  tenant: equals \"other\"\n  tenant: len max = 8\n  own: one_of \"other\", \"x\"\n"),
        "{other}"
    );
    assert_ne!(acme, other);
}

/// What shows nothing of itself to serde, or nothing at all.
#[derive(serde::Deserialize, PartialEq, Debug)]
enum Shown {
    A,
}

#[derive(serde::Deserialize, PartialEq)]
enum Hidden {
    A,
}

const SHOWN: Shown = Shown::A;

#[derive(Claims)]
#[claims(verify_only)]
#[allow(dead_code)]
struct Odd {
    #[claim(equals = SHOWN)]
    shown: Shown,
    #[claim(equals = Hidden::A)]
    hidden: Hidden,
    #[claim(range(max = f64::INFINITY))]
    endless: f64,
}

#[test]
fn what_cannot_be_written_is_spelled_and_marked() {
    let text = Odd::POLICY.to_string();
    for line in
        ["shown: equals `SHOWN` (A)", "hidden: equals `Hidden::A`", "endless: range max = `f64::INFINITY`"]
    {
        assert!(text.contains(&format!("  {line}\n")), "{text}");
    }
}

rules! {
    pub(crate) OfTenant { tenant(equals = crate::policy_values::TEXT) }
}

#[derive(NestedClaims)]
#[allow(dead_code)]
struct Inner {
    #[claim(equals = TEXT)]
    name: String,
}

#[derive(Claims)]
#[claims(rules = OfTenant, either(first, second), typ = TEXT, issuer = [TEXT], audience = TEXT)]
#[allow(dead_code)]
struct Everywhere {
    tenant: String,
    #[claim(nested)]
    inner: Vec<Inner>,
    #[claim(equals = TEXT)]
    first: Option<String>,
    #[claim(one_of = [Self::OWN])]
    second: Option<String>,
    #[claim(when(Self::holds, starts_with = TEXT))]
    conditional: Option<String>,
}

impl Everywhere {
    const OWN: &'static str = TEXT;

    fn holds(&self) -> bool {
        true
    }
}

#[derive(Claims)]
#[claims(rules(tenant(starts_with = Self::OWN)))]
struct Extended(Everywhere);

impl Extended {
    const OWN: &'static str = TEXT;
}

#[test]
fn wherever_a_rule_stands() {
    let text = Extended::POLICY.to_string();
    for line in [
        "typ: \"acme\"",
        "iss: required, one of \"acme\"",
        "aud: required, one of \"acme\"",
        "inner[*].name: equals \"acme\"",
        "(whole): either `first` equals \"acme\" or `second` one_of \"acme\"",
        "conditional: starts_with \"acme\" (when Self::holds)",
        "tenant: equals \"acme\" (of OfTenant)",
        "tenant: starts_with \"acme\"",
    ] {
        assert!(text.contains(&format!("  {line}\n")), "{line}\n{text}");
    }
    assert!(!text.contains("TEXT") && !text.contains("OWN"), "{text}");
    assert!(!serde_json::to_string(Extended::POLICY).unwrap().contains("TEXT"));
    // those of the base first, then those added
    let tenant: Vec<_> = text.lines().filter(|line| line.starts_with("  tenant")).collect();
    assert_eq!(tenant, ["  tenant: equals \"acme\" (of OfTenant)", "  tenant: starts_with \"acme\""]);
}

static ISSUER: &str = "https://a.example";
static AUDIENCE: &str = "orders";
static TYP: &str = "at+jwt";
static OTHERS: [&str; 1] = ["https://c.example"];

mod settings {
    pub(super) static ISSUER: &str = "https://b.example";
}

struct Settings;

impl Settings {
    const ISSUER: &'static str = OTHERS[0];
}

#[derive(Claims)]
#[claims(issuer = ISSUER, audience = AUDIENCE, typ = TYP)]
struct OfStatics {}

#[derive(Claims)]
#[claims(issuer = [ISSUER, settings::ISSUER, "https://d.example"], audience = [TEXT, AUDIENCE])]
struct OfManyStatics {}

#[derive(Claims)]
#[claims(issuer = Settings::ISSUER, audience = [AUDIENCE])]
struct OfAssociated {}

#[derive(Claims)]
#[claims(issuer = settings::ISSUER, audience = AUDIENCE)]
#[allow(dead_code)]
struct Narrowed(OfManyStatics);

#[test]
fn statics_are_values() {
    let policy = OfStatics::POLICY;
    assert_eq!((policy.issuers(), policy.audiences()), (&["https://a.example"][..], &["orders"][..]));
    assert!(policy.to_string().contains("  typ: \"at+jwt\"\n"));
    let many = ["https://a.example", "https://b.example", "https://d.example"];
    assert_eq!(OfManyStatics::POLICY.issuers(), many);
    assert_eq!(OfManyStatics::POLICY.audiences(), ["acme", "orders"]);
    assert_eq!(OfAssociated::POLICY.issuers(), ["https://c.example"]);
    assert_eq!(Narrowed::POLICY.issuers(), ["https://b.example"]);
}

/// The same declaration over two values of one constant.
macro_rules! declared_over {
    ($module:ident, $admin:literal) => {
        mod $module {
            pub(super) const ADMIN: &str = $admin;

            #[derive(jwt_claims::Claims, Debug)]
            #[allow(dead_code)]
            pub(super) struct Session {
                #[claim(any_of = [ADMIN])]
                pub(super) roles: Vec<String>,
            }
        }
    };
}
declared_over!(before, "admin");
declared_over!(after, "root");

#[test]
fn another_value_of_a_constant_is_another_policy() {
    let (before, after) = (before::Session::POLICY, after::Session::POLICY);
    assert_ne!(before, after);
    let file = std::env::temp_dir().join(format!("policy-{}.policy", std::process::id()));
    std::fs::write(&file, before.to_string()).unwrap();
    assert!(policy_matches(before, &file).is_ok());
    let mismatch = policy_matches(after, &file).unwrap_err().to_string();
    std::fs::remove_file(&file).unwrap();
    assert!(mismatch.contains("+   roles: any_of \"root\""), "{mismatch}");
}

#[test]
fn violations_tell_the_values_too() {
    let error = verify::<after::Session>(json!({"roles": []})).unwrap_err();
    assert_eq!(error.violations()[0].expected(), "any of \"root\"");
    let error = verify::<Generic<Named, 4>>(json!({"tenant": "x", "own": "x"})).unwrap_err();
    assert_eq!(error.violations()[0].expected(), "\"acme\"");
}
