//! Keys that encrypt.

use std::fmt;
use std::sync::Arc;

use aws_lc_rs::aead::LessSafeKey;
use aws_lc_rs::agreement::{ParsedPublicKey, PrivateKey};
use aws_lc_rs::rsa::OaepPublicEncryptingKey;
use zeroize::Zeroizing;

use super::formats;
use super::jwk::{self, Side};
use super::material::{Public, check_wrapping, direct, unfit};
use crate::crypto::material::PublicMaterial;
use crate::error::Error;
use crate::jwe::algorithms::{ContentEncryption, EcdhCurve, KeyManagement};
use crate::jwe::cek::Cek;
use crate::jwe::ecdh::{self, Info};
use crate::jwe::header::Epk;
use crate::jwe::rsa;
use crate::jwe::wrap;
use crate::key::export::About;
use crate::key::jwk::Jwk;
use crate::key::jwks;

/// The key that a token is encrypted for: the recipient's public key, or one that both
/// sides share. It has exactly one [`KeyManagement`] and one [`ContentEncryption`], by
/// default A256GCM.
///
/// It is cheap to clone.
///
/// ```
/// use jwt_claims::jwe::{EncryptionKey, KeyManagement};
///
/// # let public = jwt_claims::jwe::DecryptionKey::generate(KeyManagement::EcdhEsA256KW)?.encryption_key()?.to_jwk()?;
/// let key = EncryptionKey::from_jwk(KeyManagement::EcdhEsA256KW, &public)?;
/// # Ok::<(), jwt_claims::Error>(())
/// ```
///
/// Keys for signatures are of other types, so they do not encrypt:
///
/// ```compile_fail,E0308
/// # use jwt_claims::{Algorithm, Issuer, SigningKey};
/// # fn main() -> Result<(), jwt_claims::Error> {
/// let signing = SigningKey::generate(Algorithm::ES256)?;
/// let issuer = Issuer::new(signing.clone()).encrypting_for(signing.verifying_key());
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct EncryptionKey {
    shared: Arc<Shared>,
    enc: ContentEncryption,
    kid: Option<Arc<str>>,
}

struct Shared {
    alg: KeyManagement,
    material: Public,
    sealer: Sealer,
}

/// The key, prepared once.
enum Sealer {
    Direct(Zeroizing<Vec<u8>>),
    Wrap(Zeroizing<Vec<u8>>),
    GcmWrap(LessSafeKey),
    Ecdh(ParsedPublicKey, EcdhCurve),
    Rsa(OaepPublicEncryptingKey),
}

/// A new content encryption key, and how the token carries it.
pub(crate) struct EncryptedKey {
    pub(crate) cek: Cek,
    pub(crate) octets: Vec<u8>,
    pub(crate) epk: Option<Epk>,
    pub(crate) iv: Option<Vec<u8>>,
    pub(crate) tag: Option<Vec<u8>>,
}

impl EncryptedKey {
    fn of(cek: Cek, octets: Vec<u8>) -> Self {
        Self { cek, octets, epk: None, iv: None, tag: None }
    }
}

impl EncryptionKey {
    /// A key from a shared secret, for a [symmetric](KeyManagement::is_symmetric) key
    /// management. The bytes are used as they are.
    ///
    /// # Errors
    /// `invalid_key` if the key management needs another kind of key, or a secret of
    /// another length.
    pub fn from_secret(alg: KeyManagement, secret: impl AsRef<[u8]>) -> Result<Self, Error> {
        let secret = Zeroizing::new(secret.as_ref().to_vec());
        Self::assemble(alg, Public::Common(PublicMaterial::Secret(secret)), None)
    }

    /// A public key from PEM (RFC 7468): `PUBLIC KEY`, `RSA PUBLIC KEY` or `CERTIFICATE`.
    /// The validity of a certificate is not checked.
    ///
    /// # Errors
    /// `invalid_key` if it is something else, or not a key for the key management.
    pub fn from_pem(alg: KeyManagement, pem: impl AsRef<[u8]>) -> Result<Self, Error> {
        Self::assemble(alg, formats::public_pem(pem.as_ref())?, None)
    }

    /// A public key from DER: SPKI (RFC 5280 §4.1.2.7), PKCS#1 (RFC 8017 §A.1.1), or that of
    /// a certificate.
    ///
    /// # Errors
    /// The same as [`from_pem`](Self::from_pem).
    pub fn from_der(alg: KeyManagement, der: impl AsRef<[u8]>) -> Result<Self, Error> {
        Self::assemble(alg, formats::public_der(der.as_ref())?, None)
    }

    /// A key from the text of a JWK (RFC 7517), with its `kid`: a public or a symmetric
    /// one.
    ///
    /// # Errors
    /// `invalid_key` if it is not a JWK, not for the key management, or its `use`,
    /// `key_ops` or `alg` do not allow encrypting.
    pub fn from_jwk(alg: KeyManagement, jwk: &str) -> Result<Self, Error> {
        Self::of_jwk(alg, &Jwk::parse(jwk)?)
    }

    /// The first key of a JWK Set (RFC 7517 §5) that is for this key management: a
    /// recipient may publish it beside keys for signatures, whose `use` is `sig`.
    ///
    /// # Errors
    /// `invalid_key` if the text is not a JWK Set, or has no such key.
    pub fn from_jwks(alg: KeyManagement, jwks: &str) -> Result<Self, Error> {
        let entries = jwks::entries(jwks)?;
        let mut usable = entries.iter().filter_map(|entry| {
            let jwk = Jwk::read(entry).ok()?;
            // a key that does not say what it is for may be one for signatures
            jwk.text("use").ok().flatten()?;
            Self::of_jwk(alg, &jwk).ok()
        });
        usable.next().ok_or_else(|| {
            Error::invalid_key(format!(
                "expected a JWK Set with a key for {alg} whose `use` is `enc`, found none; ask the recipient which key \
                 management it supports"
            ))
        })
    }

    fn of_jwk(alg: KeyManagement, jwk: &Jwk) -> Result<Self, Error> {
        let enc = jwk::check_purpose(jwk, alg, Side::Encrypt)?;
        let key = Self::assemble(alg, jwk::public(jwk, alg)?, enc)?;
        match jwk.kid()? {
            Some(kid) => Ok(key.with_kid(kid)),
            None => Ok(key),
        }
    }

    pub(super) fn assemble(
        alg: KeyManagement,
        material: Public,
        enc: Option<ContentEncryption>,
    ) -> Result<Self, Error> {
        if alg == KeyManagement::RsaOaep {
            return Err(Error::invalid_key(
                "RSA-OAEP with SHA-1 is for decrypting the tokens of old senders; encrypt with \
                 `KeyManagement::RsaOaep256`, or with ECDH",
            ));
        }
        let (sealer, enc) = prepare(alg, &material, enc)?;
        let kid = material.thumbprint()?.map(Arc::from);
        Ok(Self { shared: Arc::new(Shared { alg, material, sealer }), enc, kid })
    }

    /// The key management, `alg` in headers.
    #[must_use]
    pub fn key_management(&self) -> KeyManagement {
        self.shared.alg
    }

    /// The content encryption, `enc` in headers.
    #[must_use]
    pub fn content_encryption(&self) -> ContentEncryption {
        self.enc
    }

    /// Uses another content encryption.
    ///
    /// # Errors
    /// `invalid_key` for a key of `dir`, if its length is not that of the content
    /// encryption.
    pub fn with_content_encryption(self, enc: ContentEncryption) -> Result<Self, Error> {
        if let Sealer::Direct(secret) = &self.shared.sealer {
            direct(secret, Some(enc))?;
        }
        Ok(Self { enc, ..self })
    }

    /// The key with another `kid` (RFC 7516 §4.1.6). By default, the `kid` of a public key is
    /// its RFC 7638 thumbprint, and a shared key has none.
    #[must_use]
    pub fn with_kid(self, kid: impl Into<String>) -> Self {
        Self { kid: Some(kid.into().into()), ..self }
    }

    /// The key without a `kid`: the headers of its tokens have none.
    #[must_use]
    pub fn without_kid(self) -> Self {
        Self { kid: None, ..self }
    }

    /// The `kid` in the headers of tokens, if any.
    #[must_use]
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// The public key as a JWK with `use` `enc`, `alg` and `kid`, which you can publish.
    ///
    /// # Errors
    /// `invalid_key` for a shared key, which has no public half.
    pub fn to_jwk(&self) -> Result<String, Error> {
        let about = About { alg: self.shared.alg.name(), purpose: "enc", kid: self.kid() };
        jwk::write_public(&self.shared.material, &about).ok_or_else(no_public_half)
    }

    /// The public key as SPKI in PEM (`PUBLIC KEY`).
    ///
    /// # Errors
    /// The same as [`to_jwk`](Self::to_jwk).
    pub fn to_pem(&self) -> Result<String, Error> {
        formats::write_public_pem(&self.shared.material).ok_or_else(no_public_half)
    }

    /// A new content encryption key, encrypted.
    pub(crate) fn encrypt_key(&self, enc: ContentEncryption) -> Result<EncryptedKey, Error> {
        match &self.shared.sealer {
            Sealer::Direct(secret) => {
                let mut cek = Cek::zeros(secret.len());
                cek.as_mut().copy_from_slice(secret);
                Ok(EncryptedKey::of(cek, Vec::new()))
            }
            Sealer::Wrap(kek) => {
                let cek = Cek::random(enc.key_len())?;
                let octets = wrap::wrap(kek, &cek)?;
                Ok(EncryptedKey::of(cek, octets))
            }
            Sealer::GcmWrap(kek) => {
                let cek = Cek::random(enc.key_len())?;
                let wrapped = wrap::gcm_wrap(kek, &cek)?;
                let (iv, tag) = (Some(wrapped.iv.to_vec()), Some(wrapped.tag));
                Ok(EncryptedKey { iv, tag, ..EncryptedKey::of(cek, wrapped.key) })
            }
            Sealer::Ecdh(public, curve) => self.agree(public, *curve, enc),
            Sealer::Rsa(public) => {
                let cek = Cek::random(enc.key_len())?;
                let octets = rsa::encrypt(public, &cek)?;
                Ok(EncryptedKey::of(cek, octets))
            }
        }
    }

    /// With a new ephemeral key.
    fn agree(
        &self,
        public: &ParsedPublicKey,
        curve: EcdhCurve,
        enc: ContentEncryption,
    ) -> Result<EncryptedKey, Error> {
        let ephemeral = PrivateKey::generate(curve.agreement()).map_err(|_| wrap::not_wrapped())?;
        let epk = ecdh::public_of(&ephemeral).ok_or_else(wrap::not_wrapped)?;
        let wrapping_len = self.shared.alg.wrapping_len();
        let info = Info::of(self.shared.alg, enc, [&[], &[]]);
        let derived = ecdh::derive(&ephemeral, public.clone(), &info).ok_or_else(wrap::not_wrapped)?;
        let key = match wrapping_len {
            None => EncryptedKey::of(derived, Vec::new()),
            Some(_) => {
                let cek = Cek::random(enc.key_len())?;
                let octets = wrap::wrap(derived.as_ref(), &cek)?;
                EncryptedKey::of(cek, octets)
            }
        };
        Ok(EncryptedKey { epk: Some(Epk::of(curve, &epk)), ..key })
    }
}

fn prepare(
    alg: KeyManagement,
    material: &Public,
    enc: Option<ContentEncryption>,
) -> Result<(Sealer, ContentEncryption), Error> {
    let secret = || material.secret().ok_or_else(|| unfit(alg));
    let shared = || secret().map(|secret| Zeroizing::new(secret.to_vec()));
    let sealer = match alg {
        KeyManagement::Dir => {
            let enc = direct(secret()?, enc)?;
            return Ok((Sealer::Direct(shared()?), enc));
        }
        KeyManagement::A128KW | KeyManagement::A256KW => {
            check_wrapping(alg, secret()?)?;
            Sealer::Wrap(shared()?)
        }
        KeyManagement::A128GCMKW | KeyManagement::A256GCMKW => {
            check_wrapping(alg, secret()?)?;
            Sealer::GcmWrap(wrap::gcm_key(secret()?).ok_or_else(|| unfit(alg))?)
        }
        KeyManagement::RsaOaep256 | KeyManagement::RsaOaep => {
            let spki = material.rsa_spki().ok_or_else(|| unfit(alg))?;
            Sealer::Rsa(rsa::public_key(&spki).ok_or_else(|| refused(alg))?)
        }
        KeyManagement::EcdhEs | KeyManagement::EcdhEsA128KW | KeyManagement::EcdhEsA256KW => {
            let (curve, octets) = material.ecdh().ok_or_else(|| unfit(alg))?;
            let public = ecdh::checked(curve, octets).ok_or_else(|| refused(alg))?;
            Sealer::Ecdh(public, curve)
        }
    };
    Ok((sealer, enc.unwrap_or_default()))
}

#[cold]
fn refused(alg: KeyManagement) -> Error {
    Error::invalid_key(format!(
        "aws-lc-rs refuses the public key for {alg}: it is not on its curve, of low order, or out of range; export it \
         again from where it was made"
    ))
}

#[cold]
fn no_public_half() -> Error {
    Error::invalid_key(
        "expected a public key to export, found a shared one; it is only exported by `DecryptionKey::to_private_jwk`",
    )
}

impl fmt::Debug for EncryptionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EncryptionKey")
            .field("key_management", &self.key_management())
            .field("content_encryption", &self.content_encryption())
            .field("kid", &self.kid())
            .finish_non_exhaustive()
    }
}
