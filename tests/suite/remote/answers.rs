//! What services answer, and what is made of it.

use aws_lc_rs::rand::SystemRandom;
use jwt_claims::remote::RemoteIssuer;
use jwt_claims::{ErrorKind, Family, Verifier};

use super::*;

/// Those that the stand-in for a service has.
fn algorithms() -> impl Iterator<Item = Algorithm> {
    let is_elsewhere = |family| !matches!(family, Family::Hmac | Family::Akp);
    crate::built_in().filter(move |algorithm| is_elsewhere(algorithm.family()))
}

/// The `r` and `s` of a DER signature, one after the other.
fn fixed(signature: &RemoteSignature, length: usize) -> Vec<u8> {
    let RemoteSignature::Der(der) = signature else { panic!("not DER") };
    let body = &der[if der[1] == 0x81 { 3 } else { 2 }..];
    let r = &body[2..2 + usize::from(body[1])];
    let s = &body[4 + r.len()..];
    let padded = |number: &[u8]| {
        let number = number.strip_prefix(&[0]).unwrap_or(number);
        [vec![0; length - number.len()], number.to_vec()].concat()
    };
    [padded(r), padded(s)].concat()
}

#[tokio::test]
async fn every_algorithm_signs_elsewhere() {
    for algorithm in algorithms() {
        let kms = Arc::new(FakeKms::new(algorithm));
        let issuer = RemoteIssuer::new(key(&kms));
        let verifier = Verifier::new(kms.public());
        // DER of ECDSA has different lengths: try many signatures
        for _ in 0..if algorithm.name().starts_with("ES") { 40 } else { 2 } {
            let issued = issuer.issue(&alice()).await.unwrap_or_else(|error| panic!("{algorithm}: {error}"));
            let access = verifier.verify::<Access>(issued.as_str()).unwrap();
            assert_eq!((access.sub.as_str(), issued.expires_in()), ("alice", Some(900)));
            assert_eq!(Some(kid(issued.as_str()).as_str()), kms.key.kid());
        }
    }
}

#[tokio::test]
async fn ecdsa_may_be_in_the_format_of_jws() {
    for (algorithm, length) in [(Algorithm::ES256, 32), (Algorithm::ES384, 48), (Algorithm::ES512, 66)] {
        let mut kms = FakeKms::new(algorithm);
        kms.answer = match length {
            32 => |_, signature| Ok(RemoteSignature::Jws(fixed(&signature, 32))),
            48 => |_, signature| Ok(RemoteSignature::Jws(fixed(&signature, 48))),
            _ => |_, signature| Ok(RemoteSignature::Jws(fixed(&signature, 66))),
        };
        let kms = Arc::new(kms);
        let issued = RemoteIssuer::new(key(&kms)).issue(&alice()).await.unwrap();
        assert!(Verifier::new(kms.public()).verify::<Access>(issued.as_str()).is_ok());
    }
}

#[tokio::test]
async fn a_key_without_public_half_signs_unchecked() {
    let kms = Arc::new(FakeKms::new(Algorithm::HS256));
    let key = RemoteKey::without_public_key(Algorithm::HS256, "in-the-kms", Arc::clone(&kms));
    assert!(key.verifying_key().is_none());
    let issued = RemoteIssuer::new(key).issue(&alice()).await.unwrap();
    assert_eq!(kid(issued.as_str()), "in-the-kms");
    assert!(Verifier::new(kms.public()).verify::<Access>(issued.as_str()).is_ok());

    // RSA: the length depends on the key
    let kms = Arc::new(FakeKms::new(Algorithm::PS256));
    let key = RemoteKey::without_public_key(Algorithm::PS256, "rsa", Arc::clone(&kms));
    let issued = RemoteIssuer::new(key).issue(&alice()).await.unwrap();
    assert!(Verifier::new(kms.public().with_kid("rsa")).verify::<Access>(issued.as_str()).is_ok());

    let wrong: [fn(&FakeKms, RemoteSignature) -> _; 3] = [
        |_, _| Ok(RemoteSignature::Jws(Vec::new())),
        |_, _| Ok(RemoteSignature::Jws(vec![1; 5_000])),
        |_, _| Ok(RemoteSignature::Der(vec![0x30, 6, 2, 1, 1, 2, 1, 1])),
    ];
    for answer in wrong {
        let kms = FakeKms::with_answer(Algorithm::RS256, answer);
        let key = RemoteKey::without_public_key(Algorithm::RS256, "rsa", kms);
        assert_eq!(RemoteIssuer::new(key).issue(&alice()).await.unwrap_err().code(), "signer_failed");
    }
}

/// A token that is issued has the signature of its key, also if the service answers with another one.
#[tokio::test]
async fn a_wrong_signature_is_an_error_and_not_a_token() {
    type Answer = fn(&FakeKms, RemoteSignature) -> Result<RemoteSignature, SignerError>;
    fn octets(signature: RemoteSignature) -> Vec<u8> {
        match signature {
            RemoteSignature::Jws(octets) | RemoteSignature::Der(octets) => octets,
            _ => unreachable!("there are no others"),
        }
    }
    fn of_another(kms: &FakeKms, input: &'static [u8]) -> RemoteSignature {
        let pem = kms.key.to_private_pem().unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(&signature::ECDSA_P256_SHA256_ASN1_SIGNING, &der(&pem)).unwrap();
        RemoteSignature::Der(pair.sign(&SystemRandom::new(), input).unwrap().as_ref().to_vec())
    }
    let wrong: [(&str, Answer); 12] = [
        ("octets", |_, _| Ok(RemoteSignature::Jws(Vec::new()))),
        ("octets", |_, _| Ok(RemoteSignature::Jws(vec![1; 63]))),
        ("octets", |_, _| Ok(RemoteSignature::Jws(vec![1; 65]))),
        ("octets", |_, _| Ok(RemoteSignature::Jws(vec![1; 100_000]))),
        ("the public key verifies", |_, _| Ok(RemoteSignature::Jws(vec![0; 64]))),
        ("the public key verifies", |_, _| Ok(RemoteSignature::Jws(vec![1; 64]))),
        // DER that is said to be JWS
        ("`RemoteSignature::Der`", |_, signature| Ok(RemoteSignature::Jws(octets(signature)))),
        // JWS that is said to be DER
        ("in DER", |_, signature| Ok(RemoteSignature::Der(fixed(&signature, 32)))),
        ("in DER", |_, signature| Ok(RemoteSignature::Der([octets(signature), vec![0]].concat()))),
        ("in DER", |_, signature| {
            let mut octets = octets(signature);
            octets.pop();
            Ok(RemoteSignature::Der(octets))
        }),
        ("the public key verifies", |kms, _| Ok(of_another(kms, b"another message"))),
        ("the public key verifies", |_, signature| {
            // s and r in turn
            let fixed = fixed(&signature, 32);
            Ok(RemoteSignature::Jws([&fixed[32..], &fixed[..32]].concat()))
        }),
    ];
    for (expected, answer) in wrong {
        let kms = Arc::new(FakeKms::with_answer(Algorithm::ES256, answer));
        let error = RemoteIssuer::new(key(&kms)).issue(&alice()).await.unwrap_err();
        assert_eq!((error.kind(), error.code()), (ErrorKind::Signer, "signer_failed"));
        assert!(error.to_string().contains(expected), "{error}");
        assert!(error.challenge().is_none() && kms.calls() == 1);
    }
    // the service has another key or another version under the name
    let (one, other) = (FakeKms::new(Algorithm::ES256), FakeKms::new(Algorithm::ES256));
    let error = RemoteIssuer::new(RemoteKey::new(one.public(), other)).issue(&alice()).await.unwrap_err();
    assert!(error.to_string().contains("compare the key, its version"), "{error}");
    // RSA never has DER
    let kms =
        FakeKms::with_answer(Algorithm::RS256, |_, signature| Ok(RemoteSignature::Der(octets(signature))));
    assert!(RemoteIssuer::new(key(&Arc::new(kms))).issue(&alice()).await.is_err());
}

#[tokio::test]
async fn a_failure_is_reported_with_its_causes() {
    #[derive(Debug)]
    struct Outer(std::io::Error);
    impl std::fmt::Display for Outer {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("service error")
        }
    }
    impl std::error::Error for Outer {
        fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
            Some(&self.0)
        }
    }
    let answer = |_: &FakeKms, _| Err(Outer(std::io::Error::other("throttled\nby \u{1b}[1mKMS")).into());
    let kms = Arc::new(FakeKms::with_answer(Algorithm::ES256, answer));
    let error = RemoteIssuer::new(key(&kms)).issue(&alice()).await.unwrap_err();
    let kid = kms.key.kid().unwrap();
    let expected = format!(
        "the remote signer of the ES256 key `{kid}` failed: service error: throttled\\u{{a}}by \\u{{1b}}[1mKMS"
    );
    assert_eq!((error.to_string(), error.code()), (expected, "signer_failed"));
    assert_eq!(error.client_message(), "the token could not be issued");

    let answer = |_: &FakeKms, _| Err("x".repeat(100_000).into());
    let kms = Arc::new(FakeKms::with_answer(Algorithm::ES256, answer));
    let error = RemoteIssuer::new(key(&kms)).issue(&alice()).await.unwrap_err();
    assert!(error.to_string().len() < 700);
}

#[tokio::test]
async fn a_digest_is_that_of_the_algorithm() {
    struct Looking;
    impl RemoteSigner for Looking {
        fn sign<'a>(&'a self, input: &'a SigningInput<'a>) -> SignFuture<'a> {
            Box::pin(async move {
                let length = match input.algorithm() {
                    Algorithm::ES256 | Algorithm::RS256 | Algorithm::PS256 | Algorithm::ES256K => 32,
                    Algorithm::ES384 | Algorithm::RS384 | Algorithm::PS384 => 48,
                    Algorithm::ES512 | Algorithm::RS512 | Algorithm::PS512 => 64,
                    algorithm => {
                        assert_eq!(input.digest().unwrap_err().code(), "unsupported", "{algorithm}");
                        return Err("checked".into());
                    }
                };
                let digest = input.digest()?;
                assert_eq!(digest.len(), length);
                assert_eq!(digest, input.digest()?);
                let hash = match length {
                    32 => &digest::SHA256,
                    48 => &digest::SHA384,
                    _ => &digest::SHA512,
                };
                assert_eq!(digest, digest::digest(hash, input.message()).as_ref());
                assert!(input.message().iter().filter(|octet| **octet == b'.').count() == 1);
                Err("checked".into())
            })
        }
    }
    for &algorithm in Algorithm::ALL {
        let key = RemoteKey::without_public_key(algorithm, "a", Looking);
        let error = RemoteIssuer::new(key).issue(&alice()).await.unwrap_err();
        assert!(error.to_string().ends_with("failed: checked"), "{algorithm}: {error}");
    }
}
