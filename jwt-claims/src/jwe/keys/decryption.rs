//! Keys that decrypt.

use std::fmt;
use std::sync::Arc;

use aws_lc_rs::aead::LessSafeKey;
use aws_lc_rs::agreement::PrivateKey;
use aws_lc_rs::rsa::OaepPrivateDecryptingKey;
use zeroize::Zeroizing;

use super::encryption::EncryptionKey;
use super::formats;
use super::jwk::{self, Side};
use super::material::{Private, check_wrapping, direct, unfit};
use crate::crypto::material::{EcPrivate, PrivateMaterial};
use crate::crypto::primitives;
use crate::error::{Code, Error};
use crate::jwe::algorithms::{ContentEncryption, EcdhCurve, KeyManagement, Kind};
use crate::jwe::cek::{Cek, no_random_numbers};
use crate::jwe::ecdh::{self, Info};
use crate::jwe::header::Parameters;
use crate::jwe::rsa;
use crate::jwe::wrap;
use crate::key::export::About;
use crate::key::jwk::Jwk;

/// The key that decrypts tokens: the recipient's private key, or one that both sides
/// share. It has exactly one [`KeyManagement`], and accepts every [`ContentEncryption`]
/// unless [`with_content_encryption`](Self::with_content_encryption) names one; a key of
/// `dir` accepts one.
///
/// It is cheap to clone. The key material is zeroized when the last clone is dropped, and
/// `Debug` does not show it.
///
/// ```
/// use jwt_claims::jwe::{DecryptionKey, KeyManagement};
///
/// let key = DecryptionKey::generate(KeyManagement::EcdhEsA256KW)?;
/// let public: String = key.encryption_key()?.to_jwk()?; // give this to senders
/// # assert!(public.contains(r#""use":"enc""#));
/// # Ok::<(), jwt_claims::Error>(())
/// ```
#[derive(Clone)]
pub struct DecryptionKey {
    shared: Arc<Shared>,
    /// `None` for any.
    enc: Option<ContentEncryption>,
    kid: Option<Arc<str>>,
}

struct Shared {
    alg: KeyManagement,
    material: Private,
    opener: Opener,
}

/// The key, prepared once.
enum Opener {
    Direct(Zeroizing<Vec<u8>>),
    Wrap(Zeroizing<Vec<u8>>),
    GcmWrap(LessSafeKey),
    Ecdh(PrivateKey, EcdhCurve),
    Rsa(OaepPrivateDecryptingKey),
}

/// What the header says about the encrypted key, read and bounded.
pub(crate) enum Agreed {
    Nothing,
    /// `iv` and `tag`.
    Wrapping([Vec<u8>; 2]),
    /// The ephemeral key, and `apu` and `apv`.
    Ecdh(Vec<u8>, [Vec<u8>; 2]),
}

impl DecryptionKey {
    /// A key from a shared secret, for a [symmetric](KeyManagement::is_symmetric) key
    /// management. The bytes are used as they are.
    ///
    /// # Errors
    /// `invalid_key` if the key management needs another kind of key, or a secret of
    /// another length.
    pub fn from_secret(alg: KeyManagement, secret: impl AsRef<[u8]>) -> Result<Self, Error> {
        let secret = Zeroizing::new(secret.as_ref().to_vec());
        Self::assemble(alg, Private::Common(PrivateMaterial::Secret(secret)), None)
    }

    /// A private key from PEM (RFC 7468), not encrypted: PKCS#8 (`PRIVATE KEY`), PKCS#1 (`RSA
    /// PRIVATE KEY`) or SEC 1 (`EC PRIVATE KEY`).
    ///
    /// # Errors
    /// `invalid_key` if it is something else, or not a key for the key management.
    pub fn from_pem(alg: KeyManagement, pem: impl AsRef<[u8]>) -> Result<Self, Error> {
        Self::assemble(alg, formats::private_pem(pem.as_ref())?, None)
    }

    /// A private key from DER: PKCS#8 (RFC 5958), PKCS#1 (RFC 8017 §A.1.2) or SEC 1 (RFC
    /// 5915).
    ///
    /// # Errors
    /// The same as [`from_pem`](Self::from_pem).
    pub fn from_der(alg: KeyManagement, der: impl AsRef<[u8]>) -> Result<Self, Error> {
        Self::assemble(alg, formats::private_der(der.as_ref())?, None)
    }

    /// A key from the text of a private or symmetric JWK (RFC 7517), with its `kid`.
    ///
    /// # Errors
    /// `invalid_key` if it is not a JWK, is public, is not for the key management, or its
    /// `use`, `key_ops` or `alg` do not allow decrypting.
    pub fn from_jwk(alg: KeyManagement, jwk: &str) -> Result<Self, Error> {
        Self::of_jwk(alg, &Jwk::parse(jwk)?)
    }

    pub(super) fn of_jwk(alg: KeyManagement, jwk: &Jwk) -> Result<Self, Error> {
        let enc = jwk::check_purpose(jwk, alg, Side::Decrypt)?;
        let key = Self::assemble(alg, jwk::private(jwk, alg)?, enc)?;
        match jwk.kid()? {
            Some(kid) => Ok(key.with_kid(kid)),
            None => Ok(key),
        }
    }

    /// Generates a key: on P-256 for ECDH, of 2048 bits for RSA. A key of `dir` is for
    /// A256GCM.
    ///
    /// # Errors
    /// `unsupported` if the operating system has no random numbers.
    pub fn generate(alg: KeyManagement) -> Result<Self, Error> {
        match alg.kind() {
            Kind::Ecdh => Self::generate_on(alg, EcdhCurve::default()),
            Kind::Rsa => Self::from_der(alg, &*primitives::generate_rsa()?),
            Kind::Secret => {
                let secret = Cek::random(alg.wrapping_len().unwrap_or(32))?;
                Self::from_secret(alg, secret.as_ref())
            }
        }
    }

    /// Generates a key for ECDH on this curve.
    ///
    /// # Errors
    /// `invalid_key` if the key management is not one of ECDH; `unsupported` if the
    /// operating system has no random numbers.
    pub fn generate_on(alg: KeyManagement, curve: EcdhCurve) -> Result<Self, Error> {
        let private = match curve.weierstrass() {
            None => Private::x25519(ecdh::generate_x25519().ok_or_else(no_random_numbers)?)?,
            Some(nist) => {
                let scalar = primitives::generate_ec_scalar(nist)?;
                Private::Common(PrivateMaterial::Ec(EcPrivate::new(nist, &scalar, None)?))
            }
        };
        Self::assemble(alg, private, None)
    }

    fn assemble(
        alg: KeyManagement,
        material: Private,
        enc: Option<ContentEncryption>,
    ) -> Result<Self, Error> {
        let opener = prepare(alg, &material)?;
        let enc = match &opener {
            Opener::Direct(secret) => Some(direct(secret, enc)?),
            _ => enc,
        };
        let kid = material.to_public().thumbprint()?.map(Arc::from);
        Ok(Self { shared: Arc::new(Shared { alg, material, opener }), enc, kid })
    }

    /// The key management, `alg` in headers.
    #[must_use]
    pub fn key_management(&self) -> KeyManagement {
        self.shared.alg
    }

    /// The content encryption that is accepted; `None` for any.
    #[must_use]
    pub fn content_encryption(&self) -> Option<ContentEncryption> {
        self.enc
    }

    /// Accepts this content encryption and no other.
    ///
    /// # Errors
    /// `invalid_key` for a key of `dir`, if its length is not that of the content
    /// encryption.
    pub fn with_content_encryption(self, enc: ContentEncryption) -> Result<Self, Error> {
        if let Opener::Direct(secret) = &self.shared.opener {
            direct(secret, Some(enc))?;
        }
        Ok(Self { enc: Some(enc), ..self })
    }

    /// The key with another `kid` (RFC 7516 §4.1.6). By default, the `kid` of a private key is
    /// the RFC 7638 thumbprint of its public half, and a shared key has none.
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

    /// The key that encrypts for this one: the public half, or the same shared key. It has
    /// the same `kid`.
    ///
    /// # Errors
    /// `invalid_key` for RSA-OAEP with SHA-1, which is for decrypting.
    pub fn encryption_key(&self) -> Result<EncryptionKey, Error> {
        let key = EncryptionKey::assemble(self.shared.alg, self.shared.material.to_public(), self.enc)?;
        Ok(match self.kid() {
            Some(kid) => key.with_kid(kid),
            None => key.without_kid(),
        })
    }

    /// The key as a JWK **with its private members or its secret**, for storage. To
    /// publish the public key, use [`EncryptionKey::to_jwk`].
    ///
    /// # Errors
    /// `invalid_key` if the key is damaged.
    pub fn to_private_jwk(&self) -> Result<Zeroizing<String>, Error> {
        let about = About { alg: self.shared.alg.name(), purpose: "enc", kid: self.kid() };
        jwk::write_private(&self.shared.material, &about)
    }

    /// The key as PKCS#8 in PEM **with its private part**, for storage.
    ///
    /// # Errors
    /// `invalid_key` for a shared key, which has no such form.
    pub fn to_private_pem(&self) -> Result<Zeroizing<String>, Error> {
        formats::write_private_pem(&self.shared.material).ok_or_else(|| {
            Error::invalid_key("expected a private key to export, found a shared one; use `to_private_jwk`")
        })
    }

    /// The content encryption of a header's `enc`.
    pub(crate) fn accepted(&self, name: &str) -> Result<ContentEncryption, Error> {
        let found = ContentEncryption::from_name(name);
        found.filter(|found| self.enc.is_none_or(|enc| enc == *found)).ok_or_else(|| self.other_enc(found))
    }

    #[cold]
    fn other_enc(&self, found: Option<ContentEncryption>) -> Error {
        let listed = || ContentEncryption::ALL.iter().map(|enc| enc.name()).collect::<Vec<_>>().join(", ");
        let accepted = self.enc.map_or_else(listed, |enc| enc.to_string());
        let found = found.map_or("an unknown name", ContentEncryption::name);
        Error::new(
            Code::Algorithm,
            format!(
                "expected `enc` to be a content encryption of the decryption key ({accepted}), found {found}"
            ),
        )
    }

    /// The length of an encrypted key, in bytes.
    pub(crate) fn encrypted_len(&self, enc: ContentEncryption) -> usize {
        match (&self.shared.opener, self.shared.alg.wrapping_len()) {
            (Opener::Rsa(key), _) => key.key_size_bytes(),
            (Opener::GcmWrap(_), _) => enc.key_len(),
            (_, Some(_)) => enc.key_len() + wrap::WRAP_LEN,
            (_, None) => 0,
        }
    }

    /// What the header says about the encrypted key.
    pub(crate) fn agreed(&self, header: &Parameters<'_>) -> Result<Agreed, Error> {
        match &self.shared.opener {
            Opener::Ecdh(_, curve) => Ok(Agreed::Ecdh(header.ephemeral(*curve)?, header.parties()?)),
            Opener::GcmWrap(_) => header.wrapping([wrap::NONCE_LEN, wrap::TAG_LEN]).map(Agreed::Wrapping),
            _ => Ok(Agreed::Nothing),
        }
    }

    /// The content encryption key; `None` for every failure.
    pub(crate) fn decrypt_key(
        &self,
        agreed: &Agreed,
        enc: ContentEncryption,
        encrypted: &[u8],
    ) -> Option<Cek> {
        let alg = self.shared.alg;
        match (&self.shared.opener, agreed) {
            (Opener::Direct(secret), _) => {
                let mut cek = Cek::zeros(secret.len());
                cek.as_mut().copy_from_slice(secret);
                Some(cek)
            }
            (Opener::Wrap(kek), _) => wrap::unwrap(kek, encrypted, enc.key_len()),
            (Opener::GcmWrap(kek), Agreed::Wrapping([iv, tag])) => wrap::gcm_unwrap(kek, encrypted, iv, tag),
            (Opener::Rsa(key), _) => rsa::decrypt(alg, key, encrypted, enc.key_len()),
            (Opener::Ecdh(private, curve), Agreed::Ecdh(ephemeral, [apu, apv])) => {
                let info = Info::of(alg, enc, [apu, apv]);
                let derived = ecdh::derive(private, ecdh::unchecked(*curve, ephemeral), &info)?;
                match alg.wrapping_len() {
                    None => Some(derived),
                    Some(_) => wrap::unwrap(derived.as_ref(), encrypted, enc.key_len()),
                }
            }
            (Opener::GcmWrap(_) | Opener::Ecdh(..), _) => None,
        }
    }
}

fn prepare(alg: KeyManagement, material: &Private) -> Result<Opener, Error> {
    let secret = || material.secret().ok_or_else(|| unfit(alg));
    let shared = || secret().map(|secret| Zeroizing::new(secret.to_vec()));
    Ok(match alg {
        KeyManagement::Dir => Opener::Direct(shared()?),
        KeyManagement::A128KW | KeyManagement::A256KW => {
            check_wrapping(alg, secret()?)?;
            Opener::Wrap(shared()?)
        }
        KeyManagement::A128GCMKW | KeyManagement::A256GCMKW => {
            check_wrapping(alg, secret()?)?;
            Opener::GcmWrap(wrap::gcm_key(secret()?).ok_or_else(|| unfit(alg))?)
        }
        KeyManagement::RsaOaep256 | KeyManagement::RsaOaep => {
            let pkcs8 = material.rsa_pkcs8().ok_or_else(|| unfit(alg))?;
            Opener::Rsa(rsa::private_key(&pkcs8).ok_or_else(|| refused(alg))?)
        }
        KeyManagement::EcdhEs | KeyManagement::EcdhEsA128KW | KeyManagement::EcdhEsA256KW => {
            let (curve, octets) = material.ecdh().ok_or_else(|| unfit(alg))?;
            Opener::Ecdh(ecdh::private_of(curve, octets).ok_or_else(|| refused(alg))?, curve)
        }
    })
}

#[cold]
fn refused(alg: KeyManagement) -> Error {
    Error::invalid_key(format!(
        "aws-lc-rs refuses the private key for {alg}: its parts contradict each other or are out of range; export it \
         again from where it was made"
    ))
}

impl fmt::Debug for DecryptionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DecryptionKey")
            .field("key_management", &self.key_management())
            .field("content_encryption", &self.content_encryption())
            .field("kid", &self.kid())
            .finish_non_exhaustive()
    }
}
