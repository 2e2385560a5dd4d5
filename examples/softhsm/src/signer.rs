//! Signatures of the HSM.

use cryptoki::mechanism::rsa::{PkcsMgfType, PkcsPssParams};
use cryptoki::mechanism::{Mechanism, MechanismType};
use cryptoki::object::ObjectHandle;
use jwt_claims::Algorithm;
use jwt_claims::remote::{RemoteSignature, RemoteSigner, SignFuture, SigningInput};

use crate::pool::Hsm;

/// A private key in the HSM.
pub(crate) struct HsmSigner {
    hsm: Hsm,
    key: ObjectHandle,
}

impl HsmSigner {
    pub(crate) fn new(hsm: Hsm, key: ObjectHandle) -> Self {
        Self { hsm, key }
    }
}

impl RemoteSigner for HsmSigner {
    fn sign<'a>(&'a self, input: &'a SigningInput<'a>) -> SignFuture<'a> {
        Box::pin(async move {
            let (algorithm, key) = (input.algorithm(), self.key);
            // `CKM_ECDSA` takes the digest; the others hash the message themselves
            let data = match algorithm {
                Algorithm::ES256 | Algorithm::ES384 => input.digest()?.to_vec(),
                Algorithm::RS256 | Algorithm::PS256 => input.message().to_vec(),
                other => return Err(format!("this example does not sign with {other}").into()),
            };
            let signed = self.hsm.run(move |session| session.sign(&mechanism(algorithm), key, &data)).await;
            // PKCS#11 returns ECDSA as JWS has it
            signed.map(RemoteSignature::Jws)
        })
    }
}

fn mechanism(algorithm: Algorithm) -> Mechanism<'static> {
    match algorithm {
        Algorithm::RS256 => Mechanism::Sha256RsaPkcs,
        Algorithm::PS256 => Mechanism::Sha256RsaPkcsPss(PkcsPssParams {
            hash_alg: MechanismType::SHA256,
            mgf: PkcsMgfType::MGF1_SHA256,
            // the salt is as long as the hash (RFC 7518 §3.5)
            s_len: 32.into(),
        }),
        _ => Mechanism::Ecdsa,
    }
}
