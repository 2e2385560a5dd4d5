//! Tokens with one thing wrong: each rule on claims of several names, broken,
//! absent, `null` and of a wrong type.

use jwt_claims::{Audience, ClaimValue, Claims, ContextFree, NestedClaims, OwnedClaims};
use serde_json::{Value, json};

use super::Case;
use crate::support::{NOW, verify};

/// The refusal of a token whose claim is changed, or left out.
fn with<C: OwnedClaims + ContextFree>(good: &Value, claim: &str, value: Option<Value>) -> jwt_claims::Error {
    let mut claims = good.clone();
    let members = claims.as_object_mut().expect("an object");
    match value {
        Some(value) => members.insert(claim.to_owned(), value),
        None => members.remove(claim),
    };
    let error = verify::<C>(claims).err().unwrap_or_else(|| panic!("accepted: `{claim}` of {good}"));
    let [violation] = error.violations() else { panic!("not one violation: {error}") };
    assert!(violation.claim().starts_with(claim), "{error}");
    error
}

/// What is wrong with one claim of a type whose claims are all good otherwise.
/// In an `Option`, `null` is absent.
fn each<C: OwnedClaims + ContextFree>(
    rule: &'static str,
    names: &[&str],
    [good, bad]: [&Value; 2],
    is_option: bool,
) -> Vec<Case> {
    let all: Value = names.iter().map(|name| ((*name).to_owned(), good.clone())).collect();
    assert!(verify::<C>(all.clone()).is_ok(), "{rule}");
    let mut cases = Vec::new();
    for name in names {
        let mut case = |wrong, value| {
            cases.push(Case::new(rule, name, wrong, &with::<C>(&all, name, value)));
        };
        case("broken", Some(bad.clone()));
        case("type", Some(json!({"no": "claim of such a type", "b": 1})));
        if !["none_of", "not_equals"].contains(&rule) || !is_option {
            case("absent", None);
        }
        if !is_option {
            case("null", Some(json!(null)));
        }
    }
    cases
}

/// For each rule a type with `Option` fields and one without, on a claim about
/// the token, inside another, and on others.
macro_rules! ruled {
    ($($name:literal $module:ident: ($($rule:tt)*), $type:ty, $good:expr, $bad:expr;)*) => {
        $(mod $module {
            use super::*;

            #[derive(Claims)]
            pub(super) struct Maybe {
                #[claim($($rule)*)]
                acr: Option<$type>,
                #[claim($($rule)*)]
                roles: Option<$type>,
                #[claim(name = "https://example.com/x", $($rule)*)]
                named: Option<$type>,
            }

            #[derive(Claims)]
            pub(super) struct Must {
                #[claim($($rule)*)]
                acr: $type,
                #[claim($($rule)*)]
                roles: $type,
                #[claim(name = "https://example.com/x", $($rule)*)]
                named: $type,
            }
        })*

        fn of_rules() -> Vec<Case> {
            let names = ["acr", "roles", "https://example.com/x"];
            let mut cases = Vec::new();
            $({
                let values = [&json!($good), &json!($bad)];
                cases.extend(each::<$module::Maybe>($name, &names, values, true));
                cases.extend(each::<$module::Must>($name, &names, values, false));
            })*
            cases
        }
    };
}

#[derive(ClaimValue)]
#[claim_value(ascending)]
enum Level {
    Low,
    High,
}

/// Text whose rule is broken by text that is too short.
#[derive(NestedClaims)]
struct Inner {
    #[claim(non_empty)]
    text: String,
}

fn is_good(text: &str) -> bool {
    text == "good"
}

ruled! {
    "any_of" any_of: (any_of = ["a", "b"]), Vec<String>, ["a"], ["c"];
    "all_of" all_of: (all_of = ["a", "b"]), Vec<String>, ["a", "b"], ["a"];
    "none_of" none_of: (none_of = ["a"]), Vec<String>, ["b"], ["a"];
    "at_least" at_least: (at_least = Level::High), Level, "High", "Low";
    "one_of" one_of: (one_of = ["a", "b"]), String, "a", "c";
    "equals" equals: (equals = "a"), String, "a", "c";
    "not_equals" not_equals: (not_equals = "a"), String, "b", "a";
    "starts_with" starts_with: (starts_with = "a"), String, "ab", "c";
    "ends_with" ends_with: (ends_with = "a"), String, "ba", "c";
    "non_empty" non_empty: (non_empty), String, "a", "";
    "len" len: (len(min = 2)), String, "ab", "a";
    "range" range: (range(min = 2)), u8, 2, 1;
    "email" email: (email), String, "a@example.com", "a";
    "uuid" uuid: (uuid), String, "67e55044-10b1-426f-9247-bb680e5fe0c8", "a";
    "url" url: (url), String, "https://example.com", "a";
    "pattern" pattern: (pattern = "a+"), String, "aa", "b";
    "past" past: (past), i64, 0, 3_000_000_000_u64;
    "max_age" max_age: (max_age = "1h"), i64, NOW, 0;
    "not_before" not_before: (not_before = "2020-01-01"), i64, NOW, 0;
    "check" check: (check = is_good), String, "good", "bad";
    "nested" nested: (nested), Inner, json!({"text": "a"}), json!({"text": ""});
    "answer = 403" chosen_403: (non_empty, answer = 403), String, "a", "";
    "answer = 401" chosen_401: (any_of = ["a"], answer = 401), Vec<String>, ["a"], ["b"];
}

/// Every name of a claim about the token, under rules that would be about
/// permission otherwise.
macro_rules! about_the_token {
    ($($name:ident)*) => {
        #[derive(Claims)]
        #[claims(unchecked(cnf), verify_only)]
        struct Maybe { $(#[claim(equals = "a")] $name: Option<String>,)* }

        #[derive(Claims)]
        #[claims(unchecked(cnf), verify_only)]
        struct Must { $(#[claim(starts_with = "a")] $name: String,)* }

        fn of_names() -> Vec<Case> {
            let names = [$(stringify!($name)),*];
            let values = [&json!("a"), &json!("b")];
            let mut cases = each::<Maybe>("equals", &names, values, true);
            cases.extend(each::<Must>("starts_with", &names, values, false));
            cases
        }
    };
}

about_the_token! { nonce azp client_id token_use acr amr auth_time sid cnf at_hash c_hash }

#[derive(Claims)]
#[claims(audience = "here", unchecked(exp, nbf, iat))]
struct Registered {
    #[claim(equals = "a")]
    iss: String,
    #[claim(one_of = ["a", "b"])]
    sub: String,
    #[claim(none_of = ["there"])]
    aud: Audience,
    #[claim(equals = NOW)]
    exp: i64,
    #[claim(equals = NOW)]
    nbf: i64,
    #[claim(one_of = [NOW])]
    iat: i64,
    #[claim(starts_with = "a")]
    jti: String,
}

fn of_registered() -> Vec<Case> {
    let good = json!({"iss": "a", "sub": "a", "aud": "here", "exp": NOW, "nbf": NOW, "iat": NOW, "jti": "a"});
    assert!(verify::<Registered>(good.clone()).is_ok());
    let broken = [
        ("equals", "iss", json!("c")),
        ("one_of", "sub", json!("c")),
        ("none_of", "aud", json!(["here", "there"])),
        ("equals", "exp", json!(NOW + 1)),
        ("equals", "nbf", json!(NOW - 1)),
        ("one_of", "iat", json!(NOW - 1)),
        ("starts_with", "jti", json!("b")),
    ];
    let of = |(rule, claim, bad): (&'static str, &str, Value)| {
        let broken = Case::new(rule, claim, "broken", &with::<Registered>(&good, claim, Some(bad)));
        // `exp` that is left out would be put in again
        let absent = (claim != "exp")
            .then(|| Case::new(rule, claim, "absent", &with::<Registered>(&good, claim, None)));
        [Some(broken), absent].into_iter().flatten()
    };
    broken.into_iter().flat_map(of).collect()
}

#[derive(Claims)]
struct Unruled {
    roles: Vec<String>,
    sub: String,
    #[claim(forbidden)]
    act: Option<bool>,
}

fn without_rules() -> Vec<Case> {
    let good = json!({"roles": [], "sub": "a"});
    let case =
        |rule, claim, wrong, value| Case::new(rule, claim, wrong, &with::<Unruled>(&good, claim, value));
    vec![
        case("", "roles", "absent", None),
        case("", "roles", "null", Some(json!(null))),
        case("", "roles", "type", Some(json!("a"))),
        case("", "sub", "absent", None),
        case("", "sub", "type", Some(json!(1))),
        case("forbidden", "act", "broken", Some(json!(true))),
    ]
}

pub(super) fn cases() -> Vec<Case> {
    [of_rules(), of_names(), of_registered(), without_rules()].into_iter().flatten().collect()
}
