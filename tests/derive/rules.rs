//! Every rule on every shape that it should take, kept and broken.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::rc::Rc;
use std::sync::Arc;

use jwt_claims::{Audience, Claims, Scopes};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::support::{accepted, issuer, refused, verify};

/// A field with a rule: which values pass, and which break it.
macro_rules! ruled {
    ($($module:ident: $type:ty, [$($rule:tt)*], code: $code:literal, good: [$($good:tt),*], bad: [$($bad:tt),*];)*) => {$(
        #[test]
        fn $module() {
            #[derive(Claims, Debug)]
            #[claims(ttl = "5m")]
            struct Plain {
                #[claim($($rule)*)]
                claim: $type,
            }
            #[derive(Claims, Debug)]
            #[claims(ttl = "5m")]
            struct Optional {
                #[claim($($rule)*)]
                claim: Option<$type>,
            }
            for good in [$(json!($good)),*] {
                let read: Plain = accepted(json!({ "claim": good }));
                assert_eq!(serde_json::to_value(&read.claim).unwrap(), good);
                issuer().issue(&read).expect("what is accepted can be issued");
                let read: Optional = accepted(json!({ "claim": good }));
                issuer().issue(&read).expect("what is accepted can be issued");
            }
            let bad: Vec<Value> = vec![$(json!($bad)),*];
            for bad in bad {
                let expected = [format!("claim: {}", $code)];
                assert_eq!(refused::<Plain>(json!({ "claim": bad })), expected, "{bad}");
                assert_eq!(refused::<Optional>(json!({ "claim": bad })), expected, "{bad}");
                // the issuer is as strict as the verifier
                let claim: $type = serde_json::from_value(bad.clone()).unwrap();
                let error = issuer().issue(&Plain { claim }).expect_err("the same rule");
                assert_eq!(error.violations()[0].code(), $code, "{bad}");
            }
            assert_eq!(refused::<Plain>(json!({})), ["claim: missing"]);
            assert_eq!(refused::<Plain>(json!({"claim": null})), ["claim: null"]);
        }
    )*};
}

const ADMIN: &str = "admin";

struct Plans;

impl Plans {
    const PRO: &'static str = "pro";
    const SEATS: u32 = 5;
}

#[derive(Serialize, Deserialize, Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[serde(rename_all = "lowercase")]
enum Role {
    Guest,
    Editor,
    Admin,
}

const EDITOR: Role = Role::Editor;

ruled! {
    any_of_vec: Vec<String>, [any_of = ["editor", ADMIN]], code: "any_of",
        good: [["editor"], ["x", "admin"]], bad: [[], ["x"], ["Editor"], ["editor "]];
    any_of_slice: Box<[String]>, [any_of = ["editor", "admin"]], code: "any_of",
        good: [["editor"]], bad: [[], ["x"]];
    any_of_deque: VecDeque<String>, [any_of = "editor"], code: "any_of", good: [["editor"]], bad: [[], ["x"]];
    any_of_array: [String; 2], [any_of = ["editor"]], code: "any_of", good: [["x", "editor"]], bad: [["x", "y"]];
    any_of_hash_set: HashSet<String>, [any_of = ["editor"]], code: "any_of", good: [["editor"]], bad: [[], ["x"]];
    any_of_tree_set: BTreeSet<String>, [any_of = ["editor"]], code: "any_of", good: [["editor"]], bad: [[], ["x"]];
    any_of_scopes: Scopes, [any_of = ["read", "write"]], code: "any_of",
        good: ["read", "x write"], bad: ["", "reader", "x"];
    any_of_boxed: Box<Vec<String>>, [any_of = ["editor"]], code: "any_of", good: [["editor"]], bad: [[]];
    any_of_cow: Cow<'static, [String]>, [any_of = ["editor"]], code: "any_of", good: [["editor"]], bad: [[], ["x"]];
    any_of_audience: Audience, [any_of = ["orders"]], code: "any_of", good: ["orders", ["x", "orders"]], bad: ["x", ["x", "y"]];
    any_of_cow_members: Vec<Cow<'static, str>>, [any_of = ["editor"]], code: "any_of", good: [["editor"]], bad: [["x"]];
    any_of_numbers: Vec<u64>, [any_of = [1, 2]], code: "any_of", good: [[2], [3, 1]], bad: [[], [3]];
    any_of_floats: Vec<f64>, [any_of = [1.5]], code: "any_of", good: [[1.5]], bad: [[], [1.0]];
    any_of_chars: Vec<char>, [any_of = ['a', 'b']], code: "any_of", good: [["a"]], bad: [["c"]];
    any_of_bools: Vec<bool>, [any_of = [true]], code: "any_of", good: [[false, true]], bad: [[false]];
    any_of_enum: Vec<Role>, [any_of = [Role::Editor, Role::Admin]], code: "any_of",
        good: [["editor"], ["guest", "admin"]], bad: [[], ["guest"]];
    all_of_vec: Vec<String>, [all_of = ["a", "b"]], code: "all_of",
        good: [["a", "b"], ["b", "x", "a"]], bad: [[], ["a"], ["b"]];
    all_of_scopes: Scopes, [all_of = ["openid", "email"]], code: "all_of",
        good: ["email openid"], bad: ["openid", ""];
    all_of_enum: BTreeSet<Role>, [all_of = [EDITOR, Role::Admin]], code: "all_of",
        good: [["editor", "admin"]], bad: [["editor"]];
    one_of_string: String, [one_of = ["free", Plans::PRO]], code: "one_of", good: ["free", "pro"], bad: ["", "Pro"];
    one_of_cow: Cow<'static, str>, [one_of = ["free", "pro"]], code: "one_of", good: ["free"], bad: ["x"];
    one_of_box: Box<str>, [one_of = ["free", "pro"]], code: "one_of", good: ["free"], bad: ["x"];
    one_of_enum: Role, [one_of = [Role::Editor, Role::Admin]], code: "one_of", good: ["editor"], bad: ["guest"];
    one_of_number: i32, [one_of = [-1, 1]], code: "one_of", good: [(-1), 1], bad: [0];
    one_of_float: f32, [one_of = [0.5, 1.0]], code: "one_of", good: [0.5], bad: [0.25];
    one_of_char: char, [one_of = ['a', 'b']], code: "one_of", good: ["a"], bad: ["c"];
    equals_string: String, [equals = "pro"], code: "equals", good: ["pro"], bad: ["", "pro "];
    equals_bool: bool, [equals = true], code: "equals", good: [true], bad: [false];
    equals_number: u32, [equals = Plans::SEATS], code: "equals", good: [5], bad: [4];
    equals_negative: i8, [equals = -5], code: "equals", good: [(-5)], bad: [5];
    equals_large: u128, [equals = 7], code: "equals", good: [7], bad: [8];
    equals_enum: Role, [equals = EDITOR], code: "equals", good: ["editor"], bad: ["admin"];
    not_equals_string: String, [not_equals = "guest"], code: "not_equals", good: ["", "guest ", "Guest"], bad: ["guest"];
    not_equals_bool: bool, [not_equals = true], code: "not_equals", good: [false], bad: [true];
    not_equals_number: u32, [not_equals = Plans::SEATS], code: "not_equals", good: [4], bad: [5];
    not_equals_enum: Role, [not_equals = EDITOR], code: "not_equals", good: ["admin"], bad: ["editor"];
    starts_with_string: String, [starts_with = "tenant-"], code: "starts_with", good: ["tenant-", "tenant-1"], bad: ["", "Tenant-1"];
    starts_with_constant: String, [starts_with = ADMIN], code: "starts_with", good: ["admins"], bad: ["adm"];
    starts_with_cow: Cow<'static, str>, [starts_with = "é"], code: "starts_with", good: ["éa"], bad: ["e"];
    starts_with_box: Box<str>, [starts_with = "a"], code: "starts_with", good: ["ab"], bad: ["b"];
    ends_with_string: String, [ends_with = "@a.com"], code: "ends_with", good: ["@a.com", "x@a.com"], bad: ["", "a.com", "x@A.com", "x@a.com "];
    ends_with_constant: String, [ends_with = ADMIN], code: "ends_with", good: ["admin", "superadmin"], bad: ["admins", "dmin"];
    ends_with_cow: Cow<'static, str>, [ends_with = "é"], code: "ends_with", good: ["aé"], bad: ["ae\u{301}"];
    ends_with_box: Box<str>, [ends_with = "a"], code: "ends_with", good: ["ba"], bad: ["ab"];
    non_empty_beside_len: String, [non_empty, len(max = 3)], code: "non_empty", good: ["a", "abc"], bad: [""];
    len_beside_non_empty: String, [non_empty, len(max = 3)], code: "len", good: ["a", "abc"], bad: ["abcd"];
    non_empty_string: String, [non_empty], code: "non_empty", good: [" "], bad: [""];
    non_empty_vec: Vec<u8>, [non_empty], code: "non_empty", good: [[1]], bad: [[]];
    non_empty_map: BTreeMap<String, u8>, [non_empty], code: "non_empty", good: [{"a": 1}], bad: [{}];
    non_empty_hash_map: HashMap<String, u8>, [non_empty], code: "non_empty", good: [{"a": 1}], bad: [{}];
    non_empty_scopes: Scopes, [non_empty], code: "non_empty", good: ["a"], bad: [""];
    non_empty_box: Box<[u8]>, [non_empty], code: "non_empty", good: [[0]], bad: [[]];
    len_string: String, [len(min = 2, max = 3)], code: "len", good: ["ab", "äöü"], bad: ["a", "abcd"];
    len_exact: String, [len = 2], code: "len", good: ["DE"], bad: ["D", "DEU"];
    len_min: Vec<u8>, [len(min = 2)], code: "len", good: [[1, 2], [1, 2, 3]], bad: [[], [1]];
    len_max: HashSet<u8>, [len(max = 1)], code: "len", good: [[], [1]], bad: [[1, 2]];
    len_scopes: Scopes, [len(max = 2)], code: "len", good: ["", "a b"], bad: ["a b c"];
    len_audience: Audience, [len(min = 2, max = 3)], code: "len", good: [["a", "b"], ["a", "b", "c"]], bad: ["a", ["a", "b", "c", "d"]];
    len_cow: Cow<'static, str>, [len(min = 2, max = 3)], code: "len", good: ["ab", "äöü"], bad: ["a", "abcd"];
    len_box: Box<str>, [len(min = 2)], code: "len", good: ["ab"], bad: ["a"];
    len_deque: VecDeque<u8>, [len(min = 2)], code: "len", good: [[1, 2]], bad: [[1]];
    len_tree_set: BTreeSet<u8>, [len(min = 2)], code: "len", good: [[1, 2]], bad: [[1, 1]];
    len_map: BTreeMap<String, u8>, [len(min = 2)], code: "len", good: [{"a": 1, "b": 1}], bad: [{"a": 1}];
    len_hash_map: HashMap<String, u8>, [len(min = 2)], code: "len", good: [{"a": 1, "b": 1}], bad: [{"a": 1}];
    range_number: u8, [range(min = 2, max = 4)], code: "range", good: [2, 3, 4], bad: [1, 5];
    range_min: i64, [range(min = -3)], code: "range", good: [(-3), 0], bad: [(-4)];
    range_max: u64, [range(max = 18446744073709551614)], code: "range", good: [0], bad: [18446744073709551615_u64];
    range_exact: u8, [range = 3], code: "range", good: [3], bad: [2];
    range_float: f64, [range(min = -0.5, max = 1e3)], code: "range", good: [(-0.5), 0.0, 1000.0], bad: [(-0.6), 1000.5];
    range_constant: u32, [range(max = Plans::SEATS)], code: "range", good: [5], bad: [6];
    range_enum: Role, [range(min = Role::Editor)], code: "range", good: ["editor", "admin"], bad: ["guest"];
    range_char: char, [range(min = 'b', max = 'y')], code: "range", good: ["c"], bad: ["a", "z"];
}

#[derive(Claims, Debug)]
#[claims(ttl = "5m")]
struct Pointers {
    #[claim(one_of = ["a", "b"], starts_with = "a", non_empty, check = str::is_ascii)]
    #[serde(deserialize_with = "shared::text", serialize_with = "shared::write")]
    arc: ArcText,
    #[serde(deserialize_with = "shared::numbers", serialize_with = "shared::write")]
    #[claim(any_of = [1, 2], len(max = 2))]
    rc: RcNumbers,
}

type ArcText = Arc<str>;
type RcNumbers = Rc<[u8]>;

// serde's own feature for these is off, as in most services
mod shared {
    use super::{ArcText, RcNumbers};
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<ArcText, D::Error> {
        String::deserialize(deserializer).map(Into::into)
    }
    pub(super) fn numbers<'de, D: Deserializer<'de>>(deserializer: D) -> Result<RcNumbers, D::Error> {
        Vec::deserialize(deserializer).map(Into::into)
    }
    pub(super) fn write<T: Serialize + ?Sized, P: std::ops::Deref<Target = T>, S: Serializer>(
        value: &P,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        (**value).serialize(serializer)
    }
}

#[test]
fn what_pointers_point_to_is_looked_at() {
    let read: Pointers = accepted(json!({"arc": "a", "rc": [1, 3]}));
    assert_eq!((&*read.arc, &*read.rc), ("a", &[1, 3][..]));
    assert_eq!(
        refused::<Pointers>(json!({"arc": "b", "rc": [3, 4, 5]})),
        ["arc: starts_with", "rc: any_of", "rc: len"]
    );
}

#[derive(Claims, Debug)]
#[claims(ttl = "5m")]
struct NotEquals {
    #[claim(not_equals = "guest")]
    role: Option<String>,
}

#[test]
fn not_equals_lets_an_absent_claim_pass() {
    assert_eq!(accepted::<NotEquals>(json!({})).role, None);
    assert_eq!(accepted::<NotEquals>(json!({"role": "admin"})).role.as_deref(), Some("admin"));
    assert_eq!(refused::<NotEquals>(json!({"role": "guest"})), ["role: not_equals"]);
}

#[derive(Claims, Debug)]
#[claims(ttl = "5m")]
struct NoneOf {
    #[claim(none_of = ["guest", "banned"])]
    roles: Option<Vec<String>>,
}

#[test]
fn none_of_lets_an_absent_claim_pass() {
    assert!(accepted::<NoneOf>(json!({})).roles.is_none());
    assert!(accepted::<NoneOf>(json!({"roles": ["a"]})).roles.is_some());
    assert!(accepted::<NoneOf>(json!({"roles": []})).roles.is_some());
    assert_eq!(refused::<NoneOf>(json!({"roles": ["a", "guest"]})), ["roles: none_of"]);
    assert_eq!(refused::<NoneOf>(json!({"roles": "guest"})), ["roles: wrong_type"]);
}

#[derive(Claims, Debug)]
#[claims(ttl = "5m")]
struct IfPresent {
    #[claim(any_of = ["a"], if_present)]
    roles: Option<Vec<String>>,
    #[claim(range(min = 1), if_present)]
    #[serde(default)]
    seats: u8,
    #[claim(non_empty, if_present)]
    #[serde(default)]
    tenant: Option<String>,
}

#[test]
fn if_present_lets_an_absent_claim_pass_and_no_other() {
    let read: IfPresent = accepted(json!({}));
    assert_eq!((read.roles, read.seats, read.tenant), (None, 0, None));
    assert_eq!(
        refused::<IfPresent>(json!({"roles": [], "seats": 0, "tenant": ""})),
        ["roles: any_of", "seats: range", "tenant: non_empty"]
    );
    assert_eq!(refused::<IfPresent>(json!({"roles": "a"})), ["roles: wrong_type"]);
}

#[derive(Claims, Debug)]
#[claims(ttl = "5m")]
struct WithDefault {
    #[serde(default = "admins")]
    #[claim(any_of = ["admin"])]
    roles: Vec<String>,
    #[serde(default)]
    #[claim(none_of = ["banned"])]
    flags: Vec<String>,
}

fn admins() -> Vec<String> {
    vec!["admin".to_owned()]
}

/// A default must not invent what a rule demands.
#[test]
fn an_absent_claim_is_missing_whatever_its_default() {
    assert_eq!(refused::<WithDefault>(json!({})), ["roles: missing"]);
    assert_eq!(accepted::<WithDefault>(json!({"roles": ["admin"]})).flags, Vec::<String>::new());
    assert_eq!(refused::<WithDefault>(json!({"roles": ["admin"], "flags": ["banned"]})), ["flags: none_of"]);
    // what the program itself puts there is there
    issuer().issue(&WithDefault { roles: admins(), flags: vec![] }).expect("issued");
}

#[derive(Claims, Debug)]
#[claims(ttl = "5m")]
struct Nan {
    #[claim(range(min = 0.0, max = 1.0))]
    #[serde(deserialize_with = "not_a_number")]
    score: f64,
}

fn not_a_number<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    <serde::de::IgnoredAny as serde::Deserialize>::deserialize(deserializer).map(|_| f64::NAN)
}

#[test]
fn what_has_no_order_lies_in_no_range() {
    assert_eq!(refused::<Nan>(json!({"score": 0.5})), ["score: range"]);
}

#[derive(Claims, Debug)]
#[claims(ttl = "5m")]
struct Several {
    #[claim(any_of = ["a", "b"], none_of = ["c"], len(max = 2))]
    roles: Vec<String>,
    #[claim(range(min = 3), one_of = [1, 5])]
    level: u8,
}

#[test]
fn several_rules_stand_side_by_side() {
    assert_eq!(accepted::<Several>(json!({"roles": ["a"], "level": 5})).level, 5);
    assert_eq!(
        refused::<Several>(json!({"roles": ["c", "d", "e"], "level": 2})),
        ["roles: any_of", "roles: none_of", "roles: len", "level: range", "level: one_of"]
    );
}

/// A collection or a text is described by its size, never by what is in it.
#[test]
fn a_violation_says_how_long_the_claim_is() {
    #[derive(Claims, Debug)]
    struct Sized {
        #[claim(len(max = 2))]
        name: String,
        #[claim(len(max = 1))]
        groups: Vec<String>,
    }
    let error = verify::<Sized>(json!({"name": "äöü", "groups": ["a", "b"]})).unwrap_err();
    let found: Vec<_> = error.violations().iter().map(jwt_claims::Violation::actual).collect();
    assert_eq!(found, ["a length of 3", "a length of 2"]);
}

#[derive(Claims, Debug)]
#[claims(ttl = "5m")]
struct OnRegistered {
    #[claim(starts_with = "user-")]
    sub: String,
    #[claim(non_empty)]
    jti: Option<String>,
    #[claim(range(min = 1000))]
    iat: i64,
}

#[test]
fn rules_on_registered_claims() {
    assert_eq!(accepted::<OnRegistered>(json!({"sub": "user-1", "jti": "1", "iat": 1000})).iat, 1000);
    assert_eq!(
        refused::<OnRegistered>(json!({"sub": "x", "jti": "", "iat": 999})),
        ["sub: starts_with", "jti: non_empty", "iat: range"]
    );
}
