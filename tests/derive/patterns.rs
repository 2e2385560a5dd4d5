//! `pattern`: the whole text, in linear time.

use jwt_claims::Claims;
use serde_json::json;

use super::support::{accepted, issued, not_issued, refused, verify};

#[derive(Claims, Debug)]
#[claims(ttl = "5m")]
struct Ticket {
    #[claim(pattern = "[A-Z]{2,4}-[0-9]+|none")]
    ticket: String,
    #[claim(if_present, pattern = r"(a+)+\w")]
    slow: Option<String>,
}

#[test]
fn a_pattern_accepts_whole_texts() {
    for ticket in ["AB-1", "ABCD-0123456789", "none"] {
        assert_eq!(accepted::<Ticket>(json!({"ticket": ticket})).ticket, ticket);
    }
}

#[test]
fn a_pattern_refuses_everything_else() {
    for ticket in
        ["", "A-1", "ab-1", "AB-1 ", "AB-1\n", "xAB-1", "AB-1x", "AB-none", "nonexx", "АВ-1", "AB-１"]
    {
        assert_eq!(refused::<Ticket>(json!({"ticket": ticket})), ["ticket: pattern"], "{ticket:?}");
    }
    assert_eq!(refused::<Ticket>(json!({})), ["ticket: missing"]);
    assert_eq!(refused::<Ticket>(json!({"ticket": null})), ["ticket: null"]);
    assert_eq!(refused::<Ticket>(json!({"ticket": 1})), ["ticket: wrong_type"]);
}

/// An engine that goes back would take longer than the universe for this.
#[test]
fn a_pattern_takes_linear_time() {
    let slow = format!("{}!", "a".repeat(3000));
    assert_eq!(refused::<Ticket>(json!({"ticket": "none", "slow": slow})), ["slow: pattern"]);
}

#[test]
fn patterns_are_redacted_and_hold_on_issuing() {
    let error = verify::<Ticket>(json!({"ticket": "s3cret"})).unwrap_err();
    let expected = r#"claims refused: `ticket`: expected text that matches "[A-Z]{2,4}-[0-9]+|none", found text that does not match"#;
    assert_eq!(error.to_string(), expected);
    assert!(!error.is_insufficient());
    issued(&Ticket { ticket: "AB-1".into(), slow: None });
    assert_eq!(not_issued(&Ticket { ticket: "x".into(), slow: None }), ["ticket: pattern"]);
}

/// Where a pattern says so itself, it is as wide as it says.
#[test]
fn flags_of_a_pattern_stay_inside() {
    #[derive(Claims, Debug)]
    struct Flags {
        #[claim(pattern = "(?i)ab")]
        folded: String,
        #[claim(pattern = "(?m)^a$")]
        lines: String,
    }
    accepted::<Flags>(json!({"folded": "aB", "lines": "a"}));
    assert_eq!(
        refused::<Flags>(json!({"folded": "abc", "lines": "a\nb"})),
        ["folded: pattern", "lines: pattern"]
    );
}
