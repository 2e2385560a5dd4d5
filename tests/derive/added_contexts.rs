//! An extension with a context, and a base without one.

use jwt_claims::{Claims, Verified};
use serde_json::{Value, json};

use super::support::{NOW, codes, issuer, signed, verifier};

struct Here<'r> {
    tenant: &'r str,
}

#[derive(Claims, Debug, PartialEq, Clone)]
#[claims(ttl = "5m")]
struct Base {
    #[claim(non_empty)]
    tenant: String,
}

#[derive(Claims, Debug, PartialEq)]
#[claims(context = Here<'_>, rules(tenant(equals = cx.tenant)))]
struct OfHere(Base);

#[derive(Claims, Debug, PartialEq)]
#[claims(context = Here<'_>, check_with = Self::is_here)]
struct Further {
    #[claim(base)]
    base: Base,
    #[claim(not_equals = cx.tenant)]
    other: Option<String>,
}

impl Further {
    fn is_here(&self, cx: &Here<'_>) -> bool {
        self.tenant == cx.tenant
    }
}

/// The context of its base.
#[derive(Claims, Debug, PartialEq)]
#[claims(rules(tenant(len = 4)))]
struct Again(OfHere);

/// A part of the enum may need no context.
#[derive(Claims, Debug)]
#[claims(kinds_by = "use")]
enum Either {
    #[claims(kind = "here")]
    Here(OfHere),
    #[claims(kind = "anywhere")]
    Anywhere(Base),
}

const ACME: Here<'static> = Here { tenant: "acme" };

fn token(mut claims: Value) -> String {
    claims["exp"] = (NOW + 60).into();
    signed(&claims.to_string())
}

macro_rules! refused {
    ($type:ty, $claims:expr) => {
        codes(&verifier().token(&token($claims)).verify_with::<$type>(&ACME).unwrap_err())
    };
}

#[test]
fn the_rules_of_the_base_and_of_the_context_hold() {
    let text = token(json!({"tenant": "acme"}));
    let verifier = verifier();
    let here: Verified<OfHere> = verifier.token(&text).verify_with(&ACME).unwrap();
    // the base alone still needs none
    assert_eq!(verifier.token(&text).verify::<Base>().unwrap().tenant, "acme");
    assert_eq!(here.into_base().tenant, "acme");
    assert_eq!(refused!(OfHere, json!({"tenant": ""})), ["tenant: non_empty", "tenant: equals"]);
    assert_eq!(refused!(OfHere, json!({"tenant": "other"})), ["tenant: equals"]);
    assert_eq!(refused!(Again, json!({"tenant": "other"})), ["tenant: equals", "tenant: len"]);
    assert_eq!(refused!(Further, json!({"tenant": "acme", "other": "acme"})), ["other: not_equals"]);
    assert_eq!(refused!(Further, json!({"tenant": "x"})), [": check"]);
    assert!(verifier.token(&text).verify_with::<Again>(&ACME).is_ok());
    assert!(verifier.token(&text).verify_with::<Further>(&ACME).is_ok());
}

#[test]
fn they_hold_on_issuing() {
    let base = Base { tenant: "acme".into() };
    assert!(issuer().issue(&base).is_ok());
    assert!(issuer().issue_with(&OfHere(base.clone()), &ACME).is_ok());
    let other = Here { tenant: "other" };
    let error = issuer().issue_with(&OfHere(base), &other).unwrap_err();
    assert_eq!(codes(&error), ["tenant: equals"]);
}

#[test]
fn a_kind_may_need_no_context() {
    let verifier = verifier();
    let verify =
        |claims| verifier.token(&token(claims)).verify_with::<Either>(&ACME).map(Verified::into_inner);
    let kind = verify(json!({"use": "here", "tenant": "acme"}));
    assert!(matches!(kind, Ok(Either::Here(_))), "{kind:?}");
    let kind = verify(json!({"use": "anywhere", "tenant": "other"}));
    assert!(matches!(kind, Ok(Either::Anywhere(_))), "{kind:?}");
    assert!(verify(json!({"use": "here", "tenant": "other"})).is_err());
    let issued = issuer().issue_with(&Either::Anywhere(Base { tenant: "x".into() }), &ACME);
    assert!(issued.is_ok());
}
