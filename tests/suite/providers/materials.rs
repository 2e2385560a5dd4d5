//! The forms in which a provider gets keys, tried with aws-lc-rs by hand.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, ED25519, EcdsaKeyPair, Ed25519KeyPair,
    RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RsaKeyPair, UnparsedPublicKey, VerificationAlgorithm,
};
use jwt_claims::provider::{BadSignature, Failure, PrivateKey, Provider, PublicKey, Sign, Verify};
use jwt_claims::{Algorithm, Backend, Issuer, KeySet, SigningKey, Verifier};

use super::{Session, alice};

/// Signs with a key that it reads from PKCS#8, and verifies with SPKI.
struct ByHand;

enum Pair {
    Rsa(RsaKeyPair),
    Ec(EcdsaKeyPair),
    Ed25519(Ed25519KeyPair),
}

struct Public(UnparsedPublicKey<Vec<u8>>);

impl Provider for ByHand {
    fn name(&self) -> &str {
        "by hand"
    }

    fn signer(&self, key: &PrivateKey<'_>) -> Result<Box<dyn Sign>, Failure> {
        assert_eq!(key.secret(), None);
        let refused = |_| Failure::InvalidKey("not PKCS#8".into());
        let der = key.pkcs8_der().ok_or_else(|| Failure::Unsupported("no PKCS#8".into()))?;
        Ok(Box::new(match key.algorithm() {
            Algorithm::RS256 => Pair::Rsa(RsaKeyPair::from_pkcs8(&der).map_err(refused)?),
            Algorithm::ES256 => {
                Pair::Ec(EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &der).map_err(refused)?)
            }
            Algorithm::EdDSA => {
                Pair::Ed25519(Ed25519KeyPair::from_pkcs8_maybe_unchecked(&der).map_err(refused)?)
            }
            other => return Err(Failure::Unsupported(other.to_string())),
        }))
    }

    fn verifier(&self, key: &PublicKey<'_>) -> Result<Box<dyn Verify>, Failure> {
        let spki = key.spki_der().ok_or_else(|| Failure::Unsupported("no SPKI".into()))?;
        let algorithm: &'static dyn VerificationAlgorithm = match key.algorithm() {
            Algorithm::RS256 => &RSA_PKCS1_2048_8192_SHA256,
            Algorithm::ES256 => &ECDSA_P256_SHA256_FIXED,
            Algorithm::EdDSA => &ED25519,
            other => return Err(Failure::Unsupported(other.to_string())),
        };
        Ok(Box::new(Public(UnparsedPublicKey::new(algorithm, spki))))
    }
}

impl Sign for Pair {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Failure> {
        let failed = |_| Failure::Failed("no signature".into());
        match self {
            Self::Rsa(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature)
                    .map_err(failed)?;
                Ok(signature)
            }
            Self::Ec(pair) => Ok(pair.sign(&SystemRandom::new(), message).map_err(failed)?.as_ref().to_vec()),
            Self::Ed25519(pair) => Ok(pair.sign(message).as_ref().to_vec()),
        }
    }
}

impl Verify for Public {
    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), BadSignature> {
        self.0.verify(message, signature).map_err(|_| BadSignature)
    }
}

#[test]
fn asymmetric_keys_are_given_as_pkcs8_and_spki() {
    let backend = Backend::provided(&ByHand);
    for algorithm in [Algorithm::RS256, Algorithm::ES256, Algorithm::EdDSA] {
        let ours = SigningKey::generate(algorithm).unwrap();
        let theirs = ours.clone().on(backend).unwrap();
        let public = KeySet::from(ours.verifying_key()).on(backend).unwrap();
        for key in [&ours, &theirs] {
            let issued = Issuer::new(key.clone()).issue(&alice()).unwrap();
            for keys in [KeySet::from(ours.verifying_key()), public.clone()] {
                let verifier = Verifier::new(keys);
                let token = verifier.token(issued.as_str());
                assert_eq!(*token.verify::<Session>().unwrap(), alice(), "{algorithm}");
            }
        }
        assert_eq!(theirs.to_private_jwk().unwrap(), ours.to_private_jwk().unwrap());
    }
}
