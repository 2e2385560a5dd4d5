//! Claims that borrow from the token.

use std::borrow::Cow;

use jwt_claims::{Claims, Token, Verified};

use super::support::{codes, issuer, signed, verifier};

#[derive(Claims, Debug)]
#[claims(ttl = "5m")]
struct Access<'a> {
    sub: &'a str,
    #[claim(any_of = ["editor", "admin"])]
    #[serde(borrow)]
    roles: Vec<&'a str>,
    #[claim(starts_with = "acme-")]
    tenant: &'a str,
    #[serde(borrow)]
    note: Option<Cow<'a, str>>,
}

/// As a handler would take it.
fn verified<'t>(token: &'t Token<'_>) -> Verified<Access<'t>> {
    token.verify().expect("a good token")
}

#[test]
fn claims_borrow_from_the_token() {
    let access = Access { sub: "alice", roles: vec!["editor"], tenant: "acme-1", note: None };
    let issued = issuer().issue(&access).unwrap();
    let verifier = verifier();
    let token = verifier.token(issued.as_str());
    let read = verified(&token);
    assert_eq!((read.sub, &*read.roles, read.tenant), ("alice", &["editor"][..], "acme-1"));
    assert!(read.note.is_none());
}

#[test]
fn rules_hold_for_borrowed_claims() {
    let text = signed(r#"{"sub":"alice","roles":["reader"],"tenant":"x","exp":1800000060}"#);
    let verifier = verifier();
    let token = verifier.token(&text);
    let error = token.verify::<Access<'_>>().unwrap_err();
    assert_eq!(codes(&error), ["roles: any_of", "tenant: starts_with"]);
}

#[derive(Claims, Debug)]
struct Two<'a, 'b: 'a, T> {
    a: &'a str,
    b: &'b str,
    t: T,
    #[serde(skip)]
    marker: std::marker::PhantomData<&'a T>,
}

#[test]
fn several_lifetimes_and_a_parameter() {
    let text = signed(r#"{"a":"1","b":"2","t":3,"exp":1800000060}"#);
    let verifier = verifier();
    let token = verifier.token(&text);
    let read = token.verify::<Two<'_, '_, u8>>().unwrap();
    assert_eq!((read.a, read.b, read.t), ("1", "2", 3));
}

#[derive(Claims, Debug)]
struct Mixed<'a, T> {
    sub: &'a str,
    data: T,
    exp: chrono::DateTime<chrono::Utc>,
}

#[test]
fn a_lifetime_beside_a_parameter() {
    let text = signed(r#"{"sub":"alice","data":[1,2],"exp":1800000060}"#);
    let verifier = verifier();
    let token = verifier.token(&text);
    let read = token.verify::<Mixed<'_, Vec<u8>>>().unwrap();
    assert_eq!((read.sub, &*read.data, read.exp.timestamp()), ("alice", &[1, 2][..], 1_800_000_060));
}
