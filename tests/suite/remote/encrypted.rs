//! Tokens that a service signs and that are then encrypted here.

use jwt_claims::jwe::{DecryptionKey, KeyManagement};
use jwt_claims::remote::RemoteIssuer;
use jwt_claims::{Claims, Verifier};

use super::*;

#[derive(Claims, Debug)]
#[claims(issuer = "https://auth.example.com", audience = "orders", ttl = "15m", encrypted)]
struct Secret {
    sub: String,
}

#[tokio::test]
async fn a_remote_key_signs_what_is_then_encrypted() {
    let kms = Arc::new(FakeKms::new(Algorithm::ES256));
    let private = DecryptionKey::generate(KeyManagement::default()).unwrap();
    let plain = RemoteIssuer::new(key(&kms));
    let issuer = plain.clone().encrypting_for(private.encryption_key().unwrap());
    let issued = issuer.issue(&Secret { sub: "alice".into() }).await.unwrap();
    let verifier = Verifier::new(kms.public()).decrypting_with(private);
    assert!(verifier.verify::<Secret>(issued.as_str()).unwrap().is_encrypted());
    // refused before the service is asked
    let calls = kms.calls();
    let error = plain.issue(&Secret { sub: "alice".into() }).await.unwrap_err();
    assert_eq!(error.code(), "issue_failed");
    assert_eq!(issuer.issue(&alice()).await.unwrap_err().code(), "issue_failed");
    assert_eq!(kms.calls(), calls);
}
