//! Keys for signing.

use std::fmt;
use std::sync::Arc;

use zeroize::Zeroizing;

use super::fit::wanted;
use super::jwk::{Jwk, Operation};
use super::refusal::Found;
use super::verifying::VerifyingKey;
use super::verifying::not_here;
use super::{der, export, generate, pem};
use crate::crypto::algorithm::{Algorithm, Family};
use crate::crypto::backend::{Backend, Signer, checked_signer};
use crate::crypto::der::write_pkcs8;
use crate::crypto::material::{Ed25519Private, MlDsaPrivate, PrivateMaterial};
use crate::crypto::provider::Sign;
use crate::error::Error;

/// A private or shared key that signs tokens. It has exactly one algorithm.
///
/// It is cheap to clone: clones share the prepared key. The key material is zeroized
/// when the last clone is dropped, and `Debug` does not show it.
///
/// ```
/// use jwt_claims::{Algorithm, SigningKey};
///
/// # #[cfg(any(feature = "aws_lc_rs", feature = "rust_crypto"))] {
/// let key = SigningKey::generate(Algorithm::ES256)?;
/// let public: String = key.verifying_key().to_jwk()?;
/// assert!(SigningKey::hs256("too short").is_err());
/// # }
/// # Ok::<(), jwt_claims::Error>(())
/// ```
#[derive(Clone)]
pub struct SigningKey {
    shared: Arc<Shared>,
    /// Also has the `kid` and the name of the algorithm.
    verifying: VerifyingKey,
}

struct Shared {
    backend: Backend,
    /// `None` if only the signer has it.
    material: Option<PrivateMaterial>,
    signer: Box<dyn Signer>,
}

impl SigningKey {
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
        let material = PrivateMaterial::Secret(Zeroizing::new(secret.as_ref().to_vec()));
        Self::assemble(Backend::preferred(algorithm)?, algorithm, material)
    }

    /// A key from its seed of 32 bytes: for ML-DSA (FIPS 204 §5.1) and Ed25519 (RFC 8032
    /// §5.1.5). The seed is the whole private key.
    ///
    /// # Errors
    /// `invalid_key` if the algorithm has no seed, or the seed has another length.
    /// `unsupported` if no backend has the algorithm.
    pub fn from_seed(algorithm: Algorithm, seed: impl AsRef<[u8]>) -> Result<Self, Error> {
        let backend = Backend::preferred(algorithm)?;
        let seed = seed.as_ref();
        let material = match algorithm.family() {
            Family::Akp => PrivateMaterial::MlDsa(MlDsaPrivate::new(algorithm, seed, None)?),
            Family::Okp => PrivateMaterial::Ed25519(Ed25519Private::new(seed, None)?),
            _ => {
                return Err(Error::invalid_key(format!(
                    "{algorithm} expects {}, found a seed; seeds are for ML-DSA and Ed25519",
                    wanted(algorithm)
                )));
            }
        };
        Self::assemble(backend, algorithm, material)
    }

    /// A key from PEM (RFC 7468): PKCS#8 (`PRIVATE KEY`), PKCS#1 (`RSA PRIVATE KEY`) or
    /// SEC 1 (`EC PRIVATE KEY`), not encrypted. The text must have one such block; it
    /// may have extra whitespace, text around the block, or the wrong label. From
    /// environment variables, `\n` in place of line breaks and base64 of the PEM or of
    /// its DER are read, too.
    ///
    /// # Errors
    /// `invalid_key` if it is something else (the message says what, and how to convert
    /// it), or not a key for the algorithm. `unsupported` if no backend has the
    /// algorithm.
    pub fn from_pem(algorithm: Algorithm, pem: impl AsRef<[u8]>) -> Result<Self, Error> {
        let backend = Backend::preferred(algorithm)?;
        let (found, der) = pem::read(pem.as_ref())?;
        Self::assemble(backend, algorithm, der::read_private(algorithm, found, &der)?)
    }

    /// A key from DER: PKCS#8 (RFC 5958), PKCS#1 (RFC 8017 §A.1.2) or SEC 1
    /// (RFC 5915).
    ///
    /// # Errors
    /// The same as [`from_pem`](Self::from_pem).
    pub fn from_der(algorithm: Algorithm, der: impl AsRef<[u8]>) -> Result<Self, Error> {
        let backend = Backend::preferred(algorithm)?;
        let der = der.as_ref();
        let found = Found::in_der(der).ok_or_else(|| {
            Error::invalid_key(
                "expected the DER of a private key, found other octets; use `from_pem` for PEM",
            )
        })?;
        Self::assemble(backend, algorithm, der::read_private(algorithm, found, der)?)
    }

    /// A key from the text of a private or symmetric JWK (RFC 7517), with its `kid`. If
    /// its `alg` is `Ed25519`, tokens have this `alg`, too (see
    /// [`with_fully_specified_name`](Self::with_fully_specified_name)).
    ///
    /// # Errors
    /// `invalid_key` if it is not a JWK, is public, is not for the algorithm, or its
    /// `use`, `key_ops` or `alg` do not allow signing. `unsupported` if no backend has
    /// the algorithm.
    pub fn from_jwk(algorithm: Algorithm, jwk: &str) -> Result<Self, Error> {
        let backend = Backend::preferred(algorithm)?;
        let jwk = Jwk::parse(jwk)?;
        jwk.check_purpose(algorithm, Operation::Sign)?;
        let mut key = Self::assemble(backend, algorithm, jwk.to_private(algorithm)?)?;
        key.verifying.take_names(&jwk)?;
        Ok(key)
    }

    /// Generates a key: RSA with 2048 bits, or an HMAC secret as long as its hash.
    ///
    /// # Errors
    /// `unsupported` if no backend has the algorithm, or if the operating system has no
    /// random numbers.
    pub fn generate(algorithm: Algorithm) -> Result<Self, Error> {
        let backend = Backend::preferred(algorithm)?;
        Self::assemble(backend, algorithm, generate::generate(algorithm)?)
    }

    /// A key whose private part is in the signer: in an HSM, or for an algorithm that
    /// no backend here has. `verifying` is its public half, with the algorithm and
    /// `kid`. The signer signs once, to check that the two match.
    ///
    /// # Errors
    /// `invalid_key` if the signer fails, or if its signature does not verify.
    pub fn from_signer(verifying: VerifyingKey, signer: impl Sign + 'static) -> Result<Self, Error> {
        let signer = checked_signer(Backend::OWN, verifying.signature_len(), Box::new(signer));
        let shared = Shared { backend: Backend::OWN, material: None, signer };
        let key = Self { shared: Arc::new(shared), verifying };
        key.prove()?;
        Ok(key)
    }

    fn assemble(backend: Backend, algorithm: Algorithm, material: PrivateMaterial) -> Result<Self, Error> {
        let public = material.to_public();
        public.check(algorithm)?;
        let signer = backend.signer(algorithm, &material)?;
        let verifying = VerifyingKey::assemble(backend, algorithm, public)?;
        let key = Self { shared: Arc::new(Shared { backend, material: Some(material), signer }), verifying };
        key.prove()?;
        Ok(key)
    }

    /// Signs and verifies once. This finds a key whose halves do not match. It also
    /// initializes aws-lc's random generator, which takes tens of milliseconds at its
    /// first use.
    fn prove(&self) -> Result<(), Error> {
        let is_foreign = self.backend().is_foreign();
        if !is_foreign && matches!(self.shared.material, Some(PrivateMaterial::Secret(_))) {
            return Ok(());
        }
        const MESSAGE: &[u8] = b"a key's first signature";
        let mut proven = false;
        let signed = self.sign(MESSAGE, &mut |signature| proven = self.tells_apart(MESSAGE, signature));
        match signed {
            Err(error) if is_foreign => Err(error.into_invalid_key()),
            Ok(()) if proven => Ok(()),
            _ => Err(self.halves_differ()),
        }
    }

    /// True if the public half accepts the signature for this message and for no other.
    fn tells_apart(&self, message: &[u8], signature: &[u8]) -> bool {
        self.verifying.verify(message, signature) && !self.verifying.verify(b"another message", signature)
    }

    #[cold]
    fn halves_differ(&self) -> Error {
        let way_out = match self.shared.material {
            Some(_) if !self.backend().is_foreign() => "the key is damaged: export it again",
            _ => "give the signer the public half of its own key, and check both with test vectors",
        };
        Error::invalid_key(format!(
            "expected the public half of the {} key to verify what the key signs, and nothing else, found \
            that it does not; {way_out}",
            self.algorithm()
        ))
    }

    /// The same key on another backend.
    ///
    /// # Errors
    /// `unsupported` if the backend is not compiled in or does not offer the
    /// algorithm; `invalid_key` if it refuses the key, or the key was made by
    /// [`from_signer`](Self::from_signer).
    pub fn on(self, backend: Backend) -> Result<Self, Error> {
        if backend == self.shared.backend {
            return Ok(self);
        }
        let material = self.shared.material.as_ref().ok_or_else(not_here)?.duplicate();
        let mut key = Self::assemble(backend, self.algorithm(), material)?;
        key.verifying.copy_names(&self.verifying);
        Ok(key)
    }

    /// The backend that signs. For a key of [`from_signer`](Self::from_signer) it is
    /// shown as `OWN`, and accepts no other key.
    #[must_use]
    pub fn backend(&self) -> Backend {
        self.shared.backend
    }

    /// The key's algorithm.
    #[must_use]
    pub fn algorithm(&self) -> Algorithm {
        self.verifying.algorithm()
    }

    /// The key with another `kid` (RFC 7515 §4.1.4). By default, the `kid` of an
    /// asymmetric key is its RFC 7638 thumbprint, and a symmetric key has none.
    #[must_use]
    pub fn with_kid(self, kid: impl Into<String>) -> Self {
        Self { verifying: self.verifying.with_kid(kid), ..self }
    }

    /// The key without a `kid`: the headers of its tokens have none.
    #[must_use]
    pub fn without_kid(self) -> Self {
        Self { verifying: self.verifying.without_kid(), ..self }
    }

    /// The `kid` in the headers of tokens, if any.
    #[must_use]
    pub fn kid(&self) -> Option<&str> {
        self.verifying.kid()
    }

    /// Uses the name `Ed25519` in headers and JWKs (RFC 9864 §2.2) in place of the
    /// older `EdDSA`. `EdDSA` is the default, because more verifiers know it. No effect
    /// for other algorithms.
    #[must_use]
    pub fn with_fully_specified_name(self) -> Self {
        Self { verifying: self.verifying.with_fully_specified_name(), ..self }
    }

    /// The key that verifies signatures of this key: the public half, or the same
    /// secret. It has the same `kid` and backend.
    #[must_use]
    pub fn verifying_key(&self) -> VerifyingKey {
        self.verifying.clone()
    }

    /// The key as a JWK **with its private members or its secret**, for storage. To
    /// publish the public key, use [`verifying_key().to_jwk()`](VerifyingKey::to_jwk).
    ///
    /// # Errors
    /// `invalid_key` for a key made by [`from_signer`](Self::from_signer).
    pub fn to_private_jwk(&self) -> Result<Zeroizing<String>, Error> {
        export::private_jwk(self.shared.material.as_ref().ok_or_else(not_here)?, &self.verifying.about())
    }

    /// The key as PKCS#8 in PEM **with its private part**, for storage. To publish the
    /// public key, use [`verifying_key().to_pem()`](VerifyingKey::to_pem).
    ///
    /// # Errors
    /// `invalid_key` for a symmetric key, which has no such form, and for a key made
    /// by [`from_signer`](Self::from_signer).
    pub fn to_private_pem(&self) -> Result<Zeroizing<String>, Error> {
        let material = self.shared.material.as_ref().ok_or_else(not_here)?;
        write_pkcs8(material).and_then(|der| pem::write("PRIVATE KEY", &der)).ok_or_else(|| {
            Error::invalid_key(
                "expected a private key to export, found a symmetric one; use `to_private_jwk`",
            )
        })
    }

    /// The `alg` in headers.
    pub(crate) fn header_alg(&self) -> &'static str {
        self.verifying.alg()
    }

    /// Passes the signature of `message` to `emit`, once.
    pub(crate) fn sign(&self, message: &[u8], emit: &mut dyn FnMut(&[u8])) -> Result<(), Error> {
        self.shared.signer.sign(message, emit)
    }

    /// The exact length of the key's signatures.
    pub(crate) fn signature_len(&self) -> usize {
        self.verifying.signature_len()
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey")
            .field("algorithm", &self.algorithm())
            .field("kid", &self.kid())
            .field("backend", &self.backend())
            .finish_non_exhaustive()
    }
}
