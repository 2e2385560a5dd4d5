//! Keys on jsonwebtoken's providers. Uses their public factories, and never the
//! process-wide default.
//!
//! Its boxed signers and verifiers are neither `Send` nor `Sync`, so they are created
//! again for each operation.

use jsonwebtoken::crypto::CryptoProvider;
use jsonwebtoken::{Algorithm as Name, DecodingKey, EncodingKey};

use super::choice::{Backend, Choice, key_refused, not_offered, signing_failed};
use super::others::JsonwebtokenProvider;
use super::prepared::{Signer, Verifier};
use crate::crypto::algorithm::Algorithm;
use crate::crypto::der;
use crate::crypto::material::{PrivateMaterial, PublicMaterial, RsaPublic};
use crate::error::Error;

#[cfg(feature = "jsonwebtoken_aws_lc_rs")]
pub(super) use jsonwebtoken::crypto::aws_lc::DEFAULT_PROVIDER as AWS_LC;
#[cfg(feature = "jsonwebtoken_rust_crypto")]
pub(super) use jsonwebtoken::crypto::rust_crypto::DEFAULT_PROVIDER as RUST_CRYPTO;

impl Backend {
    /// Another provider for jsonwebtoken 11, such as one that signs in a device. Only
    /// its signer and verifier factories are used, so its `key_utils` may be
    /// unimplemented.
    ///
    /// Create the key on a backend of this crate, which computes the public half, and
    /// move it with [`SigningKey::on`](crate::SigningKey::on).
    #[must_use]
    #[cfg_attr(docsrs, doc(cfg(feature = "jsonwebtoken")))]
    pub const fn jsonwebtoken(provider: &'static CryptoProvider) -> Self {
        Self(Choice::Jsonwebtoken(JsonwebtokenProvider(provider)))
    }
}

fn name(backend: Backend, algorithm: Algorithm) -> Result<Name, Error> {
    Name::try_from(algorithm).map_err(|_| not_offered(backend, algorithm))
}

/// The crate `rsa` supports up to 4096 bits, but reports that at the first token.
fn check_rsa(backend: Backend, key: &RsaPublic) -> Result<(), Error> {
    if backend == Backend::JSONWEBTOKEN_RUST_CRYPTO && key.bits() > 4096 {
        return Err(Error::unsupported(format!(
            "backend {backend:?} takes RSA keys of up to 4096 bits, found {}; \
             use `Backend::AWS_LC_RS` (feature `aws_lc_rs`)",
            key.bits()
        )));
    }
    Ok(())
}

struct KeptSigner {
    backend: Backend,
    factories: &'static CryptoProvider,
    name: Name,
    key: EncodingKey,
}

struct KeptVerifier {
    factories: &'static CryptoProvider,
    name: Name,
    key: DecodingKey,
}

pub(super) fn signer(
    backend: Backend,
    factories: &'static CryptoProvider,
    algorithm: Algorithm,
    key: &PrivateMaterial,
) -> Result<Box<dyn Signer>, Error> {
    let name = name(backend, algorithm)?;
    let refused = || key_refused(backend, algorithm);
    let key = match key {
        PrivateMaterial::Secret(secret) => EncodingKey::from_secret(secret),
        PrivateMaterial::Rsa(rsa) => {
            check_rsa(backend, rsa.public())?;
            EncodingKey::from_rsa_der(rsa.pkcs1())
        }
        PrivateMaterial::Ec(ec) => EncodingKey::from_ec_der(&der::write_ec_pkcs8(ec).ok_or_else(refused)?),
        PrivateMaterial::Ed25519(ed) => {
            EncodingKey::from_ed_der(&der::write_ed25519_pkcs8(ed).ok_or_else(refused)?)
        }
        PrivateMaterial::MlDsa(_) => return Err(not_offered(backend, algorithm)),
    };
    // created once as a check: a key that the provider refuses is found now
    (factories.signer_factory)(&name, &key).map_err(|_| refused())?;
    Ok(Box::new(KeptSigner { backend, factories, name, key }))
}

pub(super) fn verifier(
    backend: Backend,
    factories: &'static CryptoProvider,
    algorithm: Algorithm,
    key: &PublicMaterial,
) -> Result<Box<dyn Verifier>, Error> {
    let name = name(backend, algorithm)?;
    let key = match key {
        PublicMaterial::Secret(secret) => DecodingKey::from_secret(secret),
        PublicMaterial::Rsa(rsa) => {
            check_rsa(backend, rsa)?;
            DecodingKey::from_rsa_raw_components(rsa.modulus(), rsa.exponent())
        }
        PublicMaterial::Ec(ec) => DecodingKey::from_ec_der(ec.point()),
        PublicMaterial::Ed25519(ed) => DecodingKey::from_ed_der(ed.octets()),
        PublicMaterial::MlDsa(_) => return Err(not_offered(backend, algorithm)),
    };
    let refused = |_| key_refused(backend, algorithm);
    (factories.verifier_factory)(&name, &key).map_err(refused)?;
    Ok(Box::new(KeptVerifier { factories, name, key }))
}

impl Signer for KeptSigner {
    fn sign(&self, message: &[u8], emit: &mut dyn FnMut(&[u8])) -> Result<(), Error> {
        let failed = || signing_failed(self.backend);
        let signer = (self.factories.signer_factory)(&self.name, &self.key).map_err(|_| failed())?;
        emit(&signer.try_sign(message).map_err(|_| failed())?);
        Ok(())
    }
}

impl Verifier for KeptVerifier {
    fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        (self.factories.verifier_factory)(&self.name, &self.key)
            .is_ok_and(|verifier| verifier.verify(message, &signature.to_vec()).is_ok())
    }
}
