//! Eight migrations from `jsonwebtoken`: code that uses it with checks by hand, and the code that
//! replaces it. Both get the same tokens, and must give the same answers. `MIGRATION.md` shows them.

mod apple;
mod auth0;
mod cognito;
mod document;
mod entra;
mod firebase;
mod github_app;
mod google;
mod keycloak;

use std::sync::OnceLock;
use std::time::SystemTime;

use jsonwebtoken::jwk::JwkSet;
use jwt_claims::{Algorithm, KeySet, NumericDate, SigningKey, Verifier, jws};
use jwt_claims_tests::forge;
use serde_json::{Value, json};

use crate::issuers;
use crate::jsonwebtoken_differences::install_provider;

/// The user that a token names, or the status of the answer.
type Answer = Result<String, u16>;

struct Migration {
    name: &'static str,
    source: &'static str,
    /// A valid payload, issued at 1800000000.
    sample: fn() -> Value,
    before: fn(&JwkSet, &str) -> Answer,
    after: fn(&Verifier, &str) -> Answer,
    bad: Bad,
}

/// Changes of the sample, each with the status of its answer.
type Bad = fn() -> Vec<(&'static str, Value, u16)>;

fn bad(pointer: &'static str, value: Value, status: u16) -> (&'static str, Value, u16) {
    (pointer, value, status)
}

const MIGRATIONS: [Migration; 7] = [
    auth0::MIGRATION,
    keycloak::MIGRATION,
    entra::MIGRATION,
    cognito::MIGRATION,
    firebase::MIGRATION,
    google::MIGRATION,
    apple::MIGRATION,
];

#[test]
fn good_tokens() {
    for migration in &MIGRATIONS {
        let claims = now((migration.sample)());
        let user = claims.get("oid").unwrap_or(&claims["sub"]).as_str().unwrap().to_owned();
        outcomes(migration, &signed(&claims)).both(&Ok(user));
    }
}

#[test]
fn bad_claims() {
    for migration in &MIGRATIONS {
        for (pointer, value, status) in (migration.bad)() {
            let claims = changed(now((migration.sample)()), pointer, value);
            outcomes(migration, &signed(&claims)).both(&Err(status));
        }
    }
}

#[test]
fn bad_times_and_issuers() {
    let changes = [
        ("/exp", json!(now_seconds() - 90)),
        ("/exp", json!(null)),
        ("/exp", json!("tomorrow")),
        ("/iss", json!("https://evil.example")),
        ("/iss", json!(null)),
        ("/aud", json!("another service")),
    ];
    for migration in &MIGRATIONS {
        for (pointer, value) in &changes {
            let claims = changed(now((migration.sample)()), pointer, value.clone());
            outcomes(migration, &signed(&claims)).both(&Err(401));
        }
    }
}

#[test]
fn bad_tokens() {
    for migration in &MIGRATIONS {
        let claims = now((migration.sample)());
        let good = signed(&claims);
        let [header, payload, signature] = good.split('.').collect::<Vec<_>>()[..] else { panic!("{good}") };
        let stranger = SigningKey::from_pem(Algorithm::RS256, STRANGER).unwrap();
        let kid = trusted().kid().unwrap();
        let header_of = |alg: &str| json!({"alg": alg, "kid": kid}).to_string();
        let tokens = [
            String::new(),
            "not a token".to_owned(),
            format!("{header}.{payload}"),
            format!("{header}.{payload}."),
            format!("{header}.{}.{signature}", forge::base64url(r#"{"sub":"mallory"}"#)),
            jws::sign(&stranger, claims.to_string().as_bytes()).unwrap(),
            jws::sign(&stranger.with_kid(kid), claims.to_string().as_bytes()).unwrap(),
            jws::sign(&trusted().clone().without_kid(), b"{}").unwrap(),
            format!("{}.{payload}.", forge::base64url(header_of("none"))),
            forge::hs256(PUBLIC.as_bytes(), header_of("HS256"), claims.to_string()),
        ];
        for token in tokens {
            outcomes(migration, &token).both(&Err(401));
        }
    }
}

const PRIVATE: &str = include_str!("../../jwt-claims/tests/fixtures/keys/rsa.pkcs8.pem");
const PUBLIC: &str = include_str!("../../jwt-claims/tests/fixtures/keys/rsa.spki.pem");
const STRANGER: &str = include_str!("../../jwt-claims/tests/fixtures/keys/rsa-e3.pkcs8.pem");

fn trusted() -> &'static SigningKey {
    static KEY: OnceLock<SigningKey> = OnceLock::new();
    KEY.get_or_init(|| SigningKey::from_pem(Algorithm::RS256, PRIVATE).unwrap().with_kid("2027-01"))
}

fn signed(claims: &Value) -> String {
    jws::sign(trusted(), claims.to_string().as_bytes()).unwrap()
}

fn now_seconds() -> i64 {
    NumericDate::from(SystemTime::now()).seconds()
}

/// The sample as if it were issued now, because `jsonwebtoken` reads the system's clock.
fn now(mut sample: Value) -> Value {
    for name in ["iat", "nbf", "exp", "auth_time"] {
        if let Some(time) = sample.get(name).and_then(Value::as_i64) {
            sample[name] = json!(time - 1_800_000_000 + now_seconds());
        }
    }
    sample
}

/// One member is another; `null` removes it, and a new member of the object is added.
fn changed(mut claims: Value, pointer: &str, value: Value) -> Value {
    let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
    let name = name.replace("~1", "/");
    let parent = claims.pointer_mut(parent).and_then(Value::as_object_mut).expect("the sample has it");
    if value.is_null() {
        parent.remove(&name)
    } else {
        parent.insert(name, value)
    };
    claims
}

struct Outcomes {
    title: String,
    before: Answer,
    after: Answer,
}

impl Outcomes {
    #[track_caller]
    fn both(&self, expected: &Answer) {
        assert_eq!((&self.before, &self.after), (expected, expected), "{}", self.title);
    }
}

/// What both versions answer to a token, with the keys as they load them at the start.
fn outcomes(migration: &Migration, token: &str) -> Outcomes {
    install_provider();
    let jwks = KeySet::from(trusted().verifying_key()).to_jwks();
    let theirs: JwkSet = serde_json::from_str(&jwks).unwrap();
    let ours = Verifier::new(KeySet::from_jwks(&jwks, &[Algorithm::RS256]).unwrap());
    let payload = token.split('.').nth(1).and_then(forge::from_base64url).unwrap_or_default();
    Outcomes {
        title: format!("{}: {token} {}", migration.name, String::from_utf8_lossy(&payload)),
        before: (migration.before)(&theirs, token),
        after: (migration.after)(&ours, token),
    }
}
