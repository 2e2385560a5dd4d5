//! A refusal for each code of a violation, and nothing else wrong.

use std::collections::BTreeMap;
use std::time::Duration;

use jwt_claims::jwe::{DecryptionKey, KeyManagement};
use jwt_claims::preset::{IdToken, Login};
use jwt_claims::{ClaimValue, Claims, Error, FixedClock, Issuer, Refusal, SigningKey, Verifier};
use jwt_claims_tests::forge;
use serde::Serializer;
use serde_json::{Value, json};

const SECRET: [u8; 32] = [7; 32];
const NOW: i64 = 1_800_000_000;

#[derive(ClaimValue)]
#[claim_value(ascending)]
enum Level {
    Low,
    High,
}

#[derive(Claims)]
#[claims(issuer = "us", audience = "here", max_age = "1h", max_lifetime = "2h")]
#[claims(either(scp, groups), either(account, login))]
#[serde(deny_unknown_fields)]
struct Everything {
    sub: String,
    #[claim(any_of = "a")]
    any_of: Option<Vec<String>>,
    #[claim(all_of = "a", if_present)]
    all_of: Option<Vec<String>>,
    #[claim(none_of = "a", if_present)]
    none_of: Option<Vec<String>>,
    #[claim(one_of = ["a", "b"], if_present)]
    one_of: Option<String>,
    #[claim(equals = "a", if_present)]
    equals: Option<String>,
    #[claim(not_equals = "a", if_present)]
    not_equals: Option<String>,
    #[claim(at_least = Level::High, if_present)]
    at_least: Option<Level>,
    #[claim(starts_with = "a", if_present)]
    starts_with: Option<String>,
    #[claim(ends_with = "a", if_present)]
    ends_with: Option<String>,
    #[claim(non_empty, if_present)]
    non_empty: Option<String>,
    #[claim(len = 1, if_present)]
    len: Option<String>,
    #[claim(range(min = 1), if_present)]
    range: Option<u8>,
    #[claim(email, if_present)]
    email: Option<String>,
    #[claim(uuid, if_present)]
    uuid: Option<String>,
    #[claim(url, if_present)]
    url: Option<String>,
    #[claim(pattern = "a", if_present)]
    pattern: Option<String>,
    #[claim(past, if_present)]
    past: Option<i64>,
    #[claim(max_age = "1h", if_present)]
    max_age: Option<i64>,
    #[claim(name = "not_before", not_before = "2020-01-01", if_present)]
    not_before: Option<i64>,
    #[claim(check = is_sound, if_present)]
    sound: Option<bool>,
    #[claim(check = is_permitted, if_present)]
    permitted: Option<bool>,
    #[claim(forbidden)]
    forbidden: Option<bool>,
    #[claim(any_of = "a")]
    scp: Option<Vec<String>>,
    #[claim(any_of = "a")]
    groups: Option<Vec<String>>,
    #[claim(one_of = ["mfa"], if_present)]
    acr: Option<String>,
    #[claim(uuid)]
    account: Option<String>,
    #[claim(email)]
    login: Option<String>,
}

fn is_sound(sound: &bool) -> bool {
    *sound
}

fn is_permitted(permitted: &bool) -> Result<(), Refusal> {
    if *permitted { Ok(()) } else { Err(Refusal::forbidden("no permission")) }
}

/// Told apart by a claim.
#[derive(Claims)]
#[claims(kinds_by = "use")]
enum Kinds {
    #[claims(kind = "nothing")]
    Nothing(Nothing),
}

/// Of no declared audience.
#[derive(Claims)]
struct Nothing {}

#[derive(Claims)]
#[claims(ttl = "5m")]
struct NotWritten {
    #[serde(serialize_with = "fails")]
    claim: u8,
}

fn fails<S: Serializer>(_: &u8, _: S) -> Result<S::Ok, S::Error> {
    Err(serde::ser::Error::custom("no"))
}

#[derive(Claims)]
#[claims(ttl = "5m")]
struct NotJson {
    claim: BTreeMap<Vec<u8>, u8>,
}

pub(super) fn refused() -> Vec<Error> {
    let wrong = [
        ("sub", json!(null)),
        ("sub", json!(1)),
        ("other", json!(1)),
        ("exp", json!(NOW - 60)),
        ("nbf", json!(NOW + 60)),
        ("iat", json!(NOW + 60)),
        ("iat", json!(NOW - 4000)),
        ("exp", json!(NOW + 8000)),
        ("iss", json!("others")),
        ("aud", json!("there")),
        ("any_of", json!(["b"])),
        ("all_of", json!(["b"])),
        ("none_of", json!(["a"])),
        ("one_of", json!("c")),
        ("equals", json!("b")),
        ("not_equals", json!("a")),
        ("at_least", json!("Low")),
        ("starts_with", json!("b")),
        ("ends_with", json!("b")),
        ("non_empty", json!("")),
        ("len", json!("ab")),
        ("range", json!(0)),
        ("email", json!("a")),
        ("uuid", json!("a")),
        ("url", json!("a")),
        ("pattern", json!("b")),
        ("past", json!(NOW + 60)),
        ("max_age", json!(0)),
        ("not_before", json!(0)),
        ("sound", json!(false)),
        ("permitted", json!(false)),
        ("forbidden", json!(true)),
        ("scp", json!(["b"])),
        ("acr", json!("pwd")),
        ("account", json!("a")),
    ];
    let mut refused: Vec<_> =
        wrong.into_iter().map(|(claim, value)| everything("JWT", claim, value)).collect();
    refused.push(without("sub"));
    refused.push(without("any_of"));
    refused.push(everything("other", "sub", json!("alice")));
    refused.push(verify::<Nothing>("JWT", &json!({"exp": NOW + 60, "aud": "here"})));
    refused.push(verify::<Nothing>("JWT", &json!({"exp": NOW + 60, "cnf": {"jkt": "x"}})));
    refused.push(verify::<Kinds>("JWT", &json!({"exp": NOW + 60, "use": "other"})));
    refused.push(another_hash());
    refused.extend(encryption());
    refused.push(issue(&NotWritten { claim: 1 }));
    refused.push(issue(&NotJson { claim: BTreeMap::from([(vec![], 1)]) }));
    refused
}

#[derive(Claims)]
#[claims(encrypted)]
struct Secret {}

/// One that lacks it, and one that has it without being asked.
fn encryption() -> [Error; 2] {
    let key = DecryptionKey::generate(KeyManagement::A256KW).unwrap();
    let signing = SigningKey::hs256(SECRET).unwrap();
    let verifier = Verifier::new(signing.verifying_key()).decrypting_with(key.clone());
    let issuer = Issuer::new(signing).with_ttl(Duration::from_secs(60)).unwrap();
    let (open, issuer) =
        (issuer.issue(&Nothing {}).unwrap(), issuer.encrypting_for(key.encryption_key().unwrap()));
    let closed = issuer.issue(&Secret {}).unwrap();
    [
        verifier.verify::<Secret>(open.as_str()).err().expect("it is not encrypted"),
        verifier.verify::<Nothing>(closed.as_str()).err().expect("it is encrypted"),
    ]
}

/// Of an ID token and an access token that does not belong to it.
fn another_hash() -> Error {
    let claims =
        json!({"iss": "us", "sub": "alice", "aud": "here", "iat": NOW, "exp": NOW + 60, "at_hash": "x"});
    let token = forge::hs256(&SECRET, r#"{"alg":"HS256"}"#, claims.to_string());
    let user = verifier().verify_with::<IdToken>(&token, &Login::new("here")).unwrap();
    user.check_access_token(&user.header(), "another").unwrap_err()
}

/// Of a token in which one claim is another.
fn everything(typ: &str, claim: &str, value: Value) -> Error {
    let mut claims = good();
    claims[claim] = value;
    verify::<Everything>(typ, &claims)
}

fn without(claim: &str) -> Error {
    let mut claims = good();
    claims.as_object_mut().unwrap().remove(claim);
    verify::<Everything>("JWT", &claims)
}

fn good() -> Value {
    json!({
        "iss": "us", "aud": "here", "sub": "alice", "iat": NOW, "exp": NOW + 600, "any_of": ["a"],
        "scp": ["a"], "account": "67e55044-10b1-426f-9247-bb680e5fe0c8",
    })
}

fn verify<C: jwt_claims::OwnedClaims + jwt_claims::ContextFree>(typ: &str, claims: &Value) -> Error {
    let header = json!({"alg": "HS256", "typ": typ}).to_string();
    let token = forge::hs256(&SECRET, header, claims.to_string());
    verifier().token(&token).verify::<C>().err().unwrap_or_else(|| panic!("accepted: {claims}"))
}

fn verifier() -> Verifier {
    let key = SigningKey::hs256(SECRET).unwrap().verifying_key();
    Verifier::new(key).with_clock(FixedClock::at(NOW))
}

fn issue<C: jwt_claims::IssueClaims + jwt_claims::ContextFree>(claims: &C) -> Error {
    Issuer::new(SigningKey::hs256(SECRET).unwrap()).issue(claims).expect_err("not issued")
}
