//! The policy is all that is demanded: whatever a token says, what is wrong
//! with it is a line of the policy, and each line can be broken.

use std::collections::BTreeSet;

use jwt_claims::explain::{Explanation, Outcome};
use jwt_claims::{ClaimValue, Claims, ContextFree, NestedClaims, OwnedClaims, Refusal, Scopes, rules};
use jwt_claims_tests::forge;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::support::{NOW, verifier};

#[derive(ClaimValue, Debug, PartialEq)]
#[claim_value(rename_all = "lowercase", ascending)]
enum Role {
    Viewer,
    Editor,
    Admin,
}

const ADMINS: &[&str] = &["admin", "root"];
pub(crate) const LONGEST: usize = 8;

#[derive(NestedClaims)]
#[allow(dead_code)]
#[claims(check = Team::is_sound)]
struct Team {
    #[claim(starts_with = "t-")]
    name: String,
    #[claim(range(min = 1, max = u8::MAX))]
    size: Option<u8>,
}

impl Team {
    fn is_sound(&self) -> bool {
        self.name != "t-unsound"
    }
}

rules! {
    pub(crate) OfTenant { tenant(non_empty, len(max = crate::policy_is_whole::LONGEST)) }
}

#[derive(Claims)]
#[claims(typ = "at+jwt", issuer = ["us", "them"], audience = "here", max_age = "1h", max_lifetime = "2h")]
#[claims(required(sub), forbidden(act, jti), rules = OfTenant, either(scp, groups), check = is_sane)]
#[allow(dead_code)]
struct Base {
    sub: String,
    tenant: String,
    #[claim(any_of = ADMINS, none_of = "guest")]
    roles: Vec<String>,
    #[claim(all_of = ["openid", "email"])]
    scope: Scopes,
    #[claim(at_least = Role::Editor, one_of = [Role::Admin, Role::Editor, Role::Viewer])]
    role: Role,
    #[claim(equals = "pro", if_present)]
    plan: Option<String>,
    #[claim(email, when(is_human, starts_with = "a"))]
    email: Option<String>,
    #[claim(uuid)]
    device: String,
    #[claim(url(https), if_present)]
    home: Option<String>,
    #[claim(pattern = "[a-z]+", check = is_short)]
    login: String,
    #[claim(path = "realm.level", range(max = 3))]
    level: u8,
    #[claim(nested)]
    team: Team,
    #[claim(nested, if_present)]
    former: Option<Vec<Team>>,
    #[claim(forbidden)]
    nonce: Option<String>,
    #[claim(any_of = "read")]
    scp: Option<Vec<String>>,
    #[claim(non_empty)]
    groups: Option<Vec<String>>,
}

fn is_sane(base: &Base) -> Result<(), Refusal> {
    if base.sub == "nobody" { Err(Refusal::new("nobody")) } else { Ok(()) }
}

fn is_human(base: &Base) -> bool {
    base.sub != "robot"
}

fn is_short(login: &str) -> bool {
    login.len() < 8
}

#[derive(Claims)]
#[claims(verify_only, rules(tenant(one_of = ["acme", "zeta"]), roles(len(max = 3))))]
#[allow(dead_code)]
struct Extended {
    #[claim(base)]
    base: Base,
    #[claim(len(min = 1))]
    note: String,
}

fn good() -> Value {
    json!({
        "iss": "us", "aud": "here", "sub": "alice", "iat": NOW, "exp": NOW + 60, "tenant": "acme",
        "roles": ["admin"], "scope": "openid email", "role": "editor", "plan": "pro", "email": "a@b.example",
        "device": "67e55044-10b1-426f-9247-bb680e5fe0c8", "home": "https://a.example", "login": "alice",
        "realm": {"level": 1}, "team": {"name": "t-a", "size": 1}, "former": [{"name": "t-b", "size": 2}],
        "scp": ["read"], "note": "n",
    })
}

/// One member of a good token is another, and which checks that breaks.
fn broken() -> Vec<(&'static str, Value)> {
    vec![
        ("iss", json!("others")),
        ("sub", json!(null)),
        ("sub", json!("nobody")),
        ("aud", json!(["there"])),
        ("exp", json!(NOW - 60)),
        ("exp", json!(NOW + 8000)),
        ("nbf", json!(NOW + 60)),
        ("iat", json!(NOW - 4000)),
        ("iat", json!(NOW + 60)),
        ("jti", json!("x")),
        ("act", json!({})),
        ("cnf", json!({"jkt": "x"})),
        ("tenant", json!("")),
        ("tenant", json!("much too long")),
        ("tenant", json!(1)),
        ("roles", json!(["guest"])),
        ("roles", json!(["admin", "a", "b", "c"])),
        ("scope", json!("openid")),
        ("role", json!("viewer")),
        ("role", json!("other")),
        ("plan", json!("free")),
        ("email", json!("none")),
        ("email", json!("b@b.example")),
        ("device", json!("x")),
        ("home", json!("http://a.example")),
        ("login", json!("A")),
        ("login", json!("toolongforus")),
        ("realm", json!({"level": 4})),
        ("realm", json!({})),
        ("team", json!({"name": "a", "size": 0})),
        ("team", json!({"name": "t-unsound", "size": 1})),
        ("former", json!([{"name": "t-a", "size": 1}, {"name": "x", "size": 0}, {"name": "t-unsound"}])),
        ("nonce", json!("n")),
        ("scp", json!(["write"])),
        ("groups", json!([])),
        ("note", json!("")),
    ]
}

/// Rules of which one alone cannot be broken here: what breaks them keeps the
/// claims from being read.
const IMPLIED: [&str; 3] = ["team: nested", "former: nested (if_present)", "one_of \"admin\""];

fn explained<C: OwnedClaims + ContextFree>(
    typ: &str,
    claims: &Value,
) -> (Explanation, Vec<(String, String)>) {
    let header = json!({"alg": "HS256", "typ": typ}).to_string();
    let token = forge::hs256(b"a secret of at least thirty-two bytes", header, claims.to_string());
    let verifier = verifier();
    let token = verifier.token(&token);
    let violations = token.verify::<C>().err().map_or_else(Vec::new, |error| {
        let all = error.violations().iter();
        all.map(|violation| (violation.code().to_owned(), violation.to_string())).collect()
    });
    (token.explain::<C>(), violations)
}

/// The checks of claims, by name: all, and those that failed.
fn checks(explanation: &Explanation, failed: bool) -> Vec<String> {
    let steps = explanation.steps().iter().skip_while(|step| step.check() != "payload").skip(1);
    let steps = steps.filter(|step| !failed || step.outcome() == Outcome::Failed);
    steps.map(|step| step.check().to_owned()).collect()
}

/// What the policy's text has a line for.
fn lines<C: OwnedClaims + ContextFree>() -> BTreeSet<String> {
    C::POLICY.to_string().lines().map(|line| line.trim().to_owned()).collect()
}

/// Each failed step tells one violation, and stands in the policy.
fn agrees<C: OwnedClaims + ContextFree>(typ: &str, claims: &Value) -> BTreeSet<String> {
    let (explanation, violations) = explained::<C>(typ, claims);
    assert_eq!(explanation.is_accepted(), violations.is_empty(), "{claims}");
    let failed = explanation.steps().iter().filter(|step| step.outcome() == Outcome::Failed);
    let mut told: Vec<_> =
        failed.map(|step| (step.code().unwrap().to_owned(), step.detail().unwrap().to_owned())).collect();
    let mut violations = violations;
    told.sort();
    violations.sort();
    assert_eq!(told, violations, "{claims}\n{explanation}");
    let failed = checks(&explanation, true);
    for check in &failed {
        let has_line = |line: &String| line == check || line.starts_with(&format!("{check}: "));
        assert!(
            check == "types" || lines::<C>().iter().any(has_line),
            "{check} is not in the policy of {claims}"
        );
    }
    failed.into_iter().collect()
}

#[test]
fn each_line_can_be_broken_and_is_told_by_its_name() {
    each_line_can_be_broken::<Base>();
    each_line_can_be_broken::<Extended>();
}

fn each_line_can_be_broken<C: OwnedClaims + ContextFree>() {
    let (explanation, violations) = explained::<C>("at+jwt", &good());
    assert!(explanation.is_accepted(), "{violations:?}");
    let mut left: BTreeSet<_> = checks(&explanation, false).into_iter().collect();
    left.retain(|check| !IMPLIED.iter().any(|implied| check.contains(implied)));
    let mut broken_by: Vec<_> = broken().into_iter().map(|(name, value)| ("at+jwt", name, value)).collect();
    broken_by.push(("JWT", "sub", json!("alice")));
    for (typ, name, value) in broken_by {
        let mut claims = good();
        claims[name] = value;
        for check in agrees::<C>(typ, &claims) {
            left.remove(&check);
        }
    }
    assert!(left.is_empty(), "nothing breaks {left:?}");
}

/// What stands in the policy is looked at, and the other way round.
#[test]
fn policy_and_explanation_have_the_same_lines() {
    fn same<C: OwnedClaims + ContextFree>() {
        let (explanation, _) = explained::<C>("at+jwt", &good());
        let (lines, mut checks) = (lines::<C>(), checks(&explanation, false));
        checks.retain(|check| check != "types");
        for check in &checks {
            assert!(
                lines.iter().any(|line| line == check || line.starts_with(&format!("{check}: "))),
                "{check}"
            );
        }
        let said = ["policy of", "extends", "max_age", "max_lifetime"];
        for line in lines.iter().filter(|line| !said.iter().any(|name| line.starts_with(name))) {
            let has_line = |check: &String| line == check || line.starts_with(&format!("{check}: "));
            assert!(checks.iter().any(has_line), "nothing looks at {line}");
        }
    }
    same::<Base>();
    same::<Extended>();
}

fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(json!(null)),
        any::<bool>().prop_map(|truth| json!(truth)),
        (-1_i64..5).prop_map(|number| json!(number)),
        prop::sample::select(vec!["", "acme", "admin", "read", "t-a", "x y", "a@b.example"])
            .prop_map(|text| json!(text)),
        (-100_i64..100).prop_map(|seconds| json!(NOW + seconds)),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::btree_map(
                prop::sample::select(vec!["name", "size", "level", "x"]),
                inner,
                0..3
            )
            .prop_map(|members| json!(members)),
        ]
    })
}

proptest! {
    /// Several members of a good token are other ones, or absent.
    #[test]
    fn whatever_is_wrong_is_in_the_policy(
        broken in prop::collection::vec(prop::sample::select(broken()), 0..4),
        others in prop::collection::vec((any::<prop::sample::Index>(), prop::option::of(anything())), 0..3),
        typ in prop::sample::select(vec!["at+jwt", "at+jwt", "JWT"]),
    ) {
        let mut claims = good();
        let names: Vec<String> = claims.as_object().unwrap().keys().cloned().collect();
        for (name, value) in broken {
            claims[name] = value;
        }
        for (name, value) in others {
            let name = name.get(&names);
            match value {
                Some(value) => claims[name] = value,
                None => drop(claims.as_object_mut().unwrap().remove(name)),
            }
        }
        agrees::<Base>(typ, &claims);
        agrees::<Extended>(typ, &claims);
    }
}
