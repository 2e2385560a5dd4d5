//! Rules under a condition, claims that must not be there, and checks that
//! refuse several things.

use jwt_claims::{Claims, Refusal};
use serde_json::json;

use super::support::{accepted, issued, issuer, not_issued, refused, signed, verifier, verify, verify_raw};

#[derive(Claims, Debug)]
#[claims(ttl = "5m")]
struct Account {
    kind: String,
    #[claim(when(is_human, any_of = ["editor", "admin"], len(max = 2)))]
    roles: Option<Vec<String>>,
    #[claim(len(max = 20), when(is_human, email), when(Self::is_machine, starts_with = "bot-"))]
    login: String,
    #[claim(when(Account::is_machine, forbidden))]
    phone: Option<String>,
}

fn is_human(account: &Account) -> bool {
    account.kind == "human"
}

impl Account {
    fn is_machine(&self) -> bool {
        self.kind == "machine"
    }
}

#[test]
fn a_group_holds_only_under_its_condition() {
    accepted::<Account>(json!({"kind": "human", "roles": ["admin"], "login": "a@b.example", "phone": "1"}));
    accepted::<Account>(json!({"kind": "machine", "login": "bot-1"}));
    accepted::<Account>(json!({"kind": "other", "login": "x", "roles": []}));
}

#[test]
fn each_rule_of_a_group_refuses() {
    assert_eq!(refused::<Account>(json!({"kind": "human", "login": "a@b"})), ["roles: missing"]);
    assert_eq!(
        refused::<Account>(json!({"kind": "human", "roles": ["a", "b", "c"], "login": "bot-1"})),
        ["roles: any_of", "roles: len", "login: email"]
    );
    assert_eq!(refused::<Account>(json!({"kind": "machine", "login": "a@b"})), ["login: starts_with"]);
    assert_eq!(refused::<Account>(json!({"kind": "x", "login": "a".repeat(21)})), ["login: len"]);
    assert_eq!(
        refused::<Account>(json!({"kind": "human", "login": "a@b", "roles": 7})),
        ["roles: wrong_type"]
    );
}

#[test]
fn what_is_forbidden_under_a_condition() {
    assert_eq!(
        refused::<Account>(json!({"kind": "machine", "login": "bot-1", "phone": "1"})),
        ["phone: forbidden"]
    );
    assert_eq!(
        refused::<Account>(json!({"kind": "machine", "login": "bot-1", "phone": null})),
        ["phone: forbidden"]
    );
}

#[test]
fn the_policy_names_the_condition() {
    let policy = Account::POLICY.to_string();
    for line in [
        "  roles: any_of \"editor\", \"admin\" (when is_human)\n",
        "  login: len max = 20\n",
        "  login: starts_with \"bot-\" (when Self::is_machine)\n",
        "  phone: forbidden (when Account::is_machine)\n",
    ] {
        assert!(policy.contains(line), "{policy}");
    }
    let json = serde_json::to_value(Account::POLICY).unwrap();
    assert_eq!(json["rules"][0]["when"], "is_human");
    assert_eq!(json["rules"][2].get("when"), None);
}

#[test]
fn conditions_hold_on_issuing_too() {
    let account = |kind: &str, phone: Option<&str>| Account {
        kind: kind.into(),
        roles: None,
        login: "bot-1".into(),
        phone: phone.map(Into::into),
    };
    issued(&account("machine", None));
    assert_eq!(not_issued(&account("machine", Some("1"))), ["phone: forbidden"]);
    assert_eq!(not_issued(&account("human", None)), ["roles: missing", "login: email"]);
}

/// A condition may be a boolean of the context.
#[test]
fn the_context_can_be_the_condition() {
    struct Mode {
        strict: bool,
    }
    #[derive(Claims)]
    #[claims(ttl = "5m", context = Mode, when(cx.strict, check = Self::is_short))]
    struct Named {
        #[claim(when(cx.strict, non_empty))]
        name: String,
    }
    impl Named {
        fn is_short(&self) -> bool {
            self.name.len() < 5
        }
    }
    let refuses = |name: &str, strict: bool| {
        issuer().issue_with(&Named { name: name.into() }, &Mode { strict }).is_err()
    };
    assert!(!refuses("", false) && refuses("", true) && refuses("abcdef", true) && !refuses("a", true));
    assert!(Named::POLICY.to_string().ends_with("(whole): check Self::is_short (when cx.strict)\n"));
}

#[derive(Claims, Debug)]
#[claims(ttl = "5m", forbidden(nbf, jti, act, "https://example.com/x"))]
struct Plain {
    #[claim(forbidden)]
    nonce: Option<String>,
}

#[test]
fn what_is_forbidden_may_be_absent_and_nothing_else() {
    accepted::<Plain>(json!({"other": 1}));
    for (claim, value) in [
        ("nonce", json!("x")),
        ("nonce", json!(null)),
        ("act", json!({"sub": "x"})),
        ("act", json!(null)),
        ("https://example.com/x", json!("")),
        ("nbf", json!(1)),
        ("jti", json!("x")),
    ] {
        assert_eq!(refused::<Plain>(json!({claim: value})), [format!("{claim}: forbidden")], "{value}");
    }
    assert_eq!(refused::<Plain>(json!({"act": 1, "nonce": ""})), ["nonce: forbidden", "act: forbidden"]);
    assert_eq!(refused::<Plain>(json!({"nonce": 1})), ["nonce: wrong_type"]);
    // a name is a name, not what looks like it
    accepted::<Plain>(json!({"аct": 1, "Act": 1, "act ": 1}));
    // escaped, it is the same
    let escaped = verify_raw::<Plain>(r#"{"exp": 1800000060, "\u0061ct": 1}"#).unwrap_err();
    assert_eq!(escaped.violations()[0].code(), "forbidden");
}

/// Of a registered claim it counts what the field holds, of another one whether
/// it is in the token.
#[test]
fn a_forbidden_field_of_a_type_that_only_verifies() {
    #[derive(Claims, Debug)]
    #[claims(verify_only)]
    struct Received {
        #[claim(forbidden)]
        nbf: Option<i64>,
        #[claim(forbidden)]
        nonce: Option<String>,
    }
    accepted::<Received>(json!({}));
    assert_eq!(refused::<Received>(json!({"nbf": 1})), ["nbf: forbidden"]);
    assert_eq!(refused::<Received>(json!({"nonce": null})), ["nonce: forbidden"]);
}

/// A name that is watched is still refused when it is repeated.
#[test]
fn repeated_forbidden_names_are_malformed() {
    let error = verify_raw::<Plain>(r#"{"exp": 1800000060, "act": 1, "act": 2}"#).unwrap_err();
    assert_eq!(error.code(), "token_malformed");
}

#[test]
fn the_issuer_does_not_fill_in_what_is_forbidden() {
    let payload = issued(&Plain { nonce: None });
    assert!(payload.get("jti").is_none() && payload.get("iat").is_some());
    assert_eq!(not_issued(&Plain { nonce: Some("x".into()) }), ["nonce: forbidden"]);
    super::support::round_trip(&Plain { nonce: None });
}

#[test]
fn what_is_forbidden_stands_in_the_policy() {
    let policy = Plain::POLICY.to_string();
    for line in ["  nbf: forbidden\n", "  nonce: forbidden\n", "  act: forbidden\n"] {
        assert!(policy.contains(line), "{policy}");
    }
    let error = verify::<Plain>(json!({"act": "s3cret"})).unwrap_err();
    assert_eq!(error.to_string(), "claims refused: `act`: expected no such claim, found a claim");
    assert!(!error.is_insufficient());
}

#[derive(Claims, Debug)]
#[claims(ttl = "5m", check = dates_fit, check = name_fits)]
struct Booking {
    from: u32,
    to: u32,
    name: String,
}

fn dates_fit(booking: &Booking) -> Result<(), Vec<Refusal>> {
    let mut refusals = Vec::new();
    if booking.from > booking.to {
        refusals.push(Refusal::new("it ends before it begins").at("to"));
    }
    if booking.to - booking.from.min(booking.to) > 30 {
        refusals.push(Refusal::forbidden("too long").at("from"));
        refusals.push(Refusal::new("too long"));
    }
    if refusals.is_empty() && booking.name != "empty" { Ok(()) } else { Err(refusals) }
}

fn name_fits(booking: &Booking) -> Result<(), Vec<Refusal>> {
    if booking.name == "x" { Err(vec!["no name".into()]) } else { Ok(()) }
}

#[test]
fn a_check_may_refuse_several_things() {
    accepted::<Booking>(json!({"from": 1, "to": 2, "name": "a"}));
    assert_eq!(refused::<Booking>(json!({"from": 2, "to": 1, "name": "x"})), ["to: check", ": check"]);
    assert_eq!(refused::<Booking>(json!({"from": 0, "to": 31, "name": "a"})), ["from: check", ": check"]);
}

/// An `Err` is a refusal, even one without a reason.
#[test]
fn an_empty_list_of_refusals_refuses() {
    assert_eq!(refused::<Booking>(json!({"from": 1, "to": 2, "name": "empty"})), [": check"]);
}

#[test]
fn an_explanation_puts_a_refusal_at_its_check() {
    let token = signed(r#"{"exp": 1800000060, "from": 2, "to": 1, "name": "a"}"#);
    let text = verifier().token(&token).explain::<Booking>().to_string();
    assert!(
        text.contains("FAILED  (whole): check dates_fit (`to`: expected check `dates_fit` to pass"),
        "{text}"
    );
    assert!(text.contains("ok      (whole): check name_fits"), "{text}");
}
