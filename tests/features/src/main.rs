//! Issues and verifies without chrono, jsonwebtoken, aws-lc-rs and patterns.

use jwt_claims::{Claims, Issuer, NumericDate, SigningKey, Verifier};

#[derive(Claims)]
#[claims(ttl = "15m")]
struct Session {
    sub: String,
    iat: Option<i64>,
    nbf: Option<NumericDate>,
}

fn main() {
    let key = SigningKey::hs256("a secret of at least thirty-two bytes").expect("a key");
    let verifier = Verifier::new(key.verifying_key());
    let session = Session { sub: "alice".into(), iat: None, nbf: None };
    let issued = Issuer::new(key).issue(&session).expect("a token");
    let token = verifier.token(issued.as_str());
    let read = token.verify::<Session>().expect("our own token");
    assert!(read.sub == "alice" && read.iat.is_some() && read.nbf.is_none());
    // needs no feature
    assert!(jwt_claims::testing::policy_matches(Session::POLICY, "no/such/folder/a.policy").is_err());
    println!("issues and verifies with the fewest features");
}
