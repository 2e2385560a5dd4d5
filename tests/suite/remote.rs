//! Keys that sign elsewhere: a KMS that answers as AWS, Google and Vault do, and as none
//! should.

mod answers;
mod calls;
mod encrypted;
mod rings;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use aws_lc_rs::digest::{self, Digest};
use aws_lc_rs::signature::{
    self, EcdsaKeyPair, EcdsaSigningAlgorithm, Ed25519KeyPair, PqdsaKeyPair, RsaEncoding, RsaKeyPair,
};
use jwt_claims::remote::{RemoteKey, RemoteSignature, RemoteSigner, SignFuture, SignerError, SigningInput};
use jwt_claims::{Algorithm, Claims, Family, SigningKey, VerifyingKey};

#[derive(Claims, Debug)]
#[claims(issuer = "https://auth.example.com", audience = "orders", ttl = "15m")]
struct Access {
    #[claim(non_empty)]
    sub: String,
}

fn alice() -> Access {
    Access { sub: "alice".into() }
}

/// A key in a service: it gets digests where that is possible, and answers ECDSA in DER.
struct FakeKms {
    key: SigningKey,
    latency: Duration,
    answer: fn(&FakeKms, RemoteSignature) -> Result<RemoteSignature, SignerError>,
    calls: AtomicUsize,
    done: AtomicUsize,
}

impl FakeKms {
    fn new(algorithm: Algorithm) -> Self {
        Self {
            key: SigningKey::generate(algorithm).unwrap(),
            latency: Duration::ZERO,
            answer: |_, signature| Ok(signature),
            calls: AtomicUsize::new(0),
            done: AtomicUsize::new(0),
        }
    }

    fn with_answer(
        algorithm: Algorithm,
        answer: fn(&FakeKms, RemoteSignature) -> Result<RemoteSignature, SignerError>,
    ) -> Self {
        Self { answer, ..Self::new(algorithm) }
    }

    fn calls(&self) -> usize {
        self.calls.load(Ordering::SeqCst)
    }

    fn public(&self) -> VerifyingKey {
        self.key.verifying_key()
    }

    /// The service's own signature.
    fn signature(&self, input: &SigningInput<'_>) -> Result<RemoteSignature, SignerError> {
        let pkcs8 = || -> Result<Vec<u8>, SignerError> { Ok(der(&self.key.to_private_pem()?)) };
        Ok(match self.key.algorithm() {
            Algorithm::HS256 => {
                let jwk: serde_json::Value = serde_json::from_str(&self.key.to_private_jwk()?)?;
                let secret = decode(jwk["k"].as_str().expect("a secret"));
                let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, &secret);
                RemoteSignature::Jws(aws_lc_rs::hmac::sign(&key, input.message()).as_ref().to_vec())
            }
            Algorithm::EdDSA => {
                let pair = Ed25519KeyPair::from_pkcs8(&pkcs8()?)?;
                RemoteSignature::Jws(pair.sign(input.message()).as_ref().to_vec())
            }
            algorithm if algorithm.name().starts_with("ES") => {
                let (curve, hash) = curve(algorithm);
                let pair = EcdsaKeyPair::from_pkcs8(curve, &pkcs8()?)?;
                let digest = Digest::import_less_safe(input.digest()?, hash)?;
                RemoteSignature::Der(pair.sign_digest(&digest)?.as_ref().to_vec())
            }
            algorithm if algorithm.family() == Family::Akp => {
                let pair = PqdsaKeyPair::from_pkcs8(ml_dsa(algorithm), &pkcs8()?)?;
                let mut signature = vec![0; pair.algorithm().signature_len()];
                let length = pair.sign(input.message(), &mut signature)?;
                signature.truncate(length);
                RemoteSignature::Jws(signature)
            }
            algorithm => {
                let (encoding, hash) = rsa(algorithm);
                let pair = RsaKeyPair::from_pkcs8(&pkcs8()?)?;
                let digest = Digest::import_less_safe(input.digest()?, hash)?;
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign_digest(encoding, &digest, &mut signature)?;
                RemoteSignature::Jws(signature)
            }
        })
    }
}

impl RemoteSigner for FakeKms {
    fn sign<'a>(&'a self, input: &'a SigningInput<'a>) -> SignFuture<'a> {
        Box::pin(async move {
            self.calls.fetch_add(1, Ordering::SeqCst);
            tokio::time::sleep(self.latency).await;
            let answer = (self.answer)(self, self.signature(input)?);
            self.done.fetch_add(1, Ordering::SeqCst);
            answer
        })
    }
}

/// A key of the service, with its public half.
fn key(kms: &Arc<FakeKms>) -> RemoteKey {
    RemoteKey::new(kms.public(), Arc::clone(kms))
}

fn curve(algorithm: Algorithm) -> (&'static EcdsaSigningAlgorithm, &'static digest::Algorithm) {
    match algorithm {
        Algorithm::ES384 => (&signature::ECDSA_P384_SHA384_ASN1_SIGNING, &digest::SHA384),
        Algorithm::ES512 => (&signature::ECDSA_P521_SHA512_ASN1_SIGNING, &digest::SHA512),
        Algorithm::ES256K => (&signature::ECDSA_P256K1_SHA256_ASN1_SIGNING, &digest::SHA256),
        _ => (&signature::ECDSA_P256_SHA256_ASN1_SIGNING, &digest::SHA256),
    }
}

fn ml_dsa(algorithm: Algorithm) -> &'static signature::PqdsaSigningAlgorithm {
    match algorithm {
        Algorithm::MlDsa44 => &signature::ML_DSA_44_SIGNING,
        Algorithm::MlDsa65 => &signature::ML_DSA_65_SIGNING,
        _ => &signature::ML_DSA_87_SIGNING,
    }
}

fn rsa(algorithm: Algorithm) -> (&'static dyn RsaEncoding, &'static digest::Algorithm) {
    match algorithm {
        Algorithm::RS384 => (&signature::RSA_PKCS1_SHA384, &digest::SHA384),
        Algorithm::RS512 => (&signature::RSA_PKCS1_SHA512, &digest::SHA512),
        Algorithm::PS256 => (&signature::RSA_PSS_SHA256, &digest::SHA256),
        Algorithm::PS384 => (&signature::RSA_PSS_SHA384, &digest::SHA384),
        Algorithm::PS512 => (&signature::RSA_PSS_SHA512, &digest::SHA512),
        _ => (&signature::RSA_PKCS1_SHA256, &digest::SHA256),
    }
}

fn der(pem: &str) -> Vec<u8> {
    use base64::Engine as _;
    let body: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    base64::engine::general_purpose::STANDARD.decode(body).expect("base64")
}

fn decode(text: &str) -> Vec<u8> {
    use base64::Engine as _;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(text).expect("base64url")
}

/// The `kid` in the header of a token.
fn kid(token: &str) -> String {
    let header = decode(token.split('.').next().expect("a header"));
    let header: serde_json::Value = serde_json::from_slice(&header).expect("JSON");
    header["kid"].as_str().expect("a kid").to_owned()
}
