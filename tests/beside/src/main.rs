//! jsonwebtoken with one provider of the application's choice goes on working
//! beside jwt-claims. With a second provider its functions would panic.

use jsonwebtoken::{DecodingKey, EncodingKey, Header, Validation, decode, encode};
use jwt_claims::{SigningKey, Verifier, jws};
use serde_json::{Value, json};

const SECRET: &[u8] = b"an HMAC secret of at least thirty-two bytes";

fn main() {
    let key = SigningKey::hs256(SECRET).expect("a key");
    let verifier = Verifier::new(key.verifying_key());
    let claims = json!({"sub": "alice", "exp": 4_102_444_800u64});

    let theirs = encode(&Header::default(), &claims, &EncodingKey::from_secret(SECRET)).expect("their token");
    assert_eq!(
        jws::verify(&verifier, &theirs).expect("verified here").as_ref(),
        claims.to_string().as_bytes()
    );

    let ours = jws::sign(&key, claims.to_string().as_bytes()).expect("our token");
    let decoded = decode::<Value>(&ours, &DecodingKey::from_secret(SECRET), &Validation::default());
    assert_eq!(decoded.expect("verified there").claims, claims);
    println!("both libraries sign and verify");
}
