//! Keys whose private part is in a service: a KMS, an HSM, Vault.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};

use super::VerifyingKey;
use crate::base::base64;
use crate::base::numeric_date::NumericDate;
use crate::base::shown::shown_within;
use crate::crypto::algorithm::{Algorithm, Family};
use crate::crypto::{ecdsa_der, primitives};
use crate::error::{Code, Error};

/// How much of a signer's text is shown.
const MOST: usize = 512;

/// Signs with a key that is elsewhere: one call is one request to the service.
///
/// The trait is object-safe and needs no macro: return `Box::pin(async move { … })`.
///
/// ```
/// use jwt_claims::remote::{RemoteSignature, RemoteSigner, SignFuture, SigningInput};
/// # struct Client;
/// # impl Client {
/// #     async fn sign_digest(&self, key: &str, digest: &[u8]) -> Result<Vec<u8>, std::io::Error> { todo!() }
/// # }
///
/// struct Kms {
///     client: Client,
///     key: String,
/// }
///
/// impl RemoteSigner for Kms {
///     fn sign<'a>(&'a self, input: &'a SigningInput<'a>) -> SignFuture<'a> {
///         Box::pin(async move {
///             let der = self.client.sign_digest(&self.key, input.digest()?).await?;
///             Ok(RemoteSignature::Der(der))
///         })
///     }
/// }
/// ```
///
/// Timeouts, retries and a limit of parallel requests are up to the signer: the issuer waits until
/// the future returns. The future may be dropped at any time, for example because the client of
/// the service has gone; nothing else has to be undone.
pub trait RemoteSigner: Send + Sync {
    /// Signs the message or its digest.
    ///
    /// # Errors
    /// Any error; the token is then not issued, and the error is `signer_failed`. Its text and
    /// those of its sources become part of the [`Error`](crate::Error), escaped and cut.
    /// They must not contain a secret.
    fn sign<'a>(&'a self, input: &'a SigningInput<'a>) -> SignFuture<'a>;
}

/// What [`RemoteSigner::sign`] returns.
pub type SignFuture<'a> = Pin<Box<dyn Future<Output = Result<RemoteSignature, SignerError>> + Send + 'a>>;

/// Why a signer failed.
pub type SignerError = Box<dyn std::error::Error + Send + Sync>;

/// A shared signer.
impl<S: RemoteSigner + ?Sized> RemoteSigner for Arc<S> {
    fn sign<'a>(&'a self, input: &'a SigningInput<'a>) -> SignFuture<'a> {
        (**self).sign(input)
    }
}

/// What is to be signed: the message, or its digest for services that limit the size of
/// messages.
pub struct SigningInput<'a> {
    algorithm: Algorithm,
    message: &'a [u8],
    digest: OnceLock<Vec<u8>>,
}

impl<'a> SigningInput<'a> {
    fn new(algorithm: Algorithm, message: &'a [u8]) -> Self {
        Self { algorithm, message, digest: OnceLock::new() }
    }

    /// The algorithm of the key.
    #[must_use]
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The signing input of JWS (RFC 7515 §5.1): the encoded header, a dot and the encoded
    /// payload. It is ASCII.
    #[must_use]
    pub fn message(&self) -> &'a [u8] {
        self.message
    }

    /// The hash of the message with the function of the algorithm: SHA-256 for RS256, PS256,
    /// ES256 and ES256K, and so on. It is computed when it is first used.
    ///
    /// # Errors
    /// `unsupported` for algorithms that sign the message and not its hash: HMAC, EdDSA and
    /// ML-DSA. `unsupported` if no backend is compiled in.
    pub fn digest(&self) -> Result<&[u8], Error> {
        if let Some(digest) = self.digest.get() {
            return Ok(digest);
        }
        if !matches!(self.algorithm.family(), Family::Rsa | Family::Ec) {
            return Err(Error::unsupported(format!(
                "expected an algorithm that signs a digest, found {}, which signs the message; use \
                 `SigningInput::message`",
                self.algorithm
            )));
        }
        let digest = primitives::hash(self.algorithm, self.message)?;
        Ok(self.digest.get_or_init(|| digest))
    }
}

impl fmt::Debug for SigningInput<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningInput")
            .field("algorithm", &self.algorithm)
            .field("octets", &self.message.len())
            .finish()
    }
}

/// A signature as a service returns it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RemoteSignature {
    /// The octets of the signature in JWS: for RSA, EdDSA and HMAC as they are, for ECDSA the
    /// two numbers one after the other (RFC 7518 §3.4), as Azure Key Vault, PKCS#11 and Vault
    /// with `marshaling_algorithm=jws` return them.
    Jws(Vec<u8>),
    /// An ECDSA signature in DER (RFC 3279 §2.2.3), as AWS KMS and Google Cloud KMS return it.
    Der(Vec<u8>),
}

/// A key that signs elsewhere: algorithm, `kid`, public half and signer. It is cheap to clone.
///
/// ```
/// # use jwt_claims::remote::{RemoteKey, RemoteSigner};
/// # use jwt_claims::{Algorithm, VerifyingKey};
/// # fn key(signer: impl RemoteSigner + 'static, public_key: &str) -> Result<RemoteKey, jwt_claims::Error> {
/// // the public key as the service exports it; its thumbprint becomes the `kid`
/// let public = VerifyingKey::from_pem(Algorithm::ES256, public_key)?;
/// Ok(RemoteKey::new(public, signer))
/// # }
/// ```
#[derive(Clone)]
pub struct RemoteKey(Arc<Shared>);

struct Shared {
    algorithm: Algorithm,
    alg: &'static str,
    kid: Option<String>,
    /// `None` for an RSA key whose public half is unknown.
    signature_len: Option<usize>,
    public: Option<VerifyingKey>,
    signer: Box<dyn RemoteSigner>,
}

impl RemoteKey {
    /// A key with its public half, which has the algorithm and the `kid`. Each signature is
    /// checked with the public half before a token is returned, which costs some
    /// microseconds and finds a wrong key, a wrong version and a wrong setting.
    #[must_use]
    pub fn new(public: VerifyingKey, signer: impl RemoteSigner + 'static) -> Self {
        Self(Arc::new(Shared {
            algorithm: public.algorithm(),
            alg: public.alg(),
            kid: public.kid().map(Into::into),
            signature_len: Some(public.signature_len()),
            public: Some(public),
            signer: Box::new(signer),
        }))
    }

    /// A key whose public half is not known here, or that has none: an HMAC key of a service,
    /// or an algorithm that no backend has. The length of a signature is
    /// checked, if the algorithm has one; the signature is not.
    #[must_use]
    pub fn without_public_key(
        algorithm: Algorithm,
        kid: impl Into<String>,
        signer: impl RemoteSigner + 'static,
    ) -> Self {
        Self(Arc::new(Shared {
            algorithm,
            alg: algorithm.name(),
            kid: Some(kid.into()),
            signature_len: algorithm.signature_len(),
            public: None,
            signer: Box::new(signer),
        }))
    }

    /// The algorithm.
    #[must_use]
    pub fn algorithm(&self) -> Algorithm {
        self.0.algorithm
    }

    /// The `kid` in the headers of tokens, if any.
    #[must_use]
    pub fn kid(&self) -> Option<&str> {
        self.0.kid.as_deref()
    }

    /// The public half, if it is known.
    #[must_use]
    pub fn verifying_key(&self) -> Option<&VerifyingKey> {
        self.0.public.as_ref()
    }

    /// The `alg` in headers.
    pub(crate) fn header_alg(&self) -> &'static str {
        self.0.alg
    }

    /// The length of a signature, or the greatest there is.
    pub(crate) fn longest_signature(&self) -> usize {
        self.0.signature_len.unwrap_or(base64::SHORT_SIGNATURE)
    }

    /// True if both are clones of one key.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// The signature of a message in the format of JWS, checked.
    pub(crate) async fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        let input = SigningInput::new(self.0.algorithm, message);
        let signature = self.0.signer.sign(&input).await.map_err(|error| self.failed(&*error))?;
        let signature = self.in_jws(signature)?;
        match &self.0.public {
            Some(public) if !public.verify(message, &signature) => Err(self.is_not_its_own()),
            _ => Ok(signature),
        }
    }

    /// Octets of the right length.
    fn in_jws(&self, signature: RemoteSignature) -> Result<Vec<u8>, Error> {
        let signature = match (signature, self.0.algorithm.curve()) {
            (RemoteSignature::Jws(signature), _) => signature,
            (RemoteSignature::Der(der), Some(curve)) => ecdsa_der::to_jws(curve, &der).ok_or_else(|| {
                self.wrong("an ECDSA signature in DER, with two numbers of its curve", "other octets")
            })?,
            (RemoteSignature::Der(_), None) => {
                return Err(self.wrong("the octets of the signature", "DER, which is for ECDSA"));
            }
        };
        match self.0.signature_len {
            Some(length) if signature.len() != length => {
                let found = format!("{}; ECDSA in DER is `RemoteSignature::Der`", signature.len());
                Err(self.wrong(&format!("a signature of {length} octets"), &found))
            }
            _ if signature.is_empty() || signature.len() > base64::MAX_SIGNATURE => {
                Err(self.wrong("a signature", &format!("{} octets", signature.len())))
            }
            _ => Ok(signature),
        }
    }

    #[cold]
    fn wrong(&self, expected: &str, found: &str) -> Error {
        Error::new(
            Code::Signer,
            format!(
                "expected {expected} from the remote signer of {self}, found {found}; no token was issued"
            ),
        )
    }

    #[cold]
    fn is_not_its_own(&self) -> Error {
        self.wrong(
            "a signature that the public key verifies",
            "one that it does not verify; compare the key, its version and the algorithm, and check \
            whether the service signs the message or a digest",
        )
    }

    #[cold]
    fn failed(&self, error: &(dyn std::error::Error + 'static)) -> Error {
        let mut text = error.to_string();
        let mut source = error.source();
        while let Some(cause) = source.filter(|_| text.len() < MOST) {
            text += &format!(": {cause}");
            source = cause.source();
        }
        Error::new(Code::Signer, format!("the remote signer of {self} failed: {}", shown_within(text, MOST)))
    }
}

/// Algorithm and `kid`, for messages.
impl fmt::Display for RemoteKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the {} key", self.0.algorithm)?;
        match self.kid() {
            Some(kid) => write!(f, " `{}`", shown_within(kid, MOST)),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for RemoteKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RemoteKey")
            .field("algorithm", &self.0.algorithm)
            .field("kid", &self.kid())
            .finish_non_exhaustive()
    }
}

/// What has the key that signs now: a [`RemoteKey`], or a ring of them.
pub trait RemoteKeySource: Send + Sync {
    /// The key that signs now. An issuer takes header and signature of a token from one
    /// result.
    fn current(&self) -> RemoteKey;

    /// Until when a token that is signed now must have expired, because its key is removed
    /// then; `None` if there is no such time.
    fn latest_exp(&self) -> Option<NumericDate> {
        None
    }
}

impl RemoteKeySource for RemoteKey {
    fn current(&self) -> RemoteKey {
        self.clone()
    }
}

/// A shared source.
impl<S: RemoteKeySource + ?Sized> RemoteKeySource for Arc<S> {
    fn current(&self) -> RemoteKey {
        (**self).current()
    }

    fn latest_exp(&self) -> Option<NumericDate> {
        (**self).latest_exp()
    }
}
