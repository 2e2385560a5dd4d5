//! Functions of the user's own: on fields and over the whole.

use jwt_claims::{Claims, Refusal};
use serde_json::json;

use super::support::{accepted, not_issued, refused, verify};

fn is_country(code: &str) -> bool {
    code.len() == 2
}

fn is_even(seats: &u32) -> Result<(), &'static str> {
    if seats % 2 == 0 { Ok(()) } else { Err("an odd number of seats") }
}

fn is_ours(tenant: &String) -> Result<(), Refusal> {
    if tenant == "acme" { Ok(()) } else { Err(Refusal::forbidden("another tenant")) }
}

fn has_words(words: &[String]) -> Result<(), String> {
    if words.is_empty() { Err(format!("{} words", words.len())) } else { Ok(()) }
}

#[derive(Claims, Debug)]
#[claims(ttl = "5m", check = Access::is_sound, check = seats_fit)]
struct Access {
    #[claim(check = is_country)]
    country: String,
    #[claim(check = is_even, check = Self::is_small)]
    seats: u32,
    #[claim(check = is_ours)]
    tenant: String,
    #[claim(check = has_words, if_present)]
    words: Option<Vec<String>>,
}

impl Access {
    fn is_small(seats: &u32) -> bool {
        *seats < 1000
    }

    fn is_sound(&self) -> Result<(), Refusal> {
        if self.country == "XX" { Err(Refusal::new("no such country")) } else { Ok(()) }
    }
}

fn seats_fit(access: &Access) -> bool {
    access.seats != 2 || access.country != "DE"
}

fn claims(country: &str, seats: u32, tenant: &str) -> serde_json::Value {
    json!({"country": country, "seats": seats, "tenant": tenant})
}

#[test]
fn checks_accept() {
    assert_eq!(accepted::<Access>(claims("FR", 4, "acme")).seats, 4);
}

#[test]
fn checks_refuse_each_with_its_claim() {
    assert_eq!(refused::<Access>(claims("FRA", 4, "acme")), ["country: check"]);
    assert_eq!(refused::<Access>(claims("FR", 1001, "acme")), ["seats: check", "seats: check"]);
    assert_eq!(refused::<Access>(claims("FR", 4, "other")), ["tenant: check"]);
    let mut with_words = claims("FR", 4, "acme");
    with_words["words"] = json!([]);
    assert_eq!(refused::<Access>(with_words), ["words: check"]);
}

#[test]
fn checks_over_the_whole_have_no_claim_and_come_last() {
    assert_eq!(refused::<Access>(claims("XX", 1, "acme")), ["seats: check", ": check"]);
    assert_eq!(refused::<Access>(claims("DE", 2, "acme")), [": check"]);
}

#[test]
fn the_reason_is_told_to_the_log_only() {
    let error = verify::<Access>(claims("FR", 3, "acme")).unwrap_err();
    assert_eq!(error.violations()[0].actual(), "an odd number of seats");
    assert_eq!(error.violations()[0].expected(), "check `is_even` to pass");
    assert!(!error.client_message().contains("seats"));
}

#[test]
fn a_check_can_be_about_permission() {
    assert!(verify::<Access>(claims("FR", 4, "other")).unwrap_err().is_insufficient());
    assert!(!verify::<Access>(claims("FR", 3, "acme")).unwrap_err().is_insufficient());
    assert!(!verify::<Access>(claims("FR", 3, "other")).unwrap_err().is_insufficient());
}

#[test]
fn checks_hold_on_issuing_too() {
    let access = Access { country: "XX".into(), seats: 3, tenant: "acme".into(), words: None };
    assert_eq!(not_issued(&access), ["seats: check", ": check"]);
}

/// A check that needs what its claim refers to, and a generic one.
#[test]
fn checks_take_what_the_field_derefs_to() {
    fn is_short<T: AsRef<str> + ?Sized>(text: &T) -> bool {
        text.as_ref().len() < 5
    }
    #[derive(Claims, Debug)]
    struct Shapes {
        #[claim(check = is_country)]
        boxed: Box<str>,
        #[claim(check = is_short)]
        plain: String,
        #[claim(check = is_short::<str>)]
        cow: std::borrow::Cow<'static, str>,
        #[claim(check = str::is_ascii)]
        ascii: String,
    }
    let read: Shapes = accepted(json!({"boxed": "DE", "plain": "ab", "cow": "cd", "ascii": "x"}));
    assert_eq!((&*read.boxed, &*read.plain, &*read.cow, &*read.ascii), ("DE", "ab", "cd", "x"));
    assert_eq!(
        refused::<Shapes>(json!({"boxed": "DEU", "plain": "abcde", "cow": "abcde", "ascii": "é"})),
        ["boxed: check", "plain: check", "cow: check", "ascii: check"]
    );
}
