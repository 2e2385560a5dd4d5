//! `#[claims(encrypted)]`: which tokens are accepted, and which are issued.

use jwt_claims::jwe::{DecryptionKey, KeyManagement};
use jwt_claims::testing::{TestKit, verified};
use jwt_claims::{Claims, Error, Issuer, SigningKey, Verifier, jws};

use super::{Open, Referral, Sides, open, referral};

fn only_code(error: &Error) -> &str {
    let [violation] = error.violations() else { panic!("{error}") };
    violation.code()
}

#[test]
fn a_signed_token_is_refused_where_an_encrypted_one_is_declared() {
    let sides = Sides::default();
    let bare = sides.plain.issue(&open()).unwrap();
    let error = sides.verifier.verify::<Referral>(bare.as_str()).unwrap_err();
    assert_eq!(only_code(&error), "not_encrypted");
    assert!(error.to_string().contains("`Issuer::encrypting_for`"), "{error}");
    assert_eq!(error.challenge().unwrap().status(), 401);
    let claims = sides.verifier.verify::<Open>(bare.as_str()).unwrap();
    assert!(!claims.is_encrypted() && claims.outer_header().is_none());
}

#[test]
fn an_encrypted_token_is_refused_where_none_is_declared() {
    let sides = Sides::default();
    let error = sides.verifier.verify::<Open>(&sides.token()).unwrap_err();
    assert_eq!(only_code(&error), "unexpected_encryption");
    assert!(error.to_string().contains("`#[claims(encrypted)]`"), "{error}");
}

#[test]
fn a_verifier_without_a_key_names_the_way_out() {
    let sides = Sides::default();
    let signing = SigningKey::generate(jwt_claims::Algorithm::ES256).unwrap();
    let verifier = Verifier::new(signing.verifying_key());
    for error in [
        verifier.verify::<Referral>(&sides.token()).unwrap_err(),
        verifier.verify::<Open>(&sides.token()).unwrap_err(),
    ] {
        assert_eq!(error.code(), "token_malformed");
        assert!(error.to_string().contains("`Verifier::decrypting_with`"), "{error}");
    }
}

#[test]
fn an_issuer_sends_claims_as_they_are_declared_or_not_at_all() {
    let sides = Sides::default();
    for issuer in [sides.plain.clone(), sides.plain.clone().without_read_back()] {
        let error = issuer.issue(&referral()).unwrap_err();
        assert_eq!(error.code(), "issue_failed");
        assert!(error.to_string().contains("`Issuer::encrypting_for`"), "{error}");
    }
    for issuer in [sides.issuer.clone(), sides.issuer.clone().without_read_back()] {
        let error = issuer.issue(&open()).unwrap_err();
        assert_eq!(error.code(), "issue_failed");
        assert!(error.to_string().contains("`#[claims(encrypted)]`"), "{error}");
    }
    let unchecked = sides.issuer.clone().without_read_back();
    assert!(sides.verifier.verify::<Referral>(unchecked.issue(&referral()).unwrap().as_str()).is_ok());
}

#[test]
fn octets_are_neither_signed_in_the_clear_nor_read_from_an_encrypted_token() {
    let sides = Sides::default();
    let error = jws::sign(&sides.issuer, b"secret").unwrap_err();
    assert!(error.to_string().contains("`jwe::encrypt`"), "{error}");
    let token = sides.token();
    for error in [
        jws::verify(&sides.verifier, &token).unwrap_err(),
        jws::verify_typed(&sides.verifier, "referral+jwt", &token).unwrap_err(),
    ] {
        assert_eq!(error.code(), "token_malformed");
    }
}

#[derive(Claims)]
#[claims(rules(sub(starts_with = "patient-")))]
struct Patient(Referral);

/// The base does not say `encrypted`.
#[derive(Claims)]
#[claims(encrypted)]
struct Closed(Open);

#[derive(Claims)]
#[claims(typ = "referral+jwt", encrypted)]
struct Subject {
    sub: String,
}

#[test]
fn an_extension_inherits_the_encryption_and_may_add_it() {
    assert!(Patient::POLICY.is_encrypted() && Closed::POLICY.is_encrypted() && !Open::POLICY.is_encrypted());
    let sides = Sides::default();
    let token = sides.issuer.issue(&Patient(referral())).unwrap();
    let patient = sides.verifier.verify::<Patient>(token.as_str()).unwrap();
    assert_eq!(*patient.into_base(), referral());
    let bare = sides.plain.issue(&open()).unwrap();
    for error in [
        sides.verifier.verify::<Patient>(bare.as_str()).err().unwrap(),
        sides.verifier.verify::<Closed>(bare.as_str()).err().unwrap(),
    ] {
        assert_eq!(only_code(&error), "not_encrypted");
    }
    let closed = sides.issuer.issue(&Closed(open())).unwrap();
    let closed = sides.verifier.verify::<Closed>(closed.as_str()).unwrap();
    assert!(closed.into_base().is_encrypted());
}

#[derive(Claims)]
#[claims(kinds_by = "typ")]
enum Kinds {
    Referral(Referral),
    Note(Note),
}

#[derive(Claims)]
#[claims(typ = "note+jwt", ttl = "5m")]
pub(super) struct Note {
    pub(super) sub: String,
}

#[test]
fn each_kind_of_an_enum_has_its_own_declaration() {
    let sides = Sides::default();
    let secret = sides.issuer.issue(&Kinds::Referral(referral())).unwrap();
    let note = sides.plain.issue(&Kinds::Note(Note { sub: "a".into() })).unwrap();
    assert!(sides.plain.issue(&Kinds::Referral(referral())).is_err());
    assert!(sides.issuer.issue(&Kinds::Note(Note { sub: "a".into() })).is_err());
    let verifier = &sides.verifier;
    assert!(matches!(&*verifier.verify::<Kinds>(secret.as_str()).unwrap(), Kinds::Referral(_)));
    assert!(matches!(&*verifier.verify::<Kinds>(note.as_str()).unwrap(), Kinds::Note(_)));
    let bare = sides.plain.issue(&open()).unwrap();
    let error = verifier.verify::<Kinds>(bare.as_str()).err().unwrap();
    assert_eq!(only_code(&error), "not_encrypted");
}

#[test]
fn refined_and_kept_tokens_remember_that_they_were_encrypted() {
    let sides = Sides::default();
    let token = sides.token();
    let verified = sides.verifier.verify::<Referral>(&token).unwrap();
    assert_eq!(verified.refine::<Subject>().unwrap().sub, "patient-17");
    assert_eq!(only_code(&verified.refine::<Open>().unwrap_err()), "unexpected_encryption");
    let kept = sides.verifier.token(&token).authenticate().unwrap();
    assert!(kept.is_encrypted());
    assert_eq!(kept.outer_header().unwrap().cty(), Some("JWT"));
    assert_eq!(kept.header().alg(), "ES256");
    assert!(kept.verify::<Subject>().unwrap().refine::<Referral>().is_ok());
    assert_eq!(only_code(&kept.verify::<Open>().unwrap_err()), "unexpected_encryption");
}

#[test]
fn a_cache_confuses_no_encrypted_token_with_the_signed_one_inside() {
    let key = DecryptionKey::generate(KeyManagement::A256KW).unwrap();
    let sides = Sides::with(&key);
    let caching = sides.verifier.clone().with_cache(100).unwrap();
    let (token, bare) = (sides.token(), sides.plain.issue(&open()).unwrap().into_string());
    for _ in 0..3 {
        assert!(caching.verify::<Referral>(&token).unwrap().is_encrypted());
        assert!(!caching.verify::<Open>(&bare).unwrap().is_encrypted());
        assert_eq!(only_code(&caching.verify::<Open>(&token).unwrap_err()), "unexpected_encryption");
        assert_eq!(only_code(&caching.verify::<Referral>(&bare).unwrap_err()), "not_encrypted");
    }
    // other keys have decrypted nothing yet, whichever came first
    let other = DecryptionKey::generate(KeyManagement::A256KW).unwrap();
    let replaced = caching.clone().decrypting_with(other.clone());
    assert_eq!(replaced.verify::<Referral>(&token).unwrap_err().code(), "decryption_failed");
    let late = sides.verifier.clone().decrypting_with(key).with_cache(100).unwrap();
    assert!(late.verify::<Referral>(&token).is_ok());
    let signing = SigningKey::generate(jwt_claims::Algorithm::ES256).unwrap();
    let resigned = caching.with_keys(signing.verifying_key());
    assert_eq!(resigned.verify::<Referral>(&token).unwrap_err().code(), "signature_invalid");
    assert!(resigned.verify::<Referral>("a.b.c.d.e").is_err());
}

#[test]
fn explanations_and_policies_show_the_layer() {
    let sides = Sides::default();
    let explanation = sides.verifier.token(&sides.token()).explain::<Referral>();
    let checks: Vec<&str> = explanation.steps().iter().map(jwt_claims::explain::Step::check).collect();
    assert_eq!(
        checks[..9],
        ["size", "decryption", "structure", "header", "key", "signature", "payload", "encrypted", "typ"]
    );
    assert!(explanation.is_accepted());

    let other = Sides::default();
    let text = other.verifier.token(&sides.token()).explain::<Referral>().to_string();
    assert!(text.contains("FAILED  decryption") && text.contains("skipped signature"), "{text}");
    let inside = Verifier::new(SigningKey::hs256([7; 32]).unwrap().verifying_key());
    let key = DecryptionKey::generate(KeyManagement::default()).unwrap();
    let (inside, sides) = (inside.decrypting_with(key.clone()), Sides::with(&key));
    let text = inside.token(&sides.token()).explain::<Referral>().to_string();
    assert!(
        text.contains("ok      decryption") && text.contains("FAILED  header (in the encrypted token: "),
        "{text}"
    );

    assert!(Referral::POLICY.to_string().starts_with("policy of Referral\n  encrypted: required\n  typ: "));
    assert_eq!(serde_json::to_value(Referral::POLICY).unwrap()["encrypted"], true);
    assert!(!Open::POLICY.to_string().contains("encrypted"));
    assert!(serde_json::to_value(Open::POLICY).unwrap().get("encrypted").is_none());
}

#[test]
fn a_test_kit_encrypts_where_it_is_declared() {
    let kit = TestKit::new();
    let token = kit.token(&referral());
    let verify = |text: &str| kit.verifier().verify::<Referral>(text);
    assert!(verify(&token.text()).unwrap().is_encrypted());
    let code = |text: String| verify(&text).unwrap_err().code();
    assert_eq!(code(token.clone().tampered().text()), "signature_invalid");
    assert_eq!(code(token.clone().unsigned().text()), "alg_not_allowed");
    assert_eq!(only_code(&verify(&token.clone().expired().text()).unwrap_err()), "expired");
    assert_eq!(only_code(&verify(&token.clone().not_encrypted().text()).unwrap_err()), "not_encrypted");
    assert!(verified(&referral()).is_encrypted());
    assert!(!verified(&open()).is_encrypted());
    let issuer = kit.issuer().encrypting_for(kit.decryption_key().encryption_key().unwrap());
    assert!(verify(issuer.issue(&referral()).unwrap().as_str()).is_ok());
}

#[test]
fn a_token_that_grows_too_large_by_encryption_is_not_issued() {
    let sides = Sides::default();
    let fits_only_signed = Referral { diagnosis: "x".repeat(36_500), ..referral() };
    let plain = Issuer::new(SigningKey::hs256([7; 32]).unwrap());
    let open = Open { sub: "a".into(), diagnosis: fits_only_signed.diagnosis.clone() };
    assert!(plain.issue(&open).is_ok());
    let error = sides.issuer.issue(&fits_only_signed).unwrap_err();
    assert_eq!(error.code(), "issue_failed");
    assert!(error.to_string().contains("at most 65536 bytes"), "{error}");
}
