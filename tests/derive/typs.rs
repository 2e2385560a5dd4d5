//! Several values of `typ`, and tokens without one.

use jwt_claims::{Claims, ContextFree, OwnedClaims, jws};
use jwt_claims_tests::forge::hs256;

use super::support::{NOW, SECRET, codes, issuer, key, round_trip, verifier};

static ID: &str = "id+jwt";

#[derive(Claims, Debug, PartialEq)]
#[claims(typ = ["at+jwt", "JWT", absent], ttl = "5m")]
struct Access {
    sub: String,
}

#[derive(Claims, Debug, PartialEq)]
#[claims(typ = [absent, ID], ttl = "5m")]
struct Id {
    sub: String,
}

#[derive(Claims, Debug, PartialEq)]
#[claims(typ = "JWT")]
struct Narrowed(Access);

#[derive(Claims, Debug, PartialEq)]
#[claims(typ = [absent, "application/AT+JWT"])]
struct Reordered(Access);

#[derive(Claims, Debug, PartialEq)]
struct Inherited(Access);

#[derive(Claims, Debug, PartialEq)]
#[claims(ttl = "5m")]
struct Undeclared {
    sub: String,
}

#[derive(Claims, Debug, PartialEq)]
#[claims(typ = ["jwt"])]
struct OnlyJwt(Undeclared);

#[derive(Claims, Debug, PartialEq)]
#[claims(typ = ["JWT", absent])]
struct Same(Undeclared);

fn alice() -> Access {
    Access { sub: "alice".into() }
}

/// A token with that `typ` in its header, or none.
fn token(typ: Option<&str>) -> String {
    let payload = format!(r#"{{"sub":"alice","exp":{}}}"#, NOW + 60);
    match typ {
        Some(typ) => jws::sign_typed(&key(), typ, payload.as_bytes()).unwrap(),
        None => jws::sign(&key(), payload.as_bytes()).unwrap(),
    }
}

fn accepts<C: OwnedClaims + ContextFree>(typ: Option<&str>) -> bool {
    match verifier().verify::<C>(&token(typ)) {
        Ok(_) => true,
        Err(error) => {
            assert_eq!(codes(&error), ["typ: wrong_typ"]);
            false
        }
    }
}

const TYPS: [Option<&str>; 9] = [
    None,
    Some("JWT"),
    Some("application/jwt"),
    Some("at+jwt"),
    Some("Application/AT+JWT"),
    Some("id+jwt"),
    Some("absent"),
    Some("application/x/at+jwt"),
    Some("\u{430}t+jwt"),
];

/// For each of them `1` if it is accepted.
fn accepted<C: OwnedClaims + ContextFree>() -> String {
    TYPS.map(|typ| if accepts::<C>(typ) { '1' } else { '0' }).into_iter().collect()
}

#[test]
fn each_of_the_list_is_accepted_and_nothing_else() {
    assert_eq!(accepted::<Access>(), "111110000");
    assert_eq!(accepted::<Id>(), "100001000");
    assert_eq!(accepted::<Inherited>(), "111110000");
    assert_eq!(accepted::<Narrowed>(), "011000000");
    assert_eq!(accepted::<Reordered>(), "100110000");
    assert_eq!(accepted::<Undeclared>(), "111000000");
    assert_eq!(accepted::<OnlyJwt>(), "011000000");
    assert_eq!(accepted::<Same>(), "111000000");
}

#[test]
fn an_empty_typ_null_and_other_types_are_not_an_absent_one() {
    let payload = format!(r#"{{"sub":"alice","exp":{}}}"#, NOW + 60);
    for typ in [r#""""#, "null", "[]", r#"["JWT"]"#, "1", r#"{"JWT":"JWT"}"#, r#"" ""#] {
        let token = hs256(SECRET, format!(r#"{{"alg":"HS256","typ":{typ}}}"#), &payload);
        assert!(verifier().verify::<Access>(&token).is_err(), "{typ}");
        assert!(verifier().verify::<Door>(&token).is_err(), "{typ}");
    }
    let token = hs256(SECRET, r#"{"alg":"HS256"}"#, &payload);
    assert!(verifier().verify::<Access>(&token).is_ok());
}

#[test]
fn issuing_writes_the_first() {
    fn written<C: jwt_claims::IssueClaims + ContextFree + OwnedClaims>(claims: &C) -> Option<String> {
        let issued = issuer().issue(claims).unwrap();
        let verifier = verifier();
        let verified = verifier.verify::<C>(issued.as_str()).unwrap();
        verified.header().typ().map(str::to_owned)
    }
    assert_eq!(written(&alice()).as_deref(), Some("at+jwt"));
    assert_eq!(written(&Id { sub: "alice".into() }), None);
    assert_eq!(written(&Inherited(alice())).as_deref(), Some("at+jwt"));
    assert_eq!(written(&Narrowed(alice())).as_deref(), Some("JWT"));
    assert_eq!(written(&Reordered(alice())), None);
    assert_eq!(written(&Undeclared { sub: "alice".into() }).as_deref(), Some("JWT"));
}

#[test]
fn a_policy_shows_the_list() {
    let line = |policy: &jwt_claims::Policy| {
        let text = policy.to_string();
        text.lines().find(|line| line.starts_with("  typ: ")).unwrap().to_owned()
    };
    assert_eq!(line(Access::POLICY), r#"  typ: one of "at+jwt", "JWT", absent"#);
    assert_eq!(line(Id::POLICY), r#"  typ: one of absent, "id+jwt""#);
    assert_eq!(line(Narrowed::POLICY), r#"  typ: "JWT""#);
    assert_eq!(line(Undeclared::POLICY), r#"  typ: absent or "JWT""#);
    let json = |policy: &jwt_claims::Policy| serde_json::to_value(policy).unwrap()["typ"].to_string();
    assert_eq!(json(Access::POLICY), r#"["at+jwt","JWT",null]"#);
    assert_eq!(json(Narrowed::POLICY), r#""JWT""#);
    assert_eq!(json(Undeclared::POLICY), "null");
    assert_eq!(Access::POLICY.typs(), [Some("at+jwt"), Some("JWT"), None]);
    assert_eq!((Access::POLICY.typ(), Id::POLICY.typ()), (Some("at+jwt"), None));
    assert_eq!(Undeclared::POLICY.typs(), [Some("JWT"), None]);
    assert_ne!(Access::POLICY, Inherited::POLICY);
}

#[test]
fn errors_name_the_list() {
    let error = verifier().verify::<Access>(&token(Some("id+jwt"))).unwrap_err();
    let text = r#"claims refused: `typ`: expected "at+jwt" or "JWT" or no `typ`, found "id+jwt""#;
    assert_eq!(error.to_string(), text);
    let verifier = verifier();
    let token = token(Some("id+jwt"));
    let explanation = verifier.token(&token).explain::<Access>();
    let step = explanation.steps().iter().find(|step| step.check() == "typ").unwrap();
    assert_eq!(step.code(), Some("wrong_typ"));
    assert!(step.detail().unwrap().contains(r#""JWT" or no `typ`"#));
}

#[derive(Claims, Debug, PartialEq)]
#[claims(kinds_by = "typ")]
enum Door {
    Access(Access),
    Logout(Logout),
}

#[derive(Claims, Debug, PartialEq)]
#[claims(typ = ["logout+jwt", "id+jwt"], ttl = "5m")]
struct Logout {
    sub: String,
}

#[test]
fn kinds_may_have_several_types_each() {
    let kind = |typ| match verifier().verify::<Door>(&token(typ)).map(jwt_claims::Verified::into_inner) {
        Ok(Door::Access(_)) => "access",
        Ok(Door::Logout(_)) => "logout",
        Err(_) => "none",
    };
    let kinds = ["access", "access", "access", "access", "access", "logout", "none", "none", "none"];
    assert_eq!(TYPS.map(kind), kinds);
    assert_eq!(kind(Some("application/Logout+JWT")), "logout");
    assert_eq!(round_trip(&Door::Access(alice())), Door::Access(alice()));
    let error = verifier().verify::<Door>(&token(Some("x"))).unwrap_err().to_string();
    let text = r#"expected one of "at+jwt", "JWT", no `typ`, "logout+jwt", "id+jwt", found "x""#;
    assert!(error.contains(text), "{error}");
    let values: Vec<_> = Door::POLICY.variants().map(|(name, value, _)| (name, value)).collect();
    assert_eq!(values, [("Access", "at+jwt"), ("Logout", "logout+jwt")]);
}
