//! Tokens for one use.

use std::sync::Arc;

use jwt_claims::revocation::SingleUse;
use jwt_claims::store::MemoryStore;
use jwt_claims::{Algorithm, SigningKey, Verifier};
use jwt_claims_tests::forge;

use super::{Loose, World, forged};
use crate::support::START;

/// The key of RFC 7515 appendix A.3.
const EC_KEY: &str = r#"{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0","d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"}"#;
/// The order of P-256.
const ORDER: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6, 0xfa,
    0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
];

impl World {
    fn single_use(&self) -> SingleUse {
        SingleUse::new(Arc::clone(&self.store)).with_clock(self.clock.clone())
    }

    /// The code of the refusal; empty if the token is accepted.
    async fn consume(&self, token: &str) -> &'static str {
        let token = self.verified(token);
        self.single_use().consume(&token).await.map_or_else(|error| error.code(), |()| "")
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_100_uses_at_the_same_time_one_succeeds() {
    let world = World::new();
    for token in [world.token("alice", "a1"), forged(&format!(r#"{{"exp":{}}}"#, START + 60))] {
        let uses: Vec<_> = (0..100)
            .map(|_| {
                let (single_use, token) = (world.single_use(), world.verified(&token));
                tokio::spawn(async move { single_use.consume(&token).await.map_err(|error| error.code()) })
            })
            .collect();
        let mut accepted = 0;
        for result in uses {
            match result.await.unwrap() {
                Ok(()) => accepted += 1,
                Err(code) => assert_eq!(code, "token_used"),
            }
        }
        assert_eq!(accepted, 1);
    }
}

#[tokio::test]
async fn another_spelling_of_a_token_is_no_second_use() {
    let world = World::new();
    let verifier = Verifier::new(SigningKey::from_jwk(Algorithm::ES256, EC_KEY).unwrap().verifying_key());
    let verifier = verifier.with_clock(world.clock.clone());
    for jti in ["", r#""jti":"1","#] {
        let token = forge::es256(EC_KEY, r#"{"alg":"ES256"}"#, format!(r#"{{{jti}"exp":{}}}"#, START + 60));
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let mut signature = forge::from_base64url(signature).unwrap();
        negate(&mut signature[32..]);
        let other = format!("{signed}.{}", forge::base64url(signature));
        assert_ne!(token, other);
        let [token, other] =
            [token, other].map(|text| verifier.verify::<Loose>(&text).expect("both are valid"));
        assert!(world.single_use().consume(&token).await.is_ok());
        assert_eq!(world.single_use().consume(&other).await.unwrap_err().code(), "token_used");
    }
}

/// The order minus this number.
fn negate(number: &mut [u8]) {
    let mut borrowed = 0;
    for (digit, order) in number.iter_mut().zip(ORDER).rev() {
        let difference = i16::from(order) - i16::from(*digit) - borrowed;
        borrowed = i16::from(difference < 0);
        *digit = difference.rem_euclid(256).try_into().unwrap();
    }
}

#[tokio::test]
async fn a_token_is_known_by_its_issuer_and_jti() {
    let world = World::new();
    let exp = START + 60;
    let token = |claims: &str| forged(&format!(r#"{{{claims},"exp":{exp}}}"#));
    assert_eq!(world.consume(&token(r#""jti":"1""#)).await, "");
    assert_eq!(world.consume(&token(r#""jti":"1","sub":"alice""#)).await, "token_used");
    assert_eq!(world.consume(&token(r#""jti":"1","iss":"i""#)).await, "");
    assert_eq!(world.consume(&token(r#""jti":"2""#)).await, "");
    // without `jti`, by its payload
    assert_eq!(world.consume(&token(r#""sub":"alice""#)).await, "");
    assert_eq!(world.consume(&token(r#""sub":"bob""#)).await, "");
    assert_eq!(world.consume(&token(r#""sub":"alice""#)).await, "token_used");
}

#[tokio::test]
async fn a_token_needs_an_expiry_that_has_not_passed() {
    let world = World::new();
    let refused = async |payload: String| {
        let token = world.verified(&forged(&payload));
        let error = world.single_use().consume(&token).await.unwrap_err();
        (error.violations()[0].claim().to_owned(), error.violations()[0].code())
    };
    assert_eq!(refused(r#"{"jti":"1"}"#.to_owned()).await, ("exp".to_owned(), "missing"));
    let expired = format!(r#"{{"jti":"1","exp":{}}}"#, START - 300);
    assert_eq!(refused(expired).await, ("exp".to_owned(), "expired"));
}

#[tokio::test]
async fn a_full_store_refuses_further_tokens() {
    let world = World::new();
    let single_use = SingleUse::new(MemoryStore::new(1).unwrap()).with_clock(world.clock.clone());
    let [one, two] = ["alice", "bob"].map(|sub| world.verified(&world.token(sub, "s")));
    assert!(single_use.consume(&one).await.is_ok());
    assert_eq!(single_use.consume(&two).await.unwrap_err().code(), "store_unavailable");
    assert_eq!(single_use.consume(&one).await.unwrap_err().code(), "token_used");
}
