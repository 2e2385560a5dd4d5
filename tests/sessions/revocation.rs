//! Which tokens are refused after a revocation, and which are not.

mod combined;
mod properties;
mod refused;
mod single_use;

use std::sync::Arc;

use jwt_claims::revocation::Revocations;
use jwt_claims::store::{BoxError, BoxFuture, Entry, EntryKey, EntryStore, MemoryStore};
use jwt_claims::{Claims, FixedClock, Issuer, NumericDate, SigningKey, Verified, Verifier};

use crate::support::{DAY, START, at, seconds};

const SECRET: &str = "an HMAC secret of at least thirty-two bytes";

#[derive(Debug, Claims)]
struct Access {
    sub: String,
    sid: String,
}

/// Reads any token that a verifier can accept.
#[derive(Debug, Claims)]
#[claims(verify_only, unchecked(exp, nbf, iat, iss, sub, aud, jti))]
struct Loose {}

/// An issuer, a service and a store, with one clock.
struct World {
    clock: FixedClock,
    store: Arc<MemoryStore>,
    revocations: Revocations,
}

impl World {
    fn new() -> Self {
        let (clock, store) = (FixedClock::at(START), Arc::new(MemoryStore::new(1000).unwrap()));
        let revocations = Revocations::new(Arc::clone(&store)).with_clock(clock.clone());
        Self { clock, store, revocations }
    }

    fn issuer(&self) -> Issuer {
        Issuer::new(key()).with_clock(self.clock.clone()).with_ttl(seconds(600)).unwrap()
    }

    fn verifier(&self) -> Verifier {
        Verifier::new(key().verifying_key()).with_clock(self.clock.clone())
    }

    /// A token, as text.
    fn token(&self, sub: &str, sid: &str) -> String {
        issue(&self.issuer(), sub, sid)
    }

    /// The code of the refusal; empty if the token is accepted.
    async fn check(&self, token: &str) -> &'static str {
        let token = self.verified(token);
        self.revocations.check(&token).await.map_or_else(|error| error.code(), |()| "")
    }

    fn verified(&self, token: &str) -> Verified<Loose> {
        self.verified_if_possible(token).unwrap()
    }

    fn verified_if_possible(&self, token: &str) -> Option<Verified<Loose>> {
        self.verifier().verify(token).ok()
    }
}

fn key() -> SigningKey {
    SigningKey::hs256(SECRET).unwrap()
}

fn issue(issuer: &Issuer, sub: &str, sid: &str) -> String {
    issuer.issue(&Access { sub: sub.into(), sid: sid.into() }).unwrap().as_str().to_owned()
}

/// A token with this payload.
fn forged(payload: &str) -> String {
    jwt_claims_tests::forge::hs256(SECRET.as_bytes(), r#"{"alg":"HS256"}"#, payload)
}

/// A store whose answers are wrong: one value too few.
struct Short;

impl EntryStore for Short {
    fn insert<'a>(&'a self, _: &'a Entry, _: NumericDate) -> BoxFuture<'a, Result<bool, BoxError>> {
        Box::pin(async { Ok(false) })
    }

    fn raise<'a>(&'a self, _: &'a Entry, _: NumericDate) -> BoxFuture<'a, Result<(), BoxError>> {
        Box::pin(async { Ok(()) })
    }

    fn find<'a>(&'a self, keys: &'a [EntryKey]) -> BoxFuture<'a, Result<Vec<Option<i64>>, BoxError>> {
        Box::pin(async { Ok(vec![None; keys.len() - 1]) })
    }
}

#[tokio::test]
async fn each_revocation_is_about_its_tokens_alone() {
    let world = World::new();
    let [one, two] = [world.token("alice", "a1"), world.token("alice", "a1")];
    let [other_session, other] = [world.token("alice", "a2"), world.token("bob", "b1")];
    let all = [&one, &two, &other_session, &other];
    let checks = async |revoked: [bool; 4]| {
        for (token, revoked) in all.into_iter().zip(revoked) {
            assert_eq!(world.check(token).await == "token_revoked", revoked);
        }
    };
    checks([false; 4]).await;
    world.revocations.revoke(&world.verified(&one)).await.unwrap();
    checks([true, false, false, false]).await;
    world.revocations.revoke_session("a1").await.unwrap();
    checks([true, true, false, false]).await;
    // a session and a token may have the name of a user
    world.revocations.revoke_session("bob").await.unwrap();
    world.revocations.revoke_subject("a2").await.unwrap();
    checks([true, true, false, false]).await;
    world.revocations.revoke_subject("alice").await.unwrap();
    checks([true, true, true, false]).await;
}

#[tokio::test]
async fn a_login_a_second_later_is_accepted_and_one_in_the_same_second_is_not() {
    let world = World::new();
    world.revocations.revoke_subject("alice").await.unwrap();
    assert_eq!(world.check(&world.token("alice", "a2")).await, "token_revoked");
    world.clock.advance(seconds(1));
    assert_eq!(world.check(&world.token("alice", "a3")).await, "");
    // a revocation before is not taken back
    world.clock.advance(seconds(10));
    let token = world.token("alice", "a3");
    world.revocations.revoke_subject("alice").await.unwrap();
    world.clock.set(START + 5);
    world.revocations.revoke_subject("alice").await.unwrap();
    assert_eq!(world.check(&token).await, "token_revoked");
}

#[tokio::test]
async fn a_session_stays_revoked_for_tokens_that_are_issued_within_the_longest_lifetime() {
    // the setting of the service that revokes does not shorten what a guard with the default expects
    for lifetime in [24 * 3600, 60] {
        let world = World::new();
        let revocations = world.revocations.clone().with_max_token_lifetime(seconds(lifetime)).unwrap();
        revocations.revoke_session("a1").await.unwrap();
        revocations.revoke_subject("alice").await.unwrap();
        let life = forged(&format!(r#"{{"sub":"alice","iat":{START},"exp":{}}}"#, START + DAY));
        for later in [3600, DAY - 1] {
            world.clock.set(START + later);
            // a store removes what has expired when something else is added
            world.revocations.revoke_session("another").await.unwrap();
            assert_eq!(world.check(&world.token("bob", "a1")).await, "token_revoked");
            assert_eq!(world.check(&life).await, "token_revoked");
        }
    }
}

#[tokio::test]
async fn an_issuer_is_told_from_another_one_only_if_it_is_named() {
    let world = World::new();
    let of = |issuer: &str| issue(&world.issuer().with_issuer(issuer), "alice", "s");
    let [one, two, none] = [of("https://one.example"), of("https://two.example"), world.token("alice", "s")];
    let one_alone = world.revocations.for_issuer("https://one.example");
    one_alone.revoke_session("s").await.unwrap();
    one_alone.revoke_subject("alice").await.unwrap();
    for (token, expected) in [(&one, "token_revoked"), (&two, ""), (&none, "")] {
        assert_eq!(world.check(token).await, expected);
    }
    // the handle refuses what the others refuse
    world.revocations.for_issuer("https://two.example").revoke_subject("alice").await.unwrap();
    let two = world.verified(&two);
    assert_eq!(one_alone.check(&two).await.unwrap_err().code(), "token_revoked");
    world.revocations.revoke_subject("alice").await.unwrap();
    assert_eq!(world.check(&none).await, "token_revoked");
}

#[tokio::test]
async fn the_same_jti_of_two_issuers_is_two_tokens() {
    let world = World::new();
    let of = |iss: &str| {
        let exp = START + 60;
        forged(&format!(r#"{{"iss":"{iss}","jti":"1","sub":"alice","iat":{START},"exp":{exp}}}"#))
    };
    let [one, two] = [of("https://one.example"), of("https://two.example")];
    world.revocations.revoke(&world.verified(&one)).await.unwrap();
    assert_eq!((world.check(&one).await, world.check(&two).await), ("token_revoked", ""));
}

#[tokio::test]
async fn a_token_is_revoked_by_its_id_without_having_it() {
    let world = World::new();
    let exp = START + 600;
    let token =
        |iss: &str, jti: &str| forged(&format!(r#"{{{iss}"jti":"{jti}","iat":{START},"exp":{exp}}}"#));
    let [a, b] = [r#""iss":"a","#, r#""iss":"b","#];
    let tokens = [token(a, "1"), token(a, "2"), token(b, "1"), token("", "1")];
    let ids = [(Some("a"), "1"), (Some("a"), "2"), (Some("b"), "1"), (None, "1")];
    for (revoked, (iss, jti)) in ids.into_iter().enumerate() {
        world.revocations.revoke_by_id(iss, jti, at(exp)).await.unwrap();
        for (nth, token) in tokens.iter().enumerate() {
            assert_eq!(world.check(token).await == "token_revoked", nth <= revoked);
        }
    }
}
