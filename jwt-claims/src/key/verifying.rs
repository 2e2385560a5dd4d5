//! Keys for verifying.

use std::fmt;
use std::sync::Arc;

use zeroize::Zeroizing;

use super::certificates::Certificates;
use super::export::{self, About};
use super::jwk::{Jwk, Operation};
use super::refusal::Found;
use super::{der, pem, thumbprint};
use crate::crypto::algorithm::Algorithm;
use crate::crypto::backend::{Backend, Verifier, checked_verifier};
use crate::crypto::der::write_spki;
use crate::crypto::material::PublicMaterial;
use crate::crypto::provider::Verify;
use crate::error::Error;

/// A public or shared key that verifies tokens. It has exactly one algorithm.
///
/// It is cheap to clone: clones share the prepared key.
#[derive(Clone)]
pub struct VerifyingKey {
    shared: Arc<Shared>,
    kid: Option<Arc<str>>,
    issuer: Option<Arc<str>>,
    /// The certificates of its JWK; empty for most keys.
    certificates: Arc<Certificates>,
    /// The name of the algorithm in headers and JWKs.
    alg: &'static str,
}

struct Shared {
    backend: Backend,
    algorithm: Algorithm,
    signature_len: usize,
    /// `None` if only the verifier has it.
    material: Option<PublicMaterial>,
    verifier: Box<dyn Verifier>,
}

impl VerifyingKey {
    /// A key for HMAC with SHA-256.
    ///
    /// # Errors
    /// The same as [`from_secret`](Self::from_secret): at least 32 bytes.
    pub fn hs256(secret: impl AsRef<[u8]>) -> Result<Self, Error> {
        Self::from_secret(Algorithm::HS256, secret)
    }

    /// A key for HMAC with SHA-384.
    ///
    /// # Errors
    /// The same as [`from_secret`](Self::from_secret): at least 48 bytes.
    pub fn hs384(secret: impl AsRef<[u8]>) -> Result<Self, Error> {
        Self::from_secret(Algorithm::HS384, secret)
    }

    /// A key for HMAC with SHA-512.
    ///
    /// # Errors
    /// The same as [`from_secret`](Self::from_secret): at least 64 bytes.
    pub fn hs512(secret: impl AsRef<[u8]>) -> Result<Self, Error> {
        Self::from_secret(Algorithm::HS512, secret)
    }

    /// A key from a shared secret. The bytes are used as they are: base64 or hex is not
    /// decoded.
    ///
    /// # Errors
    /// `invalid_key` if the algorithm is not an HMAC, if the secret is shorter than the
    /// hash (RFC 7518 §3.2), or if it is another kind of key: PEM, a JWK, a JWK Set, an
    /// OpenSSH key or DER. `unsupported` if there is no backend.
    pub fn from_secret(algorithm: Algorithm, secret: impl AsRef<[u8]>) -> Result<Self, Error> {
        let backend = Backend::preferred(algorithm)?;
        Self::assemble(backend, algorithm, PublicMaterial::Secret(Zeroizing::new(secret.as_ref().to_vec())))
    }

    /// A key from PEM (RFC 7468): `PUBLIC KEY`, `RSA PUBLIC KEY` or `CERTIFICATE`. The
    /// text must have one such block; it may have extra whitespace, text around the
    /// block, or the wrong label. From environment variables, `\n` in place of line
    /// breaks and base64 of the PEM or of its DER are read, too. For a certificate, the
    /// public key is read; its validity and its signature are not checked.
    ///
    /// # Errors
    /// `invalid_key` if it is something else (the message says what, and what to do),
    /// or not a key for the algorithm. `unsupported` if no backend has the algorithm.
    pub fn from_pem(algorithm: Algorithm, pem: impl AsRef<[u8]>) -> Result<Self, Error> {
        let backend = Backend::preferred(algorithm)?;
        let (found, der) = pem::read(pem.as_ref())?;
        Self::assemble(backend, algorithm, der::read_public(algorithm, found, &der)?)
    }

    /// A key from DER: SPKI (RFC 5280 §4.1.2.7), PKCS#1 (RFC 8017 §A.1.1), or the
    /// public key of a certificate.
    ///
    /// # Errors
    /// The same as [`from_pem`](Self::from_pem).
    pub fn from_der(algorithm: Algorithm, der: impl AsRef<[u8]>) -> Result<Self, Error> {
        let backend = Backend::preferred(algorithm)?;
        let der = der.as_ref();
        let found = Found::in_der(der).ok_or_else(|| {
            Error::invalid_key("expected the DER of a public key, found other octets; use `from_pem` for PEM")
        })?;
        Self::assemble(backend, algorithm, der::read_public(algorithm, found, der)?)
    }

    /// A key from the text of a JWK (RFC 7517), with its `kid`. From a private JWK, the
    /// public half is used and the rest is dropped.
    ///
    /// # Errors
    /// `invalid_key` if it is not a JWK, is not for the algorithm, or its `use`,
    /// `key_ops` or `alg` do not allow verifying. `unsupported` if no backend has the
    /// algorithm.
    pub fn from_jwk(algorithm: Algorithm, jwk: &str) -> Result<Self, Error> {
        Backend::preferred(algorithm)?;
        Self::of_jwk(algorithm, &Jwk::parse(jwk)?)
    }

    /// The key in the header of a proof: only a public one, because whoever shows a private
    /// key has lost it.
    #[cfg(feature = "dpop")]
    pub(crate) fn from_public_jwk(algorithm: Algorithm, jwk: &str) -> Result<Self, Error> {
        let jwk = Jwk::parse(jwk)?;
        if jwk.is_private() {
            return Err(Error::invalid_key(
                "JWK: expected a public key, found a private or symmetric one; make a new key, and send its public \
                 half",
            ));
        }
        Self::of_jwk(algorithm, &jwk)
    }

    /// A key whose material is in the verifier: in a device, or for an algorithm that
    /// no backend here has. It has no `kid` unless [`with_kid`](Self::with_kid) sets
    /// one, and it cannot be exported.
    ///
    /// # Errors
    /// `invalid_key` for RSA, because the length of its signatures depends on the key
    /// (use [`from_pem`](Self::from_pem)), and for a verifier that accepts a signature
    /// of zeros.
    pub fn from_verifier(algorithm: Algorithm, verifier: impl Verify + 'static) -> Result<Self, Error> {
        let signature_len = algorithm.signature_len().ok_or_else(|| {
            Error::invalid_key(format!(
                "{algorithm} expects an RSA key, whose size determines the length of signatures, found only \
                 a verifier; \
                 use `from_pem`, `from_der` or `from_jwk`, and `on` for its backend"
            ))
        })?;
        let verifier = checked_verifier(Box::new(verifier));
        let shared = Shared { backend: Backend::OWN, algorithm, signature_len, material: None, verifier };
        Self::of_shared(shared, None)
    }

    pub(super) fn of_jwk(algorithm: Algorithm, jwk: &Jwk) -> Result<Self, Error> {
        jwk.check_purpose(algorithm, Operation::Verify)?;
        let mut key = Self::assemble(Backend::preferred(algorithm)?, algorithm, jwk.to_public(algorithm)?)?;
        key.take_names(jwk)?;
        Ok(key)
    }

    pub(super) fn assemble(
        backend: Backend,
        algorithm: Algorithm,
        material: PublicMaterial,
    ) -> Result<Self, Error> {
        material.check(algorithm)?;
        let verifier = backend.verifier(algorithm, &material)?;
        let kid = thumbprint::of_material(&material)?.map(Arc::from);
        let signature_len = material.signature_len(algorithm);
        let shared = Shared { backend, algorithm, signature_len, material: Some(material), verifier };
        Self::of_shared(shared, kid)
    }

    fn of_shared(shared: Shared, kid: Option<Arc<str>>) -> Result<Self, Error> {
        let alg = shared.algorithm.name();
        let key = Self { shared: Arc::new(shared), kid, issuer: None, certificates: Arc::default(), alg };
        let zeros = || vec![0; key.signature_len()];
        if key.backend().is_foreign() && key.verify(b"a key's first message", &zeros()) {
            return Err(accepts_anything(&key));
        }
        Ok(key)
    }

    /// Copies `kid`, the spelling of `alg` and the thumbprints of certificates from a
    /// JWK.
    pub(super) fn take_names(&mut self, jwk: &Jwk) -> Result<(), Error> {
        if let Some(kid) = jwk.kid()? {
            self.kid = Some(kid.into());
        }
        if jwk.text("alg")? == Some(FULLY_SPECIFIED) {
            self.alg = FULLY_SPECIFIED;
        }
        self.certificates = Arc::new(Certificates::of(jwk));
        Ok(())
    }

    /// Copies everything except key and backend from another key.
    pub(super) fn copy_names(&mut self, other: &Self) {
        self.kid.clone_from(&other.kid);
        self.issuer.clone_from(&other.issuer);
        self.certificates.clone_from(&other.certificates);
        self.alg = other.alg;
    }

    /// The same key on another backend.
    ///
    /// # Errors
    /// `unsupported` if the backend is not compiled in or does not offer the
    /// algorithm; `invalid_key` if it refuses the key, or the key was made by
    /// [`from_verifier`](Self::from_verifier).
    pub fn on(self, backend: Backend) -> Result<Self, Error> {
        if backend == self.shared.backend {
            return Ok(self);
        }
        let material = self.shared.material.clone().ok_or_else(not_here)?;
        let mut key = Self::assemble(backend, self.algorithm(), material)?;
        key.copy_names(&self);
        Ok(key)
    }

    /// The backend that verifies. For a key of [`from_verifier`](Self::from_verifier)
    /// it is shown as `OWN`, and accepts no other key.
    #[must_use]
    pub fn backend(&self) -> Backend {
        self.shared.backend
    }

    /// The key's algorithm.
    #[must_use]
    pub fn algorithm(&self) -> Algorithm {
        self.shared.algorithm
    }

    /// The key with another `kid` (RFC 7515 §4.1.4). By default, the `kid` of an
    /// asymmetric key is its RFC 7638 thumbprint, and a symmetric key has none.
    #[must_use]
    pub fn with_kid(self, kid: impl Into<String>) -> Self {
        Self { kid: Some(kid.into().into()), ..self }
    }

    /// The key without a `kid`.
    #[must_use]
    pub fn without_kid(self) -> Self {
        Self { kid: None, ..self }
    }

    /// The `kid` that selects this key in a set, if any.
    #[must_use]
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// The key, bound to an issuer: it only verifies tokens whose `iss` is `issuer`.
    /// Use this if you trust several issuers.
    #[must_use]
    pub fn for_issuer(self, issuer: impl Into<String>) -> Self {
        Self { issuer: Some(issuer.into().into()), ..self }
    }

    /// The issuer that the key is bound to, if any.
    #[must_use]
    pub fn issuer(&self) -> Option<&str> {
        self.issuer.as_deref()
    }

    /// Uses the name `Ed25519` in JWKs (RFC 9864 §2.2) in place of the older `EdDSA`.
    /// Tokens may have either name. No effect for other algorithms.
    #[must_use]
    pub fn with_fully_specified_name(self) -> Self {
        let alg = if self.algorithm() == Algorithm::EdDSA { FULLY_SPECIFIED } else { self.alg };
        Self { alg, ..self }
    }

    /// The public key as a JWK with `use`, `alg` and `kid`, which you can publish.
    ///
    /// # Errors
    /// `invalid_key` for a symmetric key, which has no public half, and for a key of
    /// [`from_verifier`](Self::from_verifier).
    pub fn to_jwk(&self) -> Result<String, Error> {
        let material = self.shared.material.as_ref().ok_or_else(not_here)?;
        export::public_jwk(material, &self.about()).ok_or_else(no_public_half)
    }

    /// The public key as SPKI in PEM (`PUBLIC KEY`).
    ///
    /// # Errors
    /// The same as [`to_jwk`](Self::to_jwk).
    pub fn to_pem(&self) -> Result<String, Error> {
        let material = self.shared.material.as_ref().ok_or_else(not_here)?;
        write_spki(material)
            .and_then(|der| pem::write("PUBLIC KEY", &der))
            .map(|pem| pem.to_string())
            .ok_or_else(no_public_half)
    }

    /// The SHA-256 thumbprint (RFC 7638) as base64url; `None` for a symmetric key,
    /// because it would reveal a digest of the secret.
    #[must_use]
    pub fn thumbprint(&self) -> Option<String> {
        thumbprint::of_material(self.shared.material.as_ref()?).ok().flatten()
    }

    /// The public key as a JWK without other members; `None` for a symmetric key, or if the
    /// material is elsewhere.
    #[cfg(feature = "dpop")]
    pub(crate) fn to_bare_jwk(&self) -> Option<String> {
        thumbprint::bare_jwk(self.shared.material.as_ref()?)
    }

    pub(super) fn about(&self) -> About<'_> {
        About { alg: self.alg, purpose: "sig", kid: self.kid() }
    }

    pub(super) fn kid_shared(&self) -> Option<&Arc<str>> {
        self.kid.as_ref()
    }

    pub(crate) fn issuer_shared(&self) -> Option<&Arc<str>> {
        self.issuer.as_ref()
    }

    pub(super) fn certificates(&self) -> &Certificates {
        &self.certificates
    }

    /// Adds the certificates of another key that [is the same](Self::is_same).
    pub(super) fn add_certificates(&mut self, other: &Self) {
        if !other.certificates.is_empty() {
            Arc::make_mut(&mut self.certificates).add(&other.certificates);
        }
    }

    pub(super) fn alg(&self) -> &'static str {
        self.alg
    }

    pub(crate) fn signature_len(&self) -> usize {
        self.shared.signature_len
    }

    /// True if this is the key's public half; `None` if its material is elsewhere.
    pub(super) fn has_public_half(&self, public: &PublicMaterial) -> Option<bool> {
        self.shared.material.as_ref().map(|material| material == public)
    }

    /// True if the two keys are the same in every respect.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        let names = self.kid == other.kid && self.issuer == other.issuer;
        let keys = Arc::ptr_eq(&self.shared, &other.shared)
            || (self.algorithm() == other.algorithm()
                && self.shared.material.is_some()
                && self.shared.material == other.shared.material);
        names && keys
    }

    /// True if `signature` is this key's signature of `message`. Its form is checked
    /// before the backend is called: the exact length, and for RSA a number below the
    /// modulus (RFC 8017 §5.2.2), which not every backend checks.
    pub(crate) fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        let Shared { signature_len, material, verifier, .. } = &*self.shared;
        signature.len() == *signature_len
            && material.as_ref().is_none_or(|material| material.is_representative(signature))
            && verifier.verify(message, signature)
    }
}

#[cold]
fn accepts_anything(key: &VerifyingKey) -> Error {
    Error::invalid_key(format!(
        "expected backend {:?} to refuse a signature of zeros for {}, found that it accepts it; \
         its `Verify` must compare the signature",
        key.backend(),
        key.algorithm()
    ))
}

/// The key's material is in its signer or verifier.
#[cold]
pub(super) fn not_here() -> Error {
    Error::invalid_key(
        "expected a key with its material, found one whose material is in its signer or verifier; export it \
         from there",
    )
}

#[cold]
fn no_public_half() -> Error {
    Error::invalid_key(
        "expected a public key to export, found a symmetric one; \
         a secret is only exported by `SigningKey::to_private_jwk`",
    )
}

/// RFC 9864 §2.2.
const FULLY_SPECIFIED: &str = "Ed25519";

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VerifyingKey")
            .field("algorithm", &self.algorithm())
            .field("kid", &self.kid())
            .field("issuer", &self.issuer())
            .field("backend", &self.backend())
            .finish_non_exhaustive()
    }
}
