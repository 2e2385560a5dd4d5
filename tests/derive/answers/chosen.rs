//! `answer = 401` and `answer = 403`, wherever rules may stand, and what an
//! absent claim answers under several rules.

use jwt_claims::{Claims, NestedClaims, Refusal, rules};
use serde_json::{Value, json};

use crate::support::verify;

/// The status that a refused token is answered with.
fn answer<C: jwt_claims::OwnedClaims + jwt_claims::ContextFree>(claims: Value) -> u16 {
    let text = claims.to_string();
    let error = verify::<C>(claims).err().unwrap_or_else(|| panic!("accepted: {text}"));
    error.challenge().expect("a token is answered").status()
}

#[derive(Claims, Clone)]
struct Base {
    kind: Option<String>,
    #[claim(when(Base::is_human, non_empty), answer = 403)]
    name: Option<String>,
    #[serde(default)]
    level: u8,
    tenant: String,
}

impl Base {
    fn is_human(&self) -> bool {
        self.kind.as_deref() == Some("human")
    }
}

#[test]
fn rules_under_a_condition() {
    assert_eq!(answer::<Base>(json!({"kind": "human", "name": "", "tenant": "a"})), 403);
    assert_eq!(answer::<Base>(json!({"kind": "human", "tenant": "a"})), 403);
}

#[derive(Claims)]
#[claims(rules(level(range(min = 2), answer = 403), tenant(equals = "acme", answer = 401)), verify_only)]
struct Extended(Base);

#[test]
fn rules_that_an_extension_adds() {
    assert_eq!(answer::<Extended>(json!({"level": 1, "tenant": "acme"})), 403);
    assert_eq!(answer::<Extended>(json!({"tenant": "acme"})), 403, "the default is no level");
    assert_eq!(answer::<Extended>(json!({"level": 2, "tenant": "other"})), 401);
    assert_eq!(answer::<Extended>(json!({"level": 2})), 401, "the choice is for the absent claim, too");
    assert_eq!(answer::<Extended>(json!({"level": 1, "tenant": "other"})), 401, "401 wins");
}

rules! {
    OfTenant { tenant(equals = "acme", answer = 401), level(range(min = 2), answer = 403) }
}

#[derive(Claims)]
#[claims(rules = OfTenant)]
struct WithSet {
    tenant: String,
    level: Option<u8>,
}

#[test]
fn rules_of_a_set() {
    assert_eq!(answer::<WithSet>(json!({"tenant": "other", "level": 2})), 401);
    assert_eq!(answer::<WithSet>(json!({"level": 2})), 401);
    assert_eq!(answer::<WithSet>(json!({"tenant": "acme", "level": 1})), 403);
    assert_eq!(answer::<WithSet>(json!({"tenant": "acme"})), 403);
}

#[derive(NestedClaims)]
struct Realm {
    #[claim(any_of = ["admin"])]
    roles: Vec<String>,
    #[claim(non_empty, answer = 401)]
    name: Option<String>,
    #[claim(email)]
    mail: Option<String>,
}

#[derive(Claims)]
struct Nested {
    #[claim(nested, answer = 403)]
    realm: Realm,
}

#[derive(Claims)]
struct Plain {
    #[claim(nested)]
    realm: Realm,
}

#[test]
fn rules_inside_a_nested_object() {
    let of = |roles: &str, name: &str, mail: &str| json!({"realm": {"roles": [roles], "name": name, "mail": mail}});
    for (claims, chosen, plain) in [
        (of("guest", "a", "a@example.com"), 403, 403),
        (of("admin", "", "a@example.com"), 401, 401),
        (of("admin", "a", "no mail"), 403, 401),
        (json!({"realm": {"name": "a", "mail": "a@example.com"}}), 403, 403),
        (json!({"realm": {"roles": 1, "name": "a", "mail": "a@example.com"}}), 401, 401),
        (json!({"realm": null}), 401, 401),
    ] {
        assert_eq!(answer::<Nested>(claims.clone()), chosen, "{claims}");
        assert_eq!(answer::<Plain>(claims.clone()), plain, "{claims}");
    }
}

#[derive(NestedClaims)]
struct OnlyRoles {
    #[claim(any_of = ["admin"])]
    roles: Vec<String>,
}

#[derive(Claims)]
struct Keycloak {
    #[claim(nested)]
    realm_access: OnlyRoles,
}

#[derive(Claims)]
#[claims(unchecked(cnf))]
struct ByPath {
    #[claim(path = "realm_access.roles", any_of = ["admin"])]
    roles: Vec<String>,
    #[claim(path = "account.plan", equals = "pro", answer = 401)]
    plan: Option<String>,
    #[claim(path = "cnf.jkt", equals = "thumbprint")]
    key: Option<String>,
}

/// An identity provider leaves out what a user has none of: no other login
/// would mend that.
#[test]
fn an_absent_object_answers_as_the_rules_inside_do() {
    assert_eq!(answer::<Keycloak>(json!({})), 403);
    assert_eq!(answer::<Keycloak>(json!({"realm_access": {}})), 403);
    let with = |realm_access: Value| json!({"realm_access": realm_access, "account": {"plan": "pro"}, "cnf": {"jkt": "thumbprint"}});
    assert_eq!(answer::<ByPath>(with(json!({}))), 403);
    assert_eq!(answer::<ByPath>(with(json!({"roles": ["guest"]}))), 403);
    assert_eq!(answer::<ByPath>(with(json!(1))), 401);
    let mut without = with(json!({"roles": ["admin"]}));
    without.as_object_mut().unwrap().remove("realm_access");
    assert_eq!(answer::<ByPath>(without), 403);
}

#[test]
fn rules_on_a_claim_with_a_path() {
    let with = |plan: &str, jkt: &str| json!({"realm_access": {"roles": ["admin"]}, "account": {"plan": plan}, "cnf": {"jkt": jkt}});
    assert_eq!(answer::<ByPath>(with("free", "thumbprint")), 401, "chosen");
    assert_eq!(answer::<ByPath>(with("pro", "other")), 401, "inside a claim about the token");
}

#[derive(Claims)]
#[claims(either(scp, roles), either(email, phone))]
struct Either {
    #[claim(any_of = ["orders"])]
    scp: Option<Vec<String>>,
    #[claim(non_empty)]
    roles: Option<Vec<String>>,
    #[claim(email)]
    email: Option<String>,
    #[claim(len(min = 3), answer = 403)]
    phone: Option<String>,
}

#[derive(Claims)]
#[claims(either(scp, roles))]
struct EitherMust {
    #[claim(any_of = ["orders"])]
    scp: Vec<String>,
    #[claim(non_empty)]
    roles: Option<Vec<String>>,
}

#[test]
fn alternatives() {
    assert_eq!(answer::<Either>(json!({"email": "a@example.com"})), 403, "`scp` would do");
    assert_eq!(answer::<Either>(json!({"scp": ["orders"], "email": "no"})), 403, "`phone` would do");
    assert_eq!(answer::<EitherMust>(json!({})), 403);
}

#[derive(Claims)]
struct Several {
    #[claim(any_of = ["admin"], len(max = 9))]
    required: Vec<String>,
    #[claim(len(max = 9), any_of = ["admin"])]
    optional: Option<Vec<String>>,
    #[claim(any_of = ["admin"], none_of = ["guest"])]
    granted: Option<Vec<String>>,
    #[claim(any_of = ["admin"], if_present)]
    relaxed: Vec<String>,
}

/// The order in which rules stand on a field does not matter.
#[test]
fn an_absent_claim_breaks_all_rules_that_need_it() {
    let without = |claim: &str| {
        let list = json!(["admin"]);
        let mut claims = json!({"required": list, "optional": list, "granted": list, "relaxed": list});
        claims.as_object_mut().unwrap().remove(claim);
        answer::<Several>(claims)
    };
    assert_eq!(without("required"), 401, "`len` needs it, too, and 401 wins");
    assert_eq!(without("optional"), 401);
    assert_eq!(without("granted"), 403);
    assert_eq!(without("relaxed"), 401, "the rule would do without, the type does not");
}

#[derive(Claims, Debug)]
#[claims(check = whole)]
struct Checked {
    #[claim(check = refuses, answer = 403)]
    bool: Option<bool>,
    #[claim(check = forbids, answer = 401)]
    sub: Option<String>,
}

fn refuses(_: &bool) -> bool {
    false
}

fn forbids(_: &str) -> Result<(), Refusal> {
    Err(Refusal::forbidden("no"))
}

fn whole(claims: &Checked) -> Result<(), Refusal> {
    if claims.bool.is_some() { Ok(()) } else { Err(Refusal::forbidden("no").at("acr")) }
}

#[test]
fn what_a_refusal_says_counts_more_than_its_field() {
    #[derive(Claims)]
    struct Chosen {
        #[claim(check = refuses, answer = 403, if_present)]
        bool: Option<bool>,
        #[claim(check = forbids, answer = 401, if_present)]
        sub: Option<String>,
    }
    assert_eq!(answer::<Chosen>(json!({"bool": true})), 403, "a refusal that is not sure");
    assert_eq!(answer::<Chosen>(json!({"sub": "a"})), 403, "one that is");
    let error = verify::<Checked>(json!({})).unwrap_err();
    let of_whole = error.violations().last().unwrap();
    assert!(of_whole.claim() == "acr" && of_whole.is_permission(), "{error}");
}

#[test]
fn the_policy_shows_a_choice() {
    let text = Nested::POLICY.to_string();
    assert!(text.contains("realm: nested (answer 403)"), "{text}");
    assert!(text.contains("realm.name: non_empty (answer 401)"), "{text}");
    let json = serde_json::to_value(Nested::POLICY).unwrap();
    assert_eq!(json["rules"][0]["answer"], 403);
    assert_eq!(json["rules"][1].get("answer"), None);
}
