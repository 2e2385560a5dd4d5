//! Tokens that cannot be revoked, and stores that do not answer.

use std::sync::Arc;
use std::time::Duration;

use jwt_claims::revocation::{Revocations, SingleUse};
use jwt_claims::store::MemoryStore;
use jwt_claims::{Error, ErrorKind};

use super::{Short, World, forged};
use crate::support::{DAY, START, seconds};

/// The claims and the codes of the violations.
fn violations(error: &Error) -> Vec<(&str, &str)> {
    assert_eq!((error.code(), error.challenge().unwrap().status()), ("claims_invalid", 401), "{error}");
    error.violations().iter().map(|one| (one.claim(), one.code())).collect()
}

#[tokio::test]
async fn a_claim_of_a_wrong_type_is_refused_by_name() {
    let world = World::new();
    let exp = START + 60;
    let good = format!(r#""jti":"1","sub":"alice","sid":"s","iss":"i","iat":{START},"exp":{exp}"#);
    for (claim, values) in [
        ("iss", ["5", "true", "[\"i\"]", "{}", "\"\\ud800\""]),
        ("sub", ["5", "true", "[\"alice\"]", "{}", "1e3"]),
        ("sid", ["5", "false", "[]", "{\"a\":null}", "-0"]),
        ("jti", ["5", "true", "[1]", "{}", "0.5"]),
        ("iat", ["\"1\"", "true", "[1]", "{}", "1e300"]),
        ("exp", ["\"1\"", "false", "[1]", "{}", "-1e300"]),
    ] {
        for value in values.into_iter().chain(["null"]) {
            let rest: Vec<_> =
                good.split(',').filter(|member| !member.starts_with(&format!("\"{claim}\""))).collect();
            let token =
                world.verified_if_possible(&forged(&format!("{{\"{claim}\":{value},{}}}", rest.join(","))));
            let Some(token) = token else { continue };
            let code = if value == "null" { "null" } else { "wrong_type" };
            let error = world.revocations.check(&token).await.unwrap_err();
            assert_eq!(violations(&error), [(claim, code)], "{value}");
            let error = world.revocations.revoke(&token).await.unwrap_err();
            assert_eq!(violations(&error), [(claim, code)], "{value}");
            let single_use = SingleUse::new(Arc::clone(&world.store)).with_clock(world.clock.clone());
            let error = single_use.consume(&token).await.unwrap_err();
            assert_eq!(violations(&error), [(claim, code)], "{value}");
        }
    }
    assert_eq!(world.check(&forged(&format!("{{{good}}}"))).await, "");
}

#[tokio::test]
async fn a_token_that_would_outlive_its_revocation_is_refused() {
    let world = World::new();
    let lifetime = |iat: &str, exp: &str| format!(r#"{{"sub":"alice"{iat}{exp}}}"#);
    let iat = |offset: i64| format!(r#","iat":{}"#, START + offset);
    let exp = |offset: i64| format!(r#","exp":{}"#, START + offset);
    for (payload, expected) in [
        (lifetime(&iat(0), &exp(DAY)), None),
        (lifetime(&iat(0), &exp(DAY + 1)), Some(("exp", "lifetime_too_long"))),
        (lifetime(&iat(-1000), &exp(DAY - 1000)), None),
        (lifetime(&iat(-DAY), &exp(60)), Some(("exp", "lifetime_too_long"))),
        (lifetime(&iat(0), ""), Some(("exp", "missing"))),
        (lifetime("", &exp(60)), Some(("iat", "missing"))),
        // these are unchecked in the claims type
        (lifetime(&iat(-1000), &exp(-299)), None),
        (lifetime(&iat(-1000), &exp(-300)), Some(("exp", "expired"))),
        (lifetime(&iat(300), &exp(900)), None),
        (lifetime(&iat(301), &exp(900)), Some(("iat", "issued_in_future"))),
    ] {
        let checked = world.revocations.check(&world.verified(&forged(&payload))).await;
        let found = checked.as_ref().err().map(violations);
        assert_eq!(found, expected.map(|one| vec![one]), "{payload}");
    }
    let token = world.verified(&forged(&lifetime(&iat(0), &exp(DAY + 1))));
    let error = world.revocations.check(&token).await.unwrap_err();
    assert!(error.to_string().contains("with_max_token_lifetime"), "{error}");
    let longer =
        world.revocations.clone().with_max_token_lifetime(Duration::from_secs(2 * 24 * 3600)).unwrap();
    assert!(longer.check(&token).await.is_ok());
}

#[tokio::test]
async fn a_token_that_nothing_names_is_refused() {
    let world = World::new();
    let token = world.verified(&forged(&format!(r#"{{"iss":"i","iat":{START},"exp":{}}}"#, START + 60)));
    let error = world.revocations.check(&token).await.unwrap_err();
    assert_eq!(violations(&error), [("jti", "missing")]);
    assert!(error.to_string().contains("`sid` or `sub`"), "{error}");
    for name in ["jti", "sid", "sub"] {
        let payload = format!(r#"{{"{name}":"","iat":{START},"exp":{}}}"#, START + 60);
        assert_eq!(world.check(&forged(&payload)).await, "", "{name}");
    }
}

#[tokio::test]
async fn a_token_without_jti_cannot_be_revoked_alone() {
    let world = World::new();
    let token = world.verified(&forged(&format!(r#"{{"sub":"alice","iat":{START},"exp":{}}}"#, START + 60)));
    let error = world.revocations.revoke(&token).await.unwrap_err();
    assert_eq!(violations(&error), [("jti", "missing")]);
    assert!(error.to_string().contains("revoke its session or its subject"), "{error}");
}

#[tokio::test]
async fn escapes_in_names_and_values_are_no_way_around() {
    let world = World::new();
    world.revocations.revoke_session("a1").await.unwrap();
    let exp = START + 60;
    for payload in [
        format!(r#"{{"\u0073id":"\u0061\u0031","sub":"x","iat":{START},"exp":{exp}}}"#),
        format!(r#"{{"sub":"x","iat":{START}.5,"exp":{exp}.5,"sid":"a1"}}"#),
        format!(" {{ \"iat\" : {START}e0 , \"sid\" : \"a1\" , \"exp\" : {exp} }} "),
    ] {
        assert_eq!(world.check(&forged(&payload)).await, "token_revoked", "{payload}");
    }
    // a fraction of a second later is the same second
    world.revocations.revoke_subject("alice").await.unwrap();
    let payload = format!(r#"{{"sub":"alice","iat":{START}.999,"exp":{exp}}}"#);
    assert_eq!(world.check(&forged(&payload)).await, "token_revoked");
}

#[tokio::test]
async fn a_full_store_refuses_new_revocations_and_keeps_the_others() {
    let world = World::new();
    let revocations = Revocations::new(MemoryStore::new(1).unwrap()).with_clock(world.clock.clone());
    revocations.revoke_subject("alice").await.unwrap();
    for _ in 0..10 {
        let error = revocations.revoke_subject("bob").await.unwrap_err();
        assert_eq!((error.code(), error.kind()), ("store_unavailable", ErrorKind::Unavailable));
    }
    world.clock.advance(seconds(5));
    // the same one again needs no more room
    revocations.revoke_subject("alice").await.unwrap();
    let alice = world.verified(&world.token("alice", "a1"));
    assert_eq!(revocations.check(&alice).await.unwrap_err().code(), "token_revoked");
}

#[tokio::test]
async fn a_store_that_answers_too_little_has_failed() {
    let world = World::new();
    let token = world.verified(&world.token("alice", "a1"));
    let revocations = Revocations::new(Short).with_clock(world.clock.clone());
    assert_eq!(revocations.check(&token).await.unwrap_err().code(), "store_unavailable");
    // it is not out of reach
    let revocations = revocations.accept_if_unavailable();
    assert_eq!(revocations.check(&token).await.unwrap_err().code(), "store_unavailable");
    let single_use = SingleUse::new(Short).with_clock(world.clock.clone());
    assert_eq!(single_use.consume(&token).await.unwrap_err().code(), "store_unavailable");
}

#[test]
fn the_lifetime_has_limits() {
    let set = |lifetime| Revocations::new(MemoryStore::new(1).unwrap()).with_max_token_lifetime(lifetime);
    for lifetime in [Duration::ZERO, Duration::from_millis(999), seconds(3650 * 24 * 3600 + 1), Duration::MAX]
    {
        assert_eq!(set(lifetime).unwrap_err().code(), "invalid_config", "{lifetime:?}");
    }
    assert!(set(seconds(1)).is_ok() && set(seconds(3650 * 24 * 3600)).is_ok());
}
